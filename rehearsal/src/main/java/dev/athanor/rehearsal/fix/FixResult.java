package dev.athanor.rehearsal.fix;

import dev.athanor.rehearsal.lint.Finding;
import dev.athanor.rehearsal.lint.LintReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What was rewritten.
 *
 * @param rewritten findings that are gone, by what was written
 * @param left findings that a safe way would mend and that are as they were, with the reason
 * @param report what lint says of the files as they are now
 */
public record FixResult(List<Finding> rewritten, List<Left> left, LintReport report) {

  /** A finding that stays. */
  public record Left(Finding finding, String why) {
    public Left {
      Objects.requireNonNull(finding, "finding");
      Objects.requireNonNull(why, "why");
    }
  }

  public FixResult {
    rewritten = List.copyOf(rewritten);
    left = List.copyOf(left);
    Objects.requireNonNull(report, "report");
  }

  /** A line each. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Finding each : rewritten) {
      lines.add("Rewrote " + place(each));
    }
    for (Left each : left) {
      lines.add("Left " + place(each.finding()) + ": " + each.why());
    }
    return lines;
  }

  private static String place(Finding finding) {
    return finding.file()
        + ", changeset "
        + finding.changeset()
        + ": "
        + finding.rule()
        + ", "
        + finding.subject();
  }
}
