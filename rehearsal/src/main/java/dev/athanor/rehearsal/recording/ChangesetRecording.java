package dev.athanor.rehearsal.recording;

import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.plan.PlanStep;
import dev.athanor.schema.diff.Difference;
import java.util.List;
import java.util.Objects;

/**
 * What one changeset did, going up or down.
 *
 * @param key its row in DATABASECHANGELOG
 * @param revision the id of the revision it belongs to
 * @param action whether it was applied or undone
 * @param digest {@link PlanStep#digest} of what ran
 * @param outcome what became of it
 * @param why what {@code outcome} rests on, for people; empty where it ran
 * @param statements those that were run, the failing one included, in order
 * @param changes what changed in the catalog from its beginning to its end; empty where it failed
 */
public record ChangesetRecording(
    ChangesetKey key,
    String revision,
    PlanStep.Action action,
    String digest,
    Outcome outcome,
    String why,
    List<StatementRecording> statements,
    List<Difference> changes) {

  /** What became of a changeset. */
  public enum Outcome {
    /** It ran to its end. */
    RAN,
    /** A statement failed; what the changeset did before is undone, if it ran in a transaction. */
    FAILED,
    /** Its precondition kept it from running, here. */
    SKIPPED,
    /**
     * It cannot be tried here, for a reason that says nothing about it: it is not known to work.
     */
    NOT_REHEARSED
  }

  public ChangesetRecording {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(revision, "revision");
    Objects.requireNonNull(action, "action");
    Objects.requireNonNull(digest, "digest");
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(why, "why");
    statements = List.copyOf(statements);
    changes = List.copyOf(changes);
  }

  /** Whether all its statements ran, so that what is recorded is all that it does. */
  public boolean ran() {
    return outcome == Outcome.RAN;
  }
}
