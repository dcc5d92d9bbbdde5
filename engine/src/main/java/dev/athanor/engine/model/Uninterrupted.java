package dev.athanor.engine.model;

/** What is done to its end, also by a thread that was told to stop. */
public final class Uninterrupted {
  private Uninterrupted() {}

  /** Something that may fail. */
  public interface Work<E extends Exception> {
    void run() throws E;
  }

  /** Does it; an interrupt from before is there again afterwards. */
  public static <E extends Exception> void run(Work<E> work) throws E {
    boolean interrupted = Thread.interrupted();
    try {
      work.run();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
