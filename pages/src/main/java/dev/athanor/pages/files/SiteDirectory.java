package dev.athanor.pages.files;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.AtomicFile;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** A directory of files that are built, and that nobody commits. */
public final class SiteDirectory {
  private SiteDirectory() {}

  /**
   * @param files texts by their path below the directory
   * @throws AthanorException INVALID_CONFIGURATION where it cannot be written
   */
  public static void write(Path directory, Map<String, String> files) {
    try {
      for (var file : files.entrySet()) {
        AtomicFile.write(
            directory.resolve(file.getKey()), file.getValue().getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "the site cannot be written into " + directory + ": " + e,
          "Name a directory that may be written.",
          e);
    }
  }
}
