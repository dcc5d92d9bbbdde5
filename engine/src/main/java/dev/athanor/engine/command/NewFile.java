package dev.athanor.engine.command;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes files that did not exist, whole or not at all. */
final class NewFile {
  private NewFile() {}

  /**
   * @throws AthanorException INVALID_CONFIGURATION when it exists or cannot be written
   */
  static void write(Path file, String text) {
    try {
      Path directory = Files.createDirectories(file.getParent());
      if (Files.exists(file)) {
        throw new AthanorException(
            Reason.INVALID_CONFIGURATION, file + " exists already", "Move it away first.");
      }
      Path temporary = Files.createTempFile(directory, ".new-", ".tmp");
      try {
        Files.writeString(temporary, text.endsWith("\n") ? text : text + "\n");
        // A temporary file is private to its owner; what becomes a source file is not.
        temporary.toFile().setReadable(true, false);
        Files.move(temporary, file);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          file + " cannot be written: " + e.getMessage(),
          "Check the directory's permissions and the room on its disk.",
          e);
    }
  }
}
