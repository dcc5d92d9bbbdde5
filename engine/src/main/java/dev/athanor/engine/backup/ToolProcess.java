package dev.athanor.engine.backup;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * One run of one of PostgreSQL's programs, which is ended when it hangs.
 *
 * <p>An interrupt ends the program first (SIGTERM, on which pg_dump cancels its queries in the
 * server) and is reported as {@link Reason#INTERRUPTED}.
 */
final class ToolProcess {
  private static final int KEPT_ERROR_BYTES = 8192;
  private static final long GRACE_SECONDS = 10;
  private static final int HUNG = -1;

  /** The common pool may have too few threads for streams that must all be read at once. */
  private static final Executor THREADS =
      task -> {
        Thread thread = new Thread(task, "athanor-tool");
        thread.setDaemon(true);
        thread.start();
      };

  private final List<String> command;
  private final ProcessBuilder builder;
  private final Watch watch;
  private final String sessions;

  ToolProcess(List<String> command, LibpqEnvironment environment, Watch watch) {
    this.command = List.copyOf(command);
    this.builder = new ProcessBuilder(command);
    this.watch = watch;
    LibpqEnvironment own = environment.named();
    this.sessions = own.sessions();
    own.applyTo(builder.environment());
  }

  /**
   * How it ended.
   *
   * @param exitCode not 0 also for a program that hung and was ended
   * @param output what it printed, as text
   * @param errors the end of what it said on stderr, or that it hung
   */
  record Result(int exitCode, String output, String errors) {
    boolean succeeded() {
      return exitCode == 0;
    }
  }

  /** Runs it to its end, with no input. */
  Result run() {
    return run(stream -> read(stream, Integer.MAX_VALUE));
  }

  /** Reads all that a program prints, on a thread of its own. */
  @FunctionalInterface
  interface Reader {
    String read(InputStream output) throws IOException;
  }

  /**
   * Runs it to its end, with no input.
   *
   * @param reader gives what the result has as the output
   */
  Result run(Reader reader) {
    return run(OutputStream::close, reader);
  }

  /** Writes what a program reads, on a thread of its own; its end is the program's end of input. */
  @FunctionalInterface
  interface Feeder {
    void write(OutputStream input) throws IOException;
  }

  /** Runs it to its end, with that input. */
  Result runOn(Feeder feeder) {
    return run(feeder, stream -> read(stream, Integer.MAX_VALUE));
  }

  private Result run(Feeder feeder, Reader reader) {
    Process process = start();
    THREADS.execute(() -> feed(feeder, process));
    CompletableFuture<String> output =
        CompletableFuture.supplyAsync(() -> readBy(reader, process), THREADS);
    CompletableFuture<String> errors = errors(process);
    Watchdog watchdog = new Watchdog(watch, sessions, List.of(process));
    try {
      if (!watchdog.await(process.onExit())) {
        end(process);
        return new Result(HUNG, "", name() + ": " + watchdog.describe());
      }
      return new Result(process.exitValue(), output.get(), errors.get());
    } catch (InterruptedException e) {
      end(process);
      throw interrupted(e);
    } catch (ExecutionException e) {
      end(process);
      throw new IllegalStateException("reading from " + command.get(0), e);
    }
  }

  /** What becomes of one program's output on its way into another. */
  @FunctionalInterface
  interface Pump {
    void copy(InputStream from, OutputStream to) throws IOException;
  }

  /**
   * Runs two programs, the second reading what the first writes. The second's input ends only after
   * the first has succeeded; else the second is ended.
   */
  static Result pipe(
      List<String> first,
      Pump between,
      List<String> second,
      LibpqEnvironment environment,
      Watch watch) {
    ToolProcess source = new ToolProcess(first, environment, watch.ofFiles());
    ToolProcess sink = new ToolProcess(second, environment, watch);
    Process reading = sink.start();
    Process writing = source.start();
    CompletableFuture<String> sinkErrors = sink.errors(reading);
    CompletableFuture<String> sourceErrors = source.errors(writing);
    CompletableFuture<Void> pump =
        CompletableFuture.runAsync(() -> copy(writing, between, reading), THREADS);
    Watchdog watchdog = new Watchdog(watch, sink.sessions, List.of(writing, reading));
    try {
      boolean read =
          watchdog.await(pump.exceptionally(sinkIsGone -> null))
              && watchdog.await(writing.onExit());
      if (read && writing.exitValue() == 0) {
        closeInput(reading);
        read = watchdog.await(reading.onExit());
      }
      end(writing);
      end(reading);
      if (!read) {
        return new Result(
            HUNG, "", source.name() + " | " + sink.name() + ": " + watchdog.describe());
      }
      int exitCode = writing.exitValue() == 0 ? reading.exitValue() : writing.exitValue();
      return new Result(exitCode, "", (sinkErrors.get() + "\n" + sourceErrors.get()).strip());
    } catch (InterruptedException e) {
      end(writing);
      end(reading);
      throw source.interrupted(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("reading from " + first.get(0), e);
    }
  }

  private static void feed(Feeder feeder, Process process) {
    try (OutputStream input = process.getOutputStream()) {
      feeder.write(input);
    } catch (IOException ended) {
      // Its exit code says why.
    }
  }

  private static String readBy(Reader reader, Process process) {
    try {
      return reader.read(process.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Process from, Pump between, Process to) {
    try {
      between.copy(from.getInputStream(), to.getOutputStream());
      to.getOutputStream().flush();
    } catch (IOException e) {
      // The reader ended early: its errors say why, and the writer must not wait for it.
      from.toHandle().destroy();
      throw new UncheckedIOException(e);
    }
  }

  private static void closeInput(Process process) {
    try {
      process.getOutputStream().close();
    } catch (IOException ended) {
      // Its exit code says why.
    }
  }

  private Process start() {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new AthanorException(
          Reason.BACKUP_TOOL_UNUSABLE,
          command.get(0) + " cannot be started: " + e.getMessage(),
          "Install PostgreSQL's client programs, or name their directory with " + Term.TOOLS + ".",
          e);
    }
  }

  private String name() {
    return Path.of(command.get(0)).getFileName().toString();
  }

  private CompletableFuture<String> errors(Process process) {
    return CompletableFuture.supplyAsync(
        () -> read(process.getErrorStream(), KEPT_ERROR_BYTES).strip(), THREADS);
  }

  private AthanorException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new AthanorException(
        Reason.INTERRUPTED,
        command.get(0) + " was stopped before it had finished",
        "Run it again; nothing was applied.",
        e);
  }

  /**
   * With all that it has started: what hangs may not get round to ending that. By its handle, for
   * {@code Process.destroy} also closes the streams, and waits for whoever is just writing to one.
   */
  private static void end(Process process) {
    List<ProcessHandle> family = process.descendants().toList();
    process.toHandle().destroy();
    try {
      if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
        process.toHandle().destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.toHandle().destroyForcibly();
      Thread.currentThread().interrupt();
    }
    family.forEach(ProcessHandle::destroyForcibly);
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
