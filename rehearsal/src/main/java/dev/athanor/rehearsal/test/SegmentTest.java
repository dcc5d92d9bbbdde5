package dev.athanor.rehearsal.test;

import dev.athanor.engine.changelog.RevisionGraph;
import dev.athanor.engine.plan.PlanOptions.Way;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.scratch.Databases;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Tests revisions that follow each other: all of them up, then down one after the other, then up
 * again, with rows in every table, and the catalog compared behind each.
 */
final class SegmentTest {
  /** Each failure on the way down costs a database of its own. */
  private static final int FAILURES = 20;

  private final TestRequest request;
  private final Databases databases;
  private final Findings findings;
  private final RevisionGraph graph;
  private final List<String> order;
  private final Deltas deltas = new Deltas();
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
        if (failure.isOfTheseRows() && chain.hasRows()) {
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
      try {
        descend(from, at);
        return;
      } catch (RevisionFailure failure) {
        boolean ofRows = failure.isOfTheseRows() && chain.hasRows();
        at = order.indexOf(failure.revision()) + (ofRows ? 1 : 0);
        if (ofRows) {
          findings.remark(
              failure.revision(), "rows can stop the way back: " + failure.getMessage());
        } else {
          findings.fail(failure, "");
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

  private void descend(int from, int at) throws SQLException, RevisionFailure {
    Set<String> left = new LinkedHashSet<>(order.subList(from, at));
    if (from == 0) {
      chain.go("base", Way.DOWN, this::undone);
      return;
    }
    for (String head : heads(from)) {
      Set<String> newer = graph.descendants(List.of(head));
      if (left.stream().anyMatch(each -> !each.equals(head) && newer.contains(each))) {
        chain.go(head, Way.DOWN, this::undone);
      }
    }
  }

  private void undone(String revision, long micros) throws SQLException, RevisionFailure {
    findings.took(revision, micros);
    SchemaSnapshot after = chain.read();
    List<String> left =
        deltas.has(revision) ? deltas.afterDown(revision, chain.schema(), after) : List.of();
    if (!left.isEmpty()) {
      throw new RevisionFailure(
          revision,
          "undone, it leaves another schema than it found:\n  " + String.join("\n  ", left),
          null);
    }
    chain.advance(after);
  }

  /** In one go; where something is wrong, once more and step by step, to say where. */
  private void again(int from, int to, SchemaSnapshot wanted) throws SQLException, RevisionFailure {
    try {
      for (String head : heads(to)) {
        chain.climb(head);
      }
      SchemaSnapshot after = chain.read();
      if (Deltas.differences(wanted, after).isEmpty()) {
        chain.fill(after);
        return;
      }
    } catch (RevisionFailure failure) {
      request.progress().accept("The second upgrade fails; looking where");
    }
    start(from, true);
    twice(from, to);
  }

  /** Everything that {@link #run} did, but for the comparison on the way down. */
  private void twice(int from, int to) throws SQLException, RevisionFailure {
    try {
      for (String head : heads(to)) {
        chain.climb(head);
      }
      chain.fill(chain.read());
      descend(from, to);
      for (String head : heads(to)) {
        chain.go(head, Way.UP, this::appliedAgain);
      }
    } catch (RevisionFailure failure) {
      if (failure.isOfTheseRows() && chain.hasRows()) {
        findings.remark(
            failure.revision(), "rows can stop the second upgrade: " + failure.getMessage());
      } else {
        findings.fail(failure, "after it was undone: ");
      }
      start(to, true);
    }
  }

  private void appliedAgain(String revision, long micros) throws SQLException, RevisionFailure {
    findings.took(revision, micros);
    SchemaSnapshot after = chain.read();
    List<String> differences =
        deltas.has(revision) ? deltas.afterUp(revision, chain.schema(), after) : List.of();
    if (!differences.isEmpty()) {
      throw new RevisionFailure(
          revision,
          "applied again, it makes another schema:\n  " + String.join("\n  ", differences),
          null);
    }
    chain.advance(after);
  }
}
