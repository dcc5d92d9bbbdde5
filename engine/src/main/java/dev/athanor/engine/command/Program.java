package dev.athanor.engine.command;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Another program, run to its end; no shell reads its arguments. */
final class Program {
  private final Path directory;
  private final List<String> command;
  private final Map<String, String> environment;

  /**
   * With the environment of this process.
   *
   * @param directory where it runs
   * @param command the program and its arguments
   */
  Program(Path directory, List<String> command) {
    this(directory, command, System.getenv());
  }

  /**
   * @param environment all of its variables
   */
  Program(Path directory, List<String> command, Map<String, String> environment) {
    this.directory = directory;
    this.command = List.copyOf(command);
    this.environment = Map.copyOf(environment);
  }

  /** What it printed, and how it ended. */
  record Result(int exitCode, byte[] output, String errors) {
    boolean succeeded() {
      return exitCode == 0;
    }

    String text() {
      return new String(output, StandardCharsets.UTF_8);
    }
  }

  /**
   * @param input what it reads
   * @throws AthanorException INVALID_CONFIGURATION when there is no such program; INTERRUPTED
   */
  Result run(byte[] input) {
    Process process = start();
    try (OutputStream in = process.getOutputStream()) {
      CompletableFuture<byte[]> output = read(process.getInputStream());
      CompletableFuture<byte[]> errors = read(process.getErrorStream());
      write(in, input);
      int code = process.waitFor();
      return new Result(
          code, output.get(), new String(errors.get(), StandardCharsets.UTF_8).strip());
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new AthanorException(
          Reason.INTERRUPTED, this + " was interrupted.", "Run it again.", e);
    } catch (IOException | ExecutionException e) {
      process.destroy();
      throw new IllegalStateException(this + " cannot be read", e);
    }
  }

  private Process start() {
    try {
      ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
      builder.environment().clear();
      builder.environment().putAll(environment);
      return builder.start();
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "the program '"
              + command.get(0)
              + "' cannot be run in "
              + directory
              + ": "
              + e.getMessage(),
          "Install it, put it on the PATH, or name another.",
          e);
    }
  }

  /** One that ends without reading all of it says by its exit code what that means. */
  private static void write(OutputStream in, byte[] input) {
    try {
      in.write(input);
      in.close();
    } catch (IOException e) {
      return;
    }
  }

  private static CompletableFuture<byte[]> read(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Override
  public String toString() {
    return "`" + String.join(" ", command) + "`";
  }
}
