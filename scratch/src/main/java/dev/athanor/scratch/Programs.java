package dev.athanor.scratch;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs a program to its end. */
final class Programs {
  private Programs() {}

  /**
   * What it printed.
   *
   * @throws IOException when it cannot be started or exits non-zero; the message has its output
   */
  static String run(List<String> command, Path directory) throws IOException {
    // A file, not a pipe: a server that stays behind would hold a pipe open.
    Path output = Files.createTempFile("athanor", ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(nothing()))
              .redirectOutput(output.toFile())
              .start();
      int code = process.waitFor();
      String text = Files.readString(output, StandardCharsets.ISO_8859_1);
      if (code != 0) {
        throw new IOException(command.get(0) + " … exited with " + code + ": " + text.strip());
      }
      return text;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while running " + command.get(0));
    } finally {
      Files.delete(output);
    }
  }

  private static java.io.File nothing() {
    boolean windows = System.getProperty("os.name").startsWith("Windows");
    return new java.io.File(windows ? "NUL" : "/dev/null");
  }
}
