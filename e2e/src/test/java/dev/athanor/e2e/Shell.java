package dev.athanor.e2e;

import dev.athanor.engine.testing.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs kubectl and helm as a user does. */
final class Shell {
  /** How long kubectl and Helm may wait. */
  static final String TIMEOUT = "--timeout=" + Patience.PATIENCE.toSeconds() + "s";

  /** Their own timeouts end first. */
  private static final long TIMEOUT_SECONDS = Patience.PATIENCE.plusMinutes(1).toSeconds();

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
          String.join(" ", command) + " exited " + result.exitCode() + "\n" + result.all());
    }
    return result.output();
  }

  /** Whatever comes of a command. */
  static Result attempt(String input, String... command) {
    Path output = null;
    Path errors = null;
    try {
      output = Files.createTempFile("athanor-e2e", ".out");
      errors = Files.createTempFile("athanor-e2e", ".err");
      ProcessBuilder builder =
          new ProcessBuilder(List.of(command))
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile());
      // Over WebSockets, kubectl exec now and then discards the first that a command prints.
      builder.environment().put("KUBECTL_REMOTE_COMMAND_WEBSOCKETS", "false");
      Process process = builder.start();
      process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().close();
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(String.join(" ", command) + " ran over " + TIMEOUT_SECONDS + " s");
      }
      return new Result(
          process.exitValue(), Files.readString(output).strip(), Files.readString(errors).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      delete(output);
      delete(errors);
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

  /** How a command ended, and what it printed to standard output and to standard error. */
  record Result(int exitCode, String output, String errors) {
    String all() {
      return (output + "\n" + errors).strip();
    }
  }
}
