package dev.athanor.pages.files;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.AtomicFile;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A directory of files that are built, and that nobody commits. */
public final class SiteDirectory {
  private static final String ENTRY = "index.html";

  /** Stands in each entry page that was written here. */
  private static final String MARK = "<meta name=\"generator\" content=\"athanor docs\">";

  private SiteDirectory() {}

  /**
   * @param files texts by their path below the directory, {@code index.html} among them
   * @throws AthanorException INVALID_CONFIGURATION where it cannot be written, and, before anything
   *     is, where a file of somebody else's would be lost
   */
  public static void write(Path directory, Map<String, String> files) {
    try {
      refuseOthers(directory, files);
      // First, for it says whose the others are, should this be ended halfway.
      AtomicFile.write(directory.resolve(ENTRY), bytes(files.get(ENTRY)));
      for (var file : files.entrySet()) {
        AtomicFile.write(directory.resolve(file.getKey()), bytes(file.getValue()));
      }
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "the site cannot be written into " + directory + ": " + e,
          "Name a directory that may be written.",
          e);
    }
  }

  private static void refuseOthers(Path directory, Map<String, String> files) throws IOException {
    Path entry = directory.resolve(ENTRY);
    if (Files.isRegularFile(entry)
        && new String(Files.readAllBytes(entry), StandardCharsets.UTF_8).contains(MARK)) {
      return;
    }
    for (String path : files.keySet()) {
      if (Files.exists(directory.resolve(path))) {
        throw new AthanorException(
            Reason.INVALID_CONFIGURATION,
            directory.resolve(path) + " was not written by athanor docs, and would be lost",
            "Move it, or name another directory for the site.");
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
