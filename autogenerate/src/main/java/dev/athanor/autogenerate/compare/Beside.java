package dev.athanor.autogenerate.compare;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/** Something that runs beside its caller, and never longer: who closes it waits for it. */
final class Beside<T> implements AutoCloseable {
  private final FutureTask<T> task;
  private final Thread thread;

  private Beside(FutureTask<T> task) {
    this.task = task;
    this.thread = new Thread(task, "athanor-beside");
  }

  static <T> Beside<T> start(Supplier<T> work) {
    Beside<T> beside = new Beside<>(new FutureTask<>(work::get));
    beside.thread.start();
    return beside;
  }

  /** What it gives, or the exception that it ends with. */
  T get() {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
