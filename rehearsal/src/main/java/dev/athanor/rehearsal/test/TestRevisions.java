package dev.athanor.rehearsal.test;

import dev.athanor.engine.bundle.Baseline;
import dev.athanor.engine.changelog.RevisionGraph;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.Revision;
import dev.athanor.rehearsal.test.RevisionTest.Outcome;
import dev.athanor.rehearsal.test.TestResult.BaselineTest;
import dev.athanor.rehearsal.test.TestResult.OrderTest;
import dev.athanor.scratch.Databases;
import dev.athanor.scratch.ScratchDatabases;
import dev.athanor.scratch.ScratchServer;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The verb {@code test}: every revision up, down and up again on a scratch server, with rows in
 * every table and the catalog compared each time; where there are branches, in other orders, too.
 * Baselines are proven anew.
 */
public final class TestRevisions {
  private final TestRequest request;
  private final List<Baseline> baselines;
  private final RevisionGraph graph;
  private final List<String> order;
  private final Set<String> irreversible = new HashSet<>();

  public TestRevisions(TestRequest request) {
    this.request = request.withoutBaselines();
    this.baselines = request.bundle().baselines();
    this.graph = request.bundle().graph();
    this.order = graph.sorted().stream().map(Revision::id).toList();
    for (CompiledRevision revision : request.bundle().revisions()) {
      if (revision.revision().irreversible()
          || !revision.changesets().stream().allMatch(Changeset::reversible)) {
        irreversible.add(revision.revision().id());
      }
    }
  }

  /**
   * Tests; what fails is in the result.
   *
   * @throws AthanorException SCRATCH_SERVER_FAILED or CONNECTION_FAILED without a server to test
   *     on; what the engine says of a plan that cannot be made
   */
  public TestResult run() {
    try (ScratchServer server = ScratchServer.open(request.scratch());
        ScratchDatabases databases = new ScratchDatabases(server)) {
      return run(databases, server.knownMajorVersion());
    } catch (SQLException e) {
      throw ScratchServer.refused(e, "Check the server's log.");
    }
  }

  private TestResult run(Databases databases, int version) throws SQLException {
    Findings findings = new Findings(graph.sorted());
    PassedBefore passed = new PassedBefore(request, version, order);
    int first = 0;
    while (first < order.size() && passed.has(order.get(first))) {
      findings.set(
          order.get(first),
          irreversible.contains(order.get(first)) ? Outcome.IRREVERSIBLE : Outcome.UNCHANGED);
      first++;
    }
    List<OrderTest> orders = List.of();
    if (first < order.size()) {
      try {
        test(databases, findings, first);
        orders = orders(databases, findings);
      } catch (RevisionFailure failure) {
        // One that ran a moment ago: nothing can be said of the rest, nor kept of it.
        findings.fail(failure, "");
        for (String rest : order.subList(first, order.size())) {
          if (findings.isGood(rest)) {
            findings.notRehearsed(rest, failure.revision() + " ran before and does not any more");
          }
        }
      }
    }
    boolean ordered = orders.stream().allMatch(each -> each.problems().isEmpty());
    passed.add(ordered ? findings.all() : List.of());
    List<BaselineTest> proofs =
        new BaselineTests(request, databases, passed, findings).run(baselines);
    passed.keep();
    return new TestResult(version, findings.all(), orders, proofs);
  }

  private void test(Databases databases, Findings findings, int first)
      throws SQLException, RevisionFailure {
    // Each ends before the next one begins: what they make of the server's own must be gone then.
    try (SegmentTest segments = new SegmentTest(request, databases, findings, order)) {
      if (!test(segments, findings, first)) {
        return;
      }
    }
    try (OwnSqlTest own = new OwnSqlTest(request, databases, findings, order)) {
      for (String revision : order.subList(first, order.size())) {
        if (!request.files(revision).isEmpty() && findings.isGood(revision)) {
          own.run(revision, !irreversible.contains(revision));
        }
      }
    }
  }

  private boolean test(SegmentTest segments, Findings findings, int first)
      throws SQLException, RevisionFailure {
    for (int from = first; from < order.size(); ) {
      boolean alone = irreversible.contains(order.get(from));
      int to = from + 1;
      while (!alone && to < order.size() && !irreversible.contains(order.get(to))) {
        to++;
      }
      request.progress().accept("Testing " + (to - from) + " of " + order.size() + " revisions");
      if (!segments.run(from, to, !alone)) {
        return false;
      }
      if (alone) {
        findings.set(order.get(from), Outcome.IRREVERSIBLE);
      }
      from = to;
    }
    return true;
  }

  private List<OrderTest> orders(Databases databases, Findings findings)
      throws SQLException, RevisionFailure {
    BranchOrders orders = new BranchOrders(request, databases);
    int tips = orders.tips().size();
    if (tips == 0 || !order.stream().allMatch(findings::isGood)) {
      return List.of();
    }
    if (BranchOrders.count(tips) > BranchOrders.BOUND) {
      request
          .progress()
          .accept(
              "Of the orders of "
                  + tips
                  + " branches, the first "
                  + BranchOrders.BOUND
                  + " are tried.");
    }
    return orders.run(irreversible.isEmpty());
  }
}
