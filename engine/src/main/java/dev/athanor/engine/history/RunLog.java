package dev.athanor.engine.history;

import static dev.athanor.engine.sql.SqlText.array;
import static dev.athanor.engine.sql.SqlText.literal;

import dev.athanor.engine.model.Cut;
import dev.athanor.engine.model.Revision;
import java.util.List;

/**
 * The statements that keep {@code athanor.run}: who ran which plan, with what backup and outcome.
 */
public final class RunLog {
  private static final int MESSAGE_LIMIT = 4000;

  /** Runs of a history whose whole plan is kept: the SQL of each may be megabytes. */
  private static final int PLANS_KEPT = 10;

  /** How a run ended. */
  public enum Outcome {
    /** Still running, or killed. */
    RUNNING,
    SUCCEEDED,
    FAILED,
    INTERRUPTED
  }

  /**
   * A run as it starts.
   *
   * @param stamp how it is named
   * @param history the history's name: {@link HistoryTables#history()}
   * @param direction UP or DOWN
   * @param bundle the bundle's digest
   * @param planHash the plan's hash
   * @param from current revisions before
   * @param to current revisions after
   * @param steps how many changesets
   * @param backup what the receipt says
   * @param runner who runs it: user and host
   * @param plan the whole plan as JSON
   */
  public record Run(
      RunStamp stamp,
      String history,
      String direction,
      String bundle,
      String planHash,
      List<String> from,
      List<String> to,
      int steps,
      String backup,
      String runner,
      String plan) {
    public Run {
      from = List.copyOf(from);
      to = List.copyOf(to);
    }
  }

  private RunLog() {}

  /** Records that a run starts, and forgets the plans, not the runs, of long ago. */
  public static String start(Run run) {
    return "INSERT INTO athanor.run (id, history, outcome, direction, bundle, plan_hash, from_revisions,"
        + " to_revisions, steps, backup, runner, plan) VALUES ("
        + run.stamp().id()
        + ","
        + literal(run.history())
        + ",'"
        + Outcome.RUNNING
        + "',"
        + literal(run.direction())
        + ','
        + literal(run.bundle())
        + ','
        + literal(run.planHash())
        + ','
        + array(run.from())
        + ','
        + array(run.to())
        + ','
        + run.steps()
        + ','
        + literal(run.backup())
        + ','
        + literal(run.runner())
        + ','
        + literal(run.plan())
        + ");"
        + forgetPlans(run.history());
  }

  private static String forgetPlans(String history) {
    String whose =
        " FROM athanor.run WHERE direction IN ('UP', 'DOWN') AND history = " + literal(history);
    return "UPDATE athanor.run SET plan = NULL WHERE plan IS NOT NULL AND id IN (SELECT id"
        + whose
        + " ORDER BY started DESC OFFSET "
        + PLANS_KEPT
        + ")";
  }

  /**
   * Records how it ended.
   *
   * @param message what went wrong, or null
   * @param applied how many changesets were run or recorded
   */
  public static String finish(RunStamp stamp, Outcome outcome, String message, int applied) {
    return finish(stamp, outcome, message, Integer.toString(applied));
  }

  /**
   * The same where who writes the statement does not know yet.
   *
   * @param message what went wrong, or null
   * @param applied SQL of how many changesets were run or recorded
   */
  public static String finish(RunStamp stamp, Outcome outcome, String message, String applied) {
    String text = message == null ? null : Cut.head(message, MESSAGE_LIMIT);
    return "UPDATE athanor.run SET finished=clock_timestamp(),outcome='"
        + outcome
        + "',message="
        + literal(text)
        + ",applied="
        + applied
        + " WHERE id="
        + stamp.id();
  }

  /** Keeps the graph of the revisions that a run applies, for bundles that do not know them. */
  public static String keepRevisions(String history, List<Revision> revisions) {
    StringBuilder sql =
        new StringBuilder(
            "INSERT INTO athanor.revision (history, id, down_revisions, depends_on, branch_labels, message,"
                + " irreversible, path) VALUES ");
    String separator = "";
    for (Revision revision : revisions) {
      sql.append(separator)
          .append('(')
          .append(literal(history))
          .append(',')
          .append(literal(revision.id()))
          .append(',')
          .append(array(revision.downRevisions()))
          .append(',')
          .append(array(revision.dependsOn()))
          .append(',')
          .append(array(revision.branchLabels()))
          .append(',')
          .append(literal(revision.message()))
          .append(',')
          .append(revision.irreversible())
          .append(',')
          .append(literal(revision.path()))
          .append(')');
      separator = ",";
    }
    return sql.append(
            " ON CONFLICT (history, id) DO UPDATE SET down_revisions=EXCLUDED.down_revisions,"
                + "depends_on=EXCLUDED.depends_on,branch_labels=EXCLUDED.branch_labels,"
                + "message=EXCLUDED.message,irreversible=EXCLUDED.irreversible,path=EXCLUDED.path")
        .toString();
  }
}
