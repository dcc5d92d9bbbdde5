package dev.athanor.engine.apply;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/** Text that is written in a thread of its own while the server works. */
final class Background<T> {
  private final String name;
  private final FutureTask<T> task;

  private Background(String name, Supplier<T> work) {
    this.name = name;
    this.task = new FutureTask<>(work::get);
  }

  static <T> Background<T> start(String name, Supplier<T> work) {
    Background<T> background = new Background<>(name, work);
    Thread thread = new Thread(background.task, name);
    thread.setDaemon(true);
    thread.start();
    return background;
  }

  /** Waits for it, interrupted or not: it is soon done, and a run looks at interrupts itself. */
  T join() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(name, e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
