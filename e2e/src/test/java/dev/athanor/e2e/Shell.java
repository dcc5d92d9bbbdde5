package dev.athanor.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs kubectl and helm as a user does. */
final class Shell {
  private static final int TIMEOUT_SECONDS = 180;

  private Shell() {}

  /** Standard output of a command that must succeed. */
  static String run(String... command) {
    return runWithInput("", command);
  }

  /** Likewise, with text on its standard input. */
  static String runWithInput(String input, String... command) {
    Result result = attempt(input, command);
    if (result.exitCode() != 0) {
      throw new AssertionError(
          String.join(" ", command) + " exited " + result.exitCode() + "\n" + result.output());
    }
    return result.out();
  }

  /** Whatever comes of a command. */
  static Result attempt(String input, String... command) {
    Path out = null;
    Path err = null;
    try {
      out = Files.createTempFile("athanor-e2e", ".out");
      err = Files.createTempFile("athanor-e2e", ".err");
      Process process =
          new ProcessBuilder(List.of(command))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().close();
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(String.join(" ", command) + " ran over " + TIMEOUT_SECONDS + " s");
      }
      return new Result(
          process.exitValue(), Files.readString(out).strip(), Files.readString(err).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      delete(out);
      delete(err);
    }
  }

  private static void delete(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param out standard output
   * @param err standard error, where kubectl also writes what concerns nobody
   */
  record Result(int exitCode, String out, String err) {
    /** Both, for people. */
    String output() {
      return (out + "\n" + err).strip();
    }
  }
}
