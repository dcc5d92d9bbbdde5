package dev.athanor.engine.command;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.util.Objects;
import java.util.Optional;

/**
 * What is done about a run that failed half-way, decided before it begins.
 *
 * @param way how it is gone back
 * @param writes of a restore: what becomes of what others write between the backup and it
 */
public record FailurePolicy(Way way, Optional<Writes> writes) {

  /** How a failed run is gone back from. */
  public enum Way {
    /** Not at all: the next run goes on from there. */
    STOP,
    /** By the SQL that the database keeps to undo each changeset. */
    DOWNGRADE,
    /** By the backup from before the run, swapped in. */
    RESTORE
  }

  /** What becomes of what others write meanwhile. */
  public enum Writes {
    /** Nobody writes: a write fence stands from before the backup. */
    FENCE,
    /** It is lost to the application; the database that was there has it. */
    LOSE
  }

  /** Why a script goes back from nothing. */
  public static final String SCRIPT = "a script for psql runs where nothing is there to go back";

  /** What is usual. */
  public static final FailurePolicy STOP = new FailurePolicy(Way.STOP, Optional.empty());

  /**
   * @throws AthanorException INVALID_CONFIGURATION where {@code writes} is missing, or said of what
   *     loses nothing
   */
  public FailurePolicy {
    Objects.requireNonNull(way, "way");
    Objects.requireNonNull(writes, "writes");
    if ((way == Way.RESTORE) != writes.isPresent()) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          way == Way.RESTORE
              ? "A restore after a failure loses what others write after the backup, and nothing says"
                  + " what is to become of that."
              : "What others write is said to " + writes.get() + ", and only a restore loses it.",
          way == Way.RESTORE
              ? "Say fence, which keeps all others out during the run; or lose, which accepts it."
              : "Choose restore, or leave that out.");
    }
  }

  boolean fences() {
    return writes.filter(Writes.FENCE::equals).isPresent();
  }

  /**
   * @throws AthanorException INVALID_CONFIGURATION for a policy other than to stop
   */
  public void requireStop(String why) {
    if (way != Way.STOP) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "After a failure " + way + " is asked for, and " + why + ".",
          "Leave it at stop.");
    }
  }
}
