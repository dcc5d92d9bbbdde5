package dev.athanor.rehearsal.test;

import dev.athanor.engine.changelog.RevisionGraph;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.plan.PlanOptions.Way;
import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.scratch.Databases;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Tests revisions that follow each other: all of them up, then back one after the other, each of
 * which is undone, applied again and undone, then all of them up again, with rows in every table,
 * and the catalog compared behind each.
 */
final class SegmentTest implements AutoCloseable {
  /** Each failure on the way down costs a database of its own. */
  private static final int FAILURES = 20;

  private final TestRequest request;
  private final Databases databases;
  private final Findings findings;
  private final RevisionGraph graph;
  private final List<String> order;
  private final Deltas deltas = new Deltas();
  private final Set<String> singles = new HashSet<>();
  private Chain chain;

  /**
   * @param order all revisions, in the order in which an upgrade takes them
   */
  SegmentTest(TestRequest request, Databases databases, Findings findings, List<String> order) {
    this.request = request;
    this.databases = databases;
    this.findings = findings;
    this.graph = request.bundle().graph();
    this.order = order;
    for (CompiledRevision each : request.bundle().revisions()) {
      if (each.changesets().size() == 1) {
        singles.add(each.revision().id());
      }
    }
  }

  /**
   * @param from index of the first revision to test; all before it are taken as tested
   * @param to index behind the last
   * @return whether the last was reached, so that more may follow
   */
  boolean run(int from, int to, boolean reversible) throws SQLException, RevisionFailure {
    if (chain == null) {
      start(from, true);
    }
    int reached = up(to);
    if (reached < to) {
      // Those before it have a way back, too.
      start(reached, true);
    }
    if (reversible && reached > from) {
      SchemaSnapshot top = chain.schema();
      down(from, reached);
      again(from, reached, top);
    }
    return reached == to;
  }

  private void start(int applied, boolean rows) throws SQLException, RevisionFailure {
    if (chain != null) {
      chain.close();
    }
    chain = Chain.at(request, databases, order.subList(0, applied), rows);
  }

  private List<String> heads(int to) {
    return graph.headsOf(order.subList(0, to));
  }

  /** Goes up, and says how far: to the index of what does not run, where something does not. */
  private int up(int to) throws SQLException, RevisionFailure {
    while (true) {
      try {
        for (String head : heads(to)) {
          chain.go(head, Way.UP, this::applied);
        }
        return to;
      } catch (RevisionFailure failure) {
        int at = order.indexOf(failure.revision());
        if (failure.isOfTheseRows()) {
          findings.remark(failure.revision(), "rows can stop it: " + failure.getMessage());
          start(at, false);
        } else {
          findings.fail(failure, "it does not run: ");
          for (String later : order.subList(at + 1, order.size())) {
            findings.notRehearsed(later, failure.revision() + " comes before it and does not run");
          }
          return at;
        }
      }
    }
  }

  private void applied(String revision, long micros) throws SQLException {
    SchemaSnapshot after = chain.read();
    deltas.put(revision, chain.schema(), after);
    chain.advance(after);
    findings.took(revision, micros);
  }

  private void down(int from, int to) throws SQLException, RevisionFailure {
    int at = to;
    for (int failures = 0; at > from; ) {
      WayBack back = new WayBack();
      try {
        descend(from, at, back);
        return;
      } catch (RevisionFailure met) {
        RevisionFailure failure = back.explained(met);
        boolean ofRows = failure.isOfTheseRows();
        at = order.indexOf(failure.revision()) + (ofRows ? 1 : 0);
        if (ofRows) {
          findings.remark(failure.revision(), back.remark() + failure.getMessage());
        } else {
          findings.fail(failure, back.isAppliedAgain() ? "after it was undone: " : "");
          failures++;
        }
        if (failures == FAILURES) {
          order
              .subList(from, at)
              .forEach(left -> findings.notRehearsed(left, FAILURES + " after it failed"));
          break;
        }
        start(at, !ofRows);
      }
    }
    start(from, true);
  }

  private void descend(int from, int at, WayBack back) throws SQLException, RevisionFailure {
    Set<String> left = new LinkedHashSet<>(order.subList(from, at));
    if (from == 0) {
      chain.goBackAndForth("base", back);
      return;
    }
    for (String head : heads(from)) {
      Set<String> newer = graph.descendants(List.of(head));
      if (left.stream().anyMatch(each -> !each.equals(head) && newer.contains(each))) {
        chain.goBackAndForth(head, back);
      }
    }
  }

  /**
   * Compares the schema at the boundaries that each revision comes to. What its undo has left is
   * read when it was undone for the second time: until then, whether it can be applied again says
   * more, and to read is most of what a test costs.
   */
  private final class WayBack implements Chain.Boundary {
    private int undoings;
    private boolean again;

    @Override
    public void passed(String revision, long micros) throws SQLException, RevisionFailure {
      findings.took(revision, micros);
      again = !again;
      if (!again) {
        require(
            revision,
            "applied again, it makes another schema:",
            Deltas.differences(chain.schema(), chain.read()));
        return;
      }
      undoings++;
      boolean last = undoings == 2;
      if (last || !isSingle(revision)) {
        SchemaSnapshot now = chain.read();
        requireUndone(revision, now);
        if (last) {
          chain.advance(now);
          undoings = 0;
          again = false;
        }
      }
    }

    private void requireUndone(String revision, SchemaSnapshot now) throws RevisionFailure {
      require(
          revision,
          "undone, it leaves another schema than it found:",
          deltas.afterDown(revision, chain.schema(), now));
    }

    /** Whether what failed is the second time that a revision is applied, or what follows it. */
    boolean isAppliedAgain() {
      return undoings > 0;
    }

    /** Where it cannot be applied again for what its undo has left, that is what to mend. */
    RevisionFailure explained(RevisionFailure failure) throws SQLException {
      if (again && undoings == 1 && isSingle(failure.revision())) {
        try {
          requireUndone(failure.revision(), chain.read());
        } catch (RevisionFailure left) {
          undoings = 0;
          return left;
        }
      }
      return failure;
    }

    String remark() {
      return isAppliedAgain()
          ? "rows can stop the second upgrade: "
          : "rows can stop the way back: ";
    }
  }

  /** One changeset: what failed of it was undone as a whole. */
  private boolean isSingle(String revision) {
    return singles.contains(revision);
  }

  private static void require(String revision, String what, List<String> differences)
      throws RevisionFailure {
    if (!differences.isEmpty()) {
      throw new RevisionFailure(revision, what + "\n  " + String.join("\n  ", differences));
    }
  }

  /** All of them in one go, as an upgrade from where they begin. */
  private void again(int from, int to, SchemaSnapshot wanted) throws SQLException, RevisionFailure {
    while (true) {
      try {
        for (String head : heads(to)) {
          chain.climb(head);
        }
        SchemaSnapshot after = chain.read();
        List<Difference> differences = Deltas.between(wanted, after);
        if (!differences.isEmpty()) {
          require(
              deltas.last(order.subList(from, to), differences.get(0)),
              "in one go, after all were undone, another schema is made:",
              differences.stream().map(Difference::describe).toList());
        }
        chain.fill(after);
        return;
      } catch (RevisionFailure failure) {
        if (!failure.isOfTheseRows()) {
          findings.fail(failure, "");
          start(to, true);
          return;
        }
        findings.remark(
            failure.revision(), "rows can stop the second upgrade: " + failure.getMessage());
        start(from, false);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    if (chain != null) {
      chain.close();
    }
  }
}
