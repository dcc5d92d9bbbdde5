package dev.athanor.engine.changelog;

import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Revision;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must hold before revisions are a graph; every violation is reported. */
final class GraphChecks {
  private static final int MAX_ID = 64;
  private static final Set<String> SYMBOLS = Set.of("head", "heads", "base", "current");

  private final Problems problems = new Problems();
  private final Map<String, Revision> byId = new LinkedHashMap<>();
  private final Map<String, Revision> byLabel = new HashMap<>();

  /** The revisions by id, in their order. */
  static Map<String, Revision> index(Collection<Revision> revisions) {
    GraphChecks checks = new GraphChecks();
    for (Revision revision : revisions) {
      checks.name(revision);
    }
    for (Revision revision : revisions) {
      checks.label(revision);
    }
    checks.problems.throwIfAny();
    return checks.byId;
  }

  /** Parents and dependencies exist. {@code names} resolves an id or a label to an id. */
  static void references(Collection<Revision> revisions, Map<String, String> names) {
    Problems problems = new Problems();
    for (Revision revision : revisions) {
      for (String parent : revision.downRevisions()) {
        if (!names.containsKey(parent)) {
          problems.add(
              Reason.INVALID_GRAPH,
              where(revision) + " names the down-revision '" + parent + "', which does not exist",
              "Correct the header or bring the missing file back.");
        }
      }
      for (String needed : revision.dependsOn()) {
        if (!names.containsKey(needed)) {
          problems.add(
              Reason.INVALID_GRAPH,
              where(revision) + " depends on '" + needed + "', which does not exist",
              "Correct depends-on or bring the missing file back.");
        }
      }
    }
    problems.throwIfAny();
  }

  /**
   * Reports a cycle among {@code left}, the revisions that no order could place.
   *
   * @param needs parents and dependencies of each
   * @param parents the parents alone
   */
  static void cycle(
      Set<String> left, Map<String, List<String>> needs, Map<String, List<String>> parents) {
    String at = left.iterator().next();
    Set<String> seen = new LinkedHashSet<>();
    while (seen.add(at)) {
      at = needs.get(at).stream().filter(left::contains).findFirst().orElseThrow();
    }
    List<String> cycle = new ArrayList<>(seen);
    cycle = new ArrayList<>(cycle.subList(cycle.indexOf(at), cycle.size()));
    cycle.add(at);
    List<String> edges = new ArrayList<>();
    for (int i = 1; i < cycle.size(); i++) {
      String from = cycle.get(i - 1);
      boolean parent = parents.get(from).contains(cycle.get(i));
      edges.add(from + (parent ? " follows " : " depends on ") + cycle.get(i));
    }
    Problems problems = new Problems();
    problems.add(
        Reason.INVALID_GRAPH,
        "revisions form a cycle: " + String.join(", ", edges),
        "Correct one of these: 'follows' is a down-revision, 'depends on' a depends-on.");
    problems.throwIfAny();
  }

  private void name(Revision revision) {
    String id = revision.id();
    if (!isName(id, "_.") || SYMBOLS.contains(id)) {
      problems.add(
          Reason.INVALID_GRAPH,
          revision.path() + ": '" + id + "' cannot be the id of a revision",
          "Use letters, digits, '_' and '.' only; new revisions get 12 hex digits.");
      return;
    }
    Revision other = byId.putIfAbsent(id, revision);
    if (other != null) {
      problems.add(
          Reason.INVALID_GRAPH,
          "revision " + id + " is present twice: " + other.path() + " and " + revision.path(),
          "Give one of them an id of its own.");
    }
  }

  private void label(Revision revision) {
    for (String label : revision.branchLabels()) {
      if (!isName(label, "_.-") || SYMBOLS.contains(label)) {
        problems.add(
            Reason.INVALID_GRAPH,
            where(revision) + " has the branch label '" + label + "', which no target could name",
            "Use letters, digits, '_', '.' and '-' only.");
        continue;
      }
      Revision other = byLabel.putIfAbsent(label, revision);
      if (other == null) {
        other = byId.get(label);
      }
      if (other != null) {
        problems.add(
            Reason.INVALID_GRAPH,
            where(revision) + " has the branch label '" + label + "', used by " + where(other),
            "Give one of them another label.");
      }
    }
  }

  /** ASCII letters and digits, and {@code others}. */
  private static boolean isName(String text, String others) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain = c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      if (!plain && others.indexOf(c) < 0) {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= MAX_ID;
  }

  static String where(Revision revision) {
    return "revision " + revision.id() + " (" + revision.path() + ")";
  }
}
