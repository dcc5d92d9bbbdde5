package dev.athanor.engine.apply;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.history.HistoryRow;
import dev.athanor.engine.history.HistoryWriter;
import dev.athanor.engine.history.RunLog;
import dev.athanor.engine.history.UndoWriter;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.plan.StampPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The statements of a stamp, for one transaction: those of a connection and those of a script. */
public final class StampStatements {
  private final Bundle bundle;
  private final StampPlan plan;
  private final HistoryTarget target;
  private final HistoryWriter writer;
  private final UndoWriter undos;

  public StampStatements(Bundle bundle, StampPlan plan, HistoryTarget target) {
    this.bundle = Objects.requireNonNull(bundle, "bundle");
    this.plan = Objects.requireNonNull(plan, "plan");
    this.target = Objects.requireNonNull(target, "target");
    this.writer = target.writer();
    this.undos = target.undos(bundle.digest());
  }

  /**
   * @param kind what {@code athanor.run} calls it
   * @param kept what is kept with it there, as JSON
   * @param lastOrder the highest ORDEREXECUTED that stays; where the database counts on, of no
   *     account
   * @param purge whether nothing of any changeset is left to resume
   */
  public List<String> of(String kind, String kept, int lastOrder, boolean purge) {
    List<String> statements = new ArrayList<>(writer.prepare());
    statements.add(
        RunLog.start(
            target.logged(kind, bundle.digest(), plan.from(), plan.to(), plan.changesets(), kept)));
    forget(statements);
    if (purge) {
      statements.add(writer.endAll());
    }
    record(lastOrder, statements);
    if (!bundle.revisions().isEmpty()) {
      statements.add(
          RunLog.keepRevisions(
              target.history(),
              bundle.revisions().stream().map(CompiledRevision::revision).toList()));
    }
    statements.add(
        RunLog.finish(target.stamp(), RunLog.Outcome.SUCCEEDED, null, plan.changesets()));
    return statements;
  }

  private void forget(List<String> statements) {
    for (HistoryRow row : plan.forgotten()) {
      statements.add(writer.delete(row.key(), row.place()));
      statements.add(writer.end(row.key()));
    }
    if (!plan.forgotten().isEmpty()) {
      statements.add(undos.forget(plan.forgotten().stream().map(HistoryRow::key).toList()));
    }
  }

  private void record(int lastOrder, List<String> statements) {
    int order = lastOrder;
    for (StampPlan.Stamped each : plan.recorded()) {
      // A script's database adds it to the highest there is at that moment.
      order = target.stamp().counted() ? order + 1 : 1;
      statements.add(writer.insert(each.changeset(), order, "EXECUTED"));
      statements.add(writer.end(each.changeset().key()));
    }
    if (!plan.recorded().isEmpty()) {
      statements.add(undos.keep(plan.recorded().stream().map(StampStatements::undo).toList()));
    }
  }

  private static UndoWriter.Undo undo(StampPlan.Stamped each) {
    return new UndoWriter.Undo(
        each.changeset(), each.revision(), each.position(), each.size(), each.undo());
  }
}
