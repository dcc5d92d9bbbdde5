package dev.athanor.rehearsal.test;

import dev.athanor.engine.changelog.RevisionGraph;
import dev.athanor.engine.model.Revision;
import dev.athanor.engine.plan.PlanOptions.Way;
import dev.athanor.rehearsal.test.TestResult.OrderTest;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.scratch.Databases;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Where there are branches, an upgrade may have come to one before the other: every order in which
 * it can have taken the branches has to arrive at the same schema, and to get back from there.
 */
final class BranchOrders {
  /** All orders of four branches; of more, the first of them. */
  static final int BOUND = 24;

  private final TestRequest request;
  private final Databases databases;
  private final RevisionGraph graph;

  BranchOrders(TestRequest request, Databases databases) {
    this.request = request;
    this.databases = databases;
    this.graph = request.bundle().graph();
  }

  /** The ends of branches: what a merge takes together, and heads, where there are several. */
  List<String> tips() {
    Set<String> tips = new LinkedHashSet<>();
    for (Revision revision : graph.sorted()) {
      List<String> parents = graph.parents(revision.id());
      if (parents.size() > 1) {
        tips.addAll(parents);
      }
    }
    if (graph.heads().size() > 1) {
      tips.addAll(graph.heads());
    }
    return tips.size() < 2 ? List.of() : List.copyOf(tips);
  }

  /** How many orders there are, as far as a long counts. */
  static long count(int tips) {
    long count = 1;
    for (int i = 2; i <= Math.min(tips, 20); i++) {
      count *= i;
    }
    return count;
  }

  /**
   * @param reversible whether all can be undone
   */
  List<OrderTest> run(boolean reversible) throws SQLException, RevisionFailure {
    List<OrderTest> tests = new ArrayList<>();
    SchemaSnapshot wanted = null;
    for (List<String> order : orders(tips())) {
      try (Chain chain = Chain.at(request, databases, List.of(), false)) {
        List<String> problems = new ArrayList<>();
        SchemaSnapshot empty = chain.schema();
        SchemaSnapshot reached = null;
        try {
          reached = climb(chain, order);
        } catch (RevisionFailure failure) {
          problems.add(failure.revision() + " does not run: " + failure.getMessage());
        }
        if (wanted == null) {
          wanted = reached;
        } else if (reached != null) {
          Deltas.differences(wanted, reached)
              .forEach(each -> problems.add("beside the first order: " + each));
        }
        if (reached != null && reversible) {
          problems.addAll(back(chain, empty));
        }
        tests.add(new OrderTest(order, problems));
      }
    }
    return tests;
  }

  private SchemaSnapshot climb(Chain chain, List<String> order)
      throws SQLException, RevisionFailure {
    for (String tip : order) {
      chain.go(tip, Way.UP, (passed, micros) -> {});
    }
    for (String head : graph.heads()) {
      chain.go(head, Way.UP, (passed, micros) -> {});
    }
    SchemaSnapshot reached = chain.read();
    chain.fill(reached);
    return reached;
  }

  private static List<String> back(Chain chain, SchemaSnapshot empty) throws SQLException {
    try {
      chain.go("base", Way.DOWN, (passed, micros) -> {});
      return Deltas.differences(empty, chain.read()).stream()
          .map(each -> "back at base: " + each)
          .toList();
    } catch (RevisionFailure failure) {
      return failure.isOfTheseRows()
          ? List.of()
          : List.of(failure.revision() + " is not undone: " + failure.getMessage());
    }
  }

  /** Each revision stands behind those it needs; the first {@link #BOUND} of all others. */
  private List<List<String>> orders(List<String> tips) {
    List<List<String>> orders = new ArrayList<>();
    extend(new ArrayList<>(), tips, orders);
    return orders;
  }

  private void extend(List<String> begun, List<String> tips, List<List<String>> orders) {
    if (orders.size() == BOUND) {
      return;
    }
    if (begun.size() == tips.size()) {
      orders.add(List.copyOf(begun));
      return;
    }
    for (String tip : tips) {
      Set<String> needed = graph.ancestors(List.of(tip));
      boolean ready =
          tips.stream().allMatch(t -> t.equals(tip) || !needed.contains(t) || begun.contains(t));
      if (!begun.contains(tip) && ready) {
        begun.add(tip);
        extend(begun, tips, orders);
        begun.remove(begun.size() - 1);
      }
    }
  }
}
