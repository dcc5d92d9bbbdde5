package dev.athanor.engine.apply;

import dev.athanor.engine.plan.PlanStep;
import java.time.Duration;

/** Hears of a run's progress, on the thread that runs it unless said otherwise. */
public interface MigrationListener {
  /** Hears nothing. */
  MigrationListener NONE = new MigrationListener() {};

  /** A step is about to run; with several in one flight, when the one before it is committed. */
  default void starting(PlanStep step, int number, int total) {}

  /** A step is committed and recorded, if not yet flushed to disk. */
  default void done(PlanStep step, int number, int total) {}

  /** Something that a reader should know and that stops nothing. */
  default void warning(String message) {}

  /** What of the step that was just committed was kept, or came back: a sentence. */
  default void kept(String line) {}

  /** Another session holds the lock; said once. */
  default void waiting(String holder) {}

  /**
   * The step that runs waits for a lock; said again when others are in its way. Heard on any
   * thread, for the one that runs may be waiting.
   */
  default void blocked(LockWait wait) {}

  /** The step that runs takes long: heard on another thread, about twice a second. */
  default void working(Working how) {}

  /**
   * A step has got its locks after it waited for some in vain; before {@link #done}.
   *
   * @param attempts how often it was tried, the last time included
   * @param waited how long it waited and paused before that
   */
  default void unblocked(PlanStep step, int attempts, Duration waited) {}
}
