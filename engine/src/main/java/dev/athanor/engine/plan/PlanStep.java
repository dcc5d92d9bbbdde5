package dev.athanor.engine.plan;

import dev.athanor.engine.model.Changeset;
import java.util.List;
import java.util.Objects;

/**
 * One changeset going up or down.
 *
 * @param revision the id of the revision it belongs to
 * @param changeset what is applied or undone
 * @param action what happens to it
 * @param sql the statements sent, in order, without terminators
 * @param undo for an upgrade: what is kept in the database to undo it
 */
public record PlanStep(
    String revision, Changeset changeset, Action action, List<String> sql, List<String> undo) {

  /** What a step does with its changeset. */
  public enum Action {
    /** Run and record it. */
    APPLY,
    /** Run it again and update its record (runAlways, runOnChange). */
    REAPPLY,
    /** Undo it and delete its record. */
    UNDO
  }

  public PlanStep {
    Objects.requireNonNull(revision, "revision");
    Objects.requireNonNull(changeset, "changeset");
    Objects.requireNonNull(action, "action");
    sql = List.copyOf(sql);
    undo = List.copyOf(undo);
  }

  /** Whether its failure stops nothing. Liquibase asks failOnError on the way up only. */
  public boolean mayFail() {
    return action != Action.UNDO && !changeset.failOnError();
  }
}
