package dev.athanor.rehearsal.test;

import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import dev.athanor.rehearsal.test.RevisionTest.Outcome;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of all revisions.
 *
 * @param server the server's major version; 0 where nothing had to be run
 * @param revisions each of them, in the order in which an upgrade takes them
 * @param orders where there are branches: the other orders that an upgrade can take
 * @param baselines whether each still leads to what it stands for
 */
public record TestResult(
    int server, List<RevisionTest> revisions, List<OrderTest> orders, List<BaselineTest> baselines)
    implements CommandResult {

  /**
   * What became of a baseline.
   *
   * @param revision the last one that it stands for
   * @param path its file below the changelog root
   * @param outcome PASSED, UNCHANGED, FAILED or NOT_REHEARSED
   * @param problems what it leads to otherwise, or why it was not tried
   */
  public record BaselineTest(String revision, String path, Outcome outcome, List<String> problems) {
    public BaselineTest {
      problems = List.copyOf(problems);
    }

    /** Whether it is green. */
    public boolean isGood() {
      return outcome == Outcome.PASSED || outcome == Outcome.UNCHANGED;
    }

    private List<String> lines() {
      List<String> lines = new ArrayList<>();
      if (!isGood()) {
        lines.add((outcome == Outcome.FAILED ? "FAILED: " : "NOT REHEARSED: ") + path);
        problems.forEach(problem -> lines.add("  " + problem.replace("\n", "\n  ")));
      }
      return lines;
    }
  }

  /**
   * One order of branches.
   *
   * @param order the revisions that were upgraded to, one after the other
   * @param problems what differs or fails; empty where it arrives at the same schema
   */
  public record OrderTest(List<String> order, List<String> problems) {
    public OrderTest {
      order = List.copyOf(order);
      problems = List.copyOf(problems);
    }
  }

  public TestResult {
    revisions = List.copyOf(revisions);
    orders = List.copyOf(orders);
    baselines = List.copyOf(baselines);
  }

  public boolean failed() {
    return !revisions.stream().allMatch(RevisionTest::isGood)
        || !orders.stream().allMatch(order -> order.problems().isEmpty())
        || !baselines.stream().allMatch(BaselineTest::isGood);
  }

  /**
   * @throws AthanorException REVISION_TEST_FAILED with all that failed
   */
  public void orThrow() {
    if (failed()) {
      throw new AthanorException(Reason.REVISION_TEST_FAILED, text(), nextStep());
    }
  }

  private String nextStep() {
    boolean squashed = !baselines.stream().allMatch(BaselineTest::isGood);
    if (squashed && revisions.stream().allMatch(RevisionTest::isGood)) {
      return "Squash again, and look at what somebody changed in the baseline.";
    }
    boolean untried = revisions.stream().anyMatch(r -> r.outcome() == Outcome.NOT_REHEARSED);
    if (untried && revisions.stream().noneMatch(r -> r.outcome() == Outcome.FAILED)) {
      return "Name a server on which it can run with " + Term.SCRATCH_SERVER + ".";
    }
    return "Correct the revision (what undoes it, usually), or say with `irreversible: true` in its"
        + " header that nothing undoes it.";
  }

  @Override
  public String text() {
    List<String> lines = new ArrayList<>();
    for (RevisionTest test : revisions) {
      String name = test.revision() + (test.message().isEmpty() ? "" : ", " + test.message());
      if (!test.isGood()) {
        lines.add((test.outcome() == Outcome.FAILED ? "FAILED: " : "NOT REHEARSED: ") + name);
        test.problems().forEach(problem -> lines.add("  " + problem.replace("\n", "\n  ")));
      } else if (test.outcome() == Outcome.IRREVERSIBLE) {
        lines.add("irreversible: " + name);
      }
      test.remarks().forEach(remark -> lines.add("  " + test.revision() + ": " + remark));
    }
    for (OrderTest order : orders) {
      if (!order.problems().isEmpty()) {
        lines.add("FAILED: in the order " + String.join(", ", order.order()));
        order.problems().forEach(problem -> lines.add("  " + problem.replace("\n", "\n  ")));
      }
    }
    baselines.forEach(baseline -> lines.addAll(baseline.lines()));
    lines.add(summary());
    return String.join("\n", lines);
  }

  private String summary() {
    List<String> parts = new ArrayList<>();
    for (Outcome outcome : Outcome.values()) {
      long count = revisions.stream().filter(test -> test.outcome() == outcome).count();
      if (count > 0) {
        parts.add(
            count + " " + outcome.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '));
      }
    }
    String of = revisions.size() + (revisions.size() == 1 ? " revision: " : " revisions: ");
    return of
        + String.join(", ", parts)
        + (orders.isEmpty() ? "" : "; " + orders.size() + " orders of branches")
        + (baselines.isEmpty()
            ? ""
            : "; " + baselines.size() + (baselines.size() == 1 ? " baseline" : " baselines"))
        + (server == 0 ? "" : "; PostgreSQL " + server);
  }

  @Override
  public Object json() {
    return this;
  }
}
