package dev.athanor.engine.plan;

import dev.athanor.engine.history.FailedRuns;
import dev.athanor.engine.history.HistoryRow;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.RiskKind;
import dev.athanor.engine.model.Term;
import dev.athanor.engine.sql.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a run that failed has done and is to be taken back, and whether that brings all back. */
final class WayBack {
  /** Each of these does something, or says that it is there or not there already. */
  private static final Set<String> PLAIN = Set.of("CREATE", "DROP", "ALTER", "COMMENT");

  /** An undo with one of these may fill what it makes: whoever wrote it has seen to that. */
  private static final Set<String> FILLS =
      Set.of("INSERT", "UPDATE", "MERGE", "COPY", "WITH", "CALL", "DO");

  private final PlanContext context;
  private final FailedRuns failed;

  private WayBack(PlanContext context, FailedRuns failed) {
    this.context = context;
    this.failed = failed;
  }

  /**
   * @throws AthanorException IRREVERSIBLE where a downgrade is among what failed
   */
  static WayBack of(PlanContext context) {
    FailedRuns failed = context.history.stored().failed();
    failed
        .downgrade()
        .ifPresent(
            run -> {
              throw new AthanorException(
                  Reason.IRREVERSIBLE,
                  "A downgrade to "
                      + (run.to().isEmpty() ? "base" : String.join(", ", run.to()))
                      + " is among the runs that failed: what it has undone, no undo brings back.",
                  "Run it again, or restore the backup from before it.");
            });
    return new WayBack(context, failed);
  }

  /** What ran again was there before: it stays, as in every downgrade. */
  boolean undoes(HistoryRow row) {
    return failed.applied(row.key()) && !row.execType().equals("RERAN");
  }

  /** Whether a part of a changeset is done, and nothing of it recorded. */
  boolean isLeft(ChangesetKey key) {
    return !context.history.isApplied(key) && context.history.unfinished(key).isPresent();
  }

  /**
   * Whether the undo of a whole changeset can be run where only a part of it was done: of plain DDL
   * the server says what was not.
   */
  boolean canUndoPart(List<String> undo) {
    return undo.stream()
        .flatMap(SqlStatement::stream)
        .allMatch(statement -> PLAIN.contains(statement.firstWord()));
  }

  /**
   * @throws AthanorException IRREVERSIBLE naming what would come back empty
   */
  void requireNothingLost(List<PlanStep> undone) {
    List<String> lost = new ArrayList<>();
    for (PlanStep step : undone) {
      ChangesetKey key = step.changeset().key();
      boolean ran = !context.history.row(key).map(HistoryRow::markedRan).orElse(false);
      if (ran && loses(key) && !failed.isKept(key) && !fills(step.sql())) {
        lost.add("  " + step.revision() + " (" + key + ")");
      }
    }
    if (!lost.isEmpty()) {
      throw new AthanorException(
          Reason.IRREVERSIBLE,
          "These have taken rows or columns away, and their undo would make them again without what"
              + " was in them:\n"
              + String.join("\n", lost),
          "Restore the backup from before the run; the next time, "
              + Term.RETAIN_DROPPED
              + " keeps it.");
    }
  }

  private boolean loses(ChangesetKey key) {
    boolean known =
        context.compiled.values().stream()
            .flatMap(revision -> revision.changesets().stream())
            .anyMatch(changeset -> changeset.key().equals(key));
    return known
        && context.request.bundle().sql(key).up().stream()
            .flatMap(SqlStatement::stream)
            .flatMap(statement -> DataLoss.in(statement).stream())
            .anyMatch(rule -> rule.kind() == RiskKind.DATA_LOSS);
  }

  private static boolean fills(List<String> undo) {
    return undo.stream()
        .flatMap(SqlStatement::stream)
        .anyMatch(statement -> FILLS.contains(statement.firstWord()));
  }
}
