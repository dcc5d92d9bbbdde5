package dev.athanor.engine.command;

import dev.athanor.engine.apply.HistoryChange;
import dev.athanor.engine.apply.MigrateOptions;
import dev.athanor.engine.apply.Runner;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.history.HistoryWriter;
import dev.athanor.engine.history.RunLog;
import dev.athanor.engine.history.UndoWriter;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.plan.Planner;
import dev.athanor.engine.plan.RepairPlan;
import dev.athanor.engine.plan.RevisionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Accepts in one database what was edited in named revisions since they were applied there: a
 * deliberate act, kept in {@code athanor.run} with who and why. Nothing is run.
 */
public final class Repair {
  private final Bundle bundle;
  private final List<String> targets;
  private final String why;
  private final PlanOptions options;
  private final DatabaseTarget database;

  /**
   * @param targets the revisions, each of them named
   * @param why the edit changes nothing, or what it changed was done by hand
   */
  public Repair(
      Bundle bundle,
      List<String> targets,
      String why,
      PlanOptions options,
      DatabaseTarget database) {
    this.bundle = Objects.requireNonNull(bundle, "bundle");
    this.targets = List.copyOf(targets);
    this.why = Objects.requireNonNull(why, "why").strip();
    this.options = Objects.requireNonNull(options, "options");
    this.database = Objects.requireNonNull(database, "database");
  }

  /**
   * @throws AthanorException INVALID_CONFIGURATION without a revision or a reason, or where there
   *     is nothing to accept; and as {@link RepairPlan#of} and {@link HistoryChange#run} have it
   */
  public RepairedChangesets run() {
    if (targets.isEmpty() || why.isEmpty()) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "A repair needs " + (targets.isEmpty() ? "a revision." : "a reason."),
          "Name each revision whose edit is accepted, and say why that is right.");
    }
    return new HistoryChange(
            database.url(),
            database.settings(),
            options.trusted(),
            database.waiting(MigrateOptions.DEFAULTS))
        .run(this::decide);
  }

  private HistoryChange.Decision<RepairedChangesets> decide(HistoryChange.Now now) {
    RepairPlan plan = RepairPlan.of(bundle, targets, options, now.history());
    List<RepairedChangesets.Entry> entries =
        plan.repaired().stream()
            .map(
                each ->
                    new RepairedChangesets.Entry(
                        each.row().key().toString(),
                        each.row().checksum().orElse(""),
                        each.checksum()))
            .toList();
    RepairedChangesets repaired =
        new RepairedChangesets(database.url().toString(), entries, why, Runner.name());
    return new HistoryChange.Decision<>(repaired, statements(now, plan, repaired));
  }

  private List<String> statements(
      HistoryChange.Now now, RepairPlan plan, RepairedChangesets repaired) {
    HistoryWriter writer = now.target().writer();
    UndoWriter undos = now.target().undos(bundle.digest());
    List<String> statements = new ArrayList<>();
    statements.add(RunLog.start(run(now, repaired)));
    for (RepairPlan.Repaired each : plan.repaired()) {
      statements.add(writer.accept(Map.of(each.row().key(), each.checksum())));
      each.stored().ifPresent(stored -> statements.add(undos.accept(stored, each.checksum())));
    }
    statements.add(
        RunLog.finish(now.target().stamp(), RunLog.Outcome.SUCCEEDED, why, plan.repaired().size()));
    return statements;
  }

  private RunLog.Run run(HistoryChange.Now now, RepairedChangesets repaired) {
    List<String> at =
        Planner.current(new PlanRequest(bundle, "repair", options), now.history()).stream()
            .map(RevisionState::toString)
            .toList();
    return now.target()
        .logged(
            "REPAIR", bundle.digest(), at, at, repaired.repaired().size(), Json.write(repaired));
  }

  /**
   * What is accepted now.
   *
   * @param why as it is kept
   * @param by who did it, likewise
   */
  public record RepairedChangesets(String database, List<Entry> repaired, String why, String by)
      implements CommandResult {
    /** An edited changeset, the checksum it was applied with and the one that is accepted now. */
    public record Entry(String changeset, String was, String is) {}

    public RepairedChangesets {
      repaired = List.copyOf(repaired);
    }

    @Override
    public String text() {
      StringBuilder text = new StringBuilder("Accepted by " + by + ", because " + why + ":");
      repaired.forEach(
          each ->
              text.append("\n  ")
                  .append(each.changeset())
                  .append(" was ")
                  .append(each.was())
                  .append(" and counts as ")
                  .append(each.is()));
      return text.toString();
    }

    @Override
    public Object json() {
      return this;
    }
  }
}
