package dev.athanor.engine.apply;

import dev.athanor.engine.plan.PlanStep;

/** Hears of a run's progress, on the thread that runs it. */
public interface MigrationListener {
  /** Hears nothing. */
  MigrationListener NONE = new MigrationListener() {};

  /** A step is about to run; with several in one flight, when the one before it is committed. */
  default void starting(PlanStep step, int number, int total) {}

  /** A step is committed and recorded, if not yet flushed to disk. */
  default void done(PlanStep step, int number, int total) {}

  /** Something that a reader should know and that stops nothing. */
  default void warning(String message) {}

  /** Another session holds the lock; said once. */
  default void waiting(String holder) {}
}
