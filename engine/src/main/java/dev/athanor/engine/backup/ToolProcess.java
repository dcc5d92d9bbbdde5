package dev.athanor.engine.backup;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * One run of one of PostgreSQL's programs.
 *
 * <p>An interrupt ends the program first (SIGTERM, on which pg_dump cancels its queries in the
 * server) and is reported as {@link Reason#INTERRUPTED}.
 */
final class ToolProcess {
  private static final int KEPT_ERROR_BYTES = 8192;
  private static final long GRACE_SECONDS = 10;

  private final List<String> command;
  private final ProcessBuilder builder;

  ToolProcess(List<String> command, LibpqEnvironment environment) {
    this.command = List.copyOf(command);
    this.builder = new ProcessBuilder(command);
    environment.applyTo(builder.environment());
  }

  /**
   * How it ended.
   *
   * @param output what it printed, as text
   * @param errors the end of what it said on stderr
   */
  record Result(int exitCode, String output, String errors) {
    boolean succeeded() {
      return exitCode == 0;
    }
  }

  /** Runs it to its end, with no input. */
  Result run() {
    Process process = start();
    CompletableFuture<String> output =
        CompletableFuture.supplyAsync(() -> read(process.getInputStream(), Integer.MAX_VALUE));
    CompletableFuture<String> errors =
        CompletableFuture.supplyAsync(() -> read(process.getErrorStream(), KEPT_ERROR_BYTES));
    try {
      process.getOutputStream().close();
      int exitCode = process.waitFor();
      return new Result(exitCode, output.get(), errors.get().strip());
    } catch (InterruptedException e) {
      end(process);
      Thread.currentThread().interrupt();
      throw new AthanorException(
          Reason.INTERRUPTED,
          command.get(0) + " was stopped before it had finished",
          "Run it again; nothing was applied.",
          e);
    } catch (ExecutionException | IOException e) {
      end(process);
      throw new IllegalStateException("reading from " + command.get(0), e);
    }
  }

  private Process start() {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new AthanorException(
          Reason.BACKUP_TOOL_UNUSABLE,
          command.get(0) + " cannot be started: " + e.getMessage(),
          "Install PostgreSQL's client programs, or name their directory.",
          e);
    }
  }

  private static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** All of it is read, so that the program never blocks; the last {@code kept} bytes are given. */
  private static String read(InputStream stream, int kept) {
    try (stream) {
      byte[] all = stream.readAllBytes();
      int from = Math.max(0, all.length - kept);
      return new String(all, from, all.length - from, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
