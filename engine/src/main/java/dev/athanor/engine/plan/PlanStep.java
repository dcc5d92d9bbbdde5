package dev.athanor.engine.plan;

import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.StepDigest;
import java.util.List;
import java.util.Objects;

/**
 * One changeset going up or down, or a baseline that stands for many.
 *
 * @param revision the id of the revision it belongs to
 * @param changeset what is applied or undone
 * @param action what happens to it
 * @param sql the statements sent, in order, without terminators
 * @param undo for an upgrade: what is kept in the database to undo it
 * @param covers of a baseline: what it stands for, as the steps that would apply it one by one but
 *     without their SQL
 */
public record PlanStep(
    String revision,
    Changeset changeset,
    Action action,
    List<String> sql,
    List<String> undo,
    List<PlanStep> covers) {

  /** What a step does with its changeset. */
  public enum Action {
    /** Run and record it. */
    APPLY,
    /** Run it again and update its record (runAlways, runOnChange). */
    REAPPLY,
    /** Undo it and delete its record. */
    UNDO,
    /** Run a baseline, and record all that it covers. */
    BASELINE
  }

  public PlanStep {
    Objects.requireNonNull(revision, "revision");
    Objects.requireNonNull(changeset, "changeset");
    Objects.requireNonNull(action, "action");
    sql = List.copyOf(sql);
    undo = List.copyOf(undo);
    covers = List.copyOf(covers);
  }

  /** One changeset's. */
  public PlanStep(
      String revision, Changeset changeset, Action action, List<String> sql, List<String> undo) {
    this(revision, changeset, action, sql, undo, List.of());
  }

  /** The step of each changeset that is recorded by it: itself, or what a baseline covers. */
  public List<PlanStep> single() {
    return action == Action.BASELINE ? covers : List.of(this);
  }

  /** What binds to it what was recorded of it: {@link StepDigest}. */
  public String digest() {
    return StepDigest.of(changeset, action == Action.UNDO, sql);
  }

  /** How many changesets {@code steps} are. */
  public static int changesets(List<PlanStep> steps) {
    return steps.stream().mapToInt(step -> step.single().size()).sum();
  }

  /** Whether Liquibase runs it: of what it does there is no SQL before it is done. */
  public boolean isLive() {
    return action != Action.UNDO && changeset.live().isPresent();
  }

  /** Whether its failure stops nothing. Liquibase asks failOnError on the way up only. */
  public boolean mayFail() {
    return action != Action.UNDO && !changeset.failOnError();
  }
}
