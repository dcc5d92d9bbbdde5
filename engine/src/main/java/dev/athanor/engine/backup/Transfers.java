package dev.athanor.engine.backup;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Several objects on their way at the same time; closing it ends those that still are. */
final class Transfers implements AutoCloseable {
  private static final int AT_ONCE = 6;
  private static final long PATIENCE_SECONDS = 60;

  private final ExecutorService pool;

  Transfers() {
    this(AT_ONCE);
  }

  /**
   * @param atOnce how many at most
   */
  Transfers(int atOnce) {
    pool =
        Executors.newFixedThreadPool(
            atOnce,
            task -> {
              Thread thread = new Thread(task, "athanor-transfer");
              thread.setDaemon(true);
              return thread;
            });
  }

  <T> Task<T> start(Callable<T> work) {
    return new Task<>(pool.submit(work));
  }

  @Override
  public void close() {
    pool.shutdownNow();
    try {
      pool.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One of them. */
  static final class Task<T> {
    private final Future<T> future;

    private Task(Future<T> future) {
      this.future = future;
    }

    boolean isDone() {
      return future.isDone();
    }

    /**
     * @throws IOException as it failed
     */
    T get() throws IOException {
      try {
        return future.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AthanorException(
            Reason.INTERRUPTED,
            "the transfer of a backup was stopped before it had finished",
            "Run it again; nothing was applied.",
            e);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof IOException failure) {
          throw failure;
        }
        if (e.getCause() instanceof RuntimeException defect) {
          throw defect;
        }
        throw new IllegalStateException("moving an object", e.getCause());
      }
    }
  }
}
