package dev.athanor.rehearsal.restored;

import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Cut;
import dev.athanor.engine.model.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a rehearsal has shown.
 *
 * @param outcome whether the plan may run
 * @param why what keeps it from that; empty where nothing does
 * @param backup the name of the one that was restored
 * @param server the major version of the server it ran on; 0 where none answered
 * @param restoreMillis how long the backup took to restore; 0 where it could not be
 * @param millis how long all statements took together
 * @param statements those that ran, the worst first
 */
public record RehearsalReport(
    Outcome outcome,
    String why,
    String backup,
    int server,
    long restoreMillis,
    long millis,
    List<RehearsedStatement> statements)
    implements CommandResult {

  /** Whether a plan may run. */
  public enum Outcome {
    /** It ran to its end, within its limits. */
    PASSED("Passed", "passed", null, ""),
    /** A statement failed on the data that is there. */
    FAILED(
        "Failed",
        "failed",
        Reason.REHEARSAL_FAILED,
        "Nothing was sent to the database. Mend what the server names, in the data or in the"
            + " revision, then try again."),
    /** It ran, and over a limit. */
    LIMIT_EXCEEDED(
        "LimitExceeded",
        "is over its limits",
        Reason.REHEARSAL_LIMIT_EXCEEDED,
        "Nothing was sent to the database. Write the revision so that it does less at once, or"
            + " raise the limit."),
    /** It could not be tried. */
    NOT_REHEARSED(
        "NotRehearsed",
        "was not rehearsed",
        Reason.NOT_REHEARSED,
        "Nothing was sent to the database. Give the rehearsal what it lacks, then try again.");

    private final String code;
    private final String words;
    private final Reason reason;
    private final String nextStep;

    Outcome(String code, String words, Reason reason, String nextStep) {
      this.code = code;
      this.words = words;
      this.reason = reason;
      this.nextStep = nextStep;
    }

    /** As a resource's status has it: {@code LimitExceeded}. */
    public String code() {
      return code;
    }
  }

  /** As many statements as {@link #text} shows. */
  private static final int SHOWN = 20;

  private static final int SQL = 200;

  public RehearsalReport {
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(why, "why");
    Objects.requireNonNull(backup, "backup");
    statements = statements.stream().sorted(RehearsedStatement.WORST_FIRST).toList();
  }

  /** Those that a reviewer should look at, the worst first. */
  public List<RehearsedStatement> notable() {
    return statements.stream().filter(RehearsedStatement::matters).toList();
  }

  /**
   * @throws AthanorException REHEARSAL_FAILED, REHEARSAL_LIMIT_EXCEEDED or NOT_REHEARSED, saying
   *     why, unless the plan may run
   */
  public void orThrow() {
    if (outcome != Outcome.PASSED) {
      throw new AthanorException(outcome.reason, sentence(), outcome.nextStep);
    }
  }

  /** What it has shown, in a sentence. */
  public String sentence() {
    return outcome == Outcome.PASSED
        ? "The plan passed on backup %s: restored in %d ms, ran in %d ms on PostgreSQL %d"
            .formatted(backup, restoreMillis, millis, server)
        : "The plan " + outcome.words + ", on backup " + backup + ": " + why;
  }

  @Override
  public String text() {
    List<String> lines = new ArrayList<>();
    lines.add(sentence());
    for (RehearsedStatement each : statements.subList(0, Math.min(SHOWN, statements.size()))) {
      lines.add("  " + each.revision() + " " + shortened(each.sql()));
      lines.add("    " + each.effect().replace("\n", "\n    "));
    }
    if (statements.size() > SHOWN) {
      lines.add("  and " + (statements.size() - SHOWN) + " more statements");
    }
    return String.join("\n", lines);
  }

  /** A statement on one line. */
  public static String shortened(String sql) {
    String line = sql.strip().replaceAll("\\s+", " ");
    return line.length() <= SQL ? line : Cut.head(line, SQL - 1) + "…";
  }

  @Override
  public Object json() {
    return this;
  }
}
