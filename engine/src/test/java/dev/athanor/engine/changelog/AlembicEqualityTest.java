package dev.athanor.engine.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Revision;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What Alembic 1.20 itself answered over random graphs; see src/test/alembic/generate.py. */
class AlembicEqualityTest {
  private static final String NO_LABEL = "";

  private record Case(
      RevisionGraph graph, boolean up, List<String> current, String target, String expected) {
    boolean fails() {
      return expected.startsWith("!");
    }

    List<String> steps() {
      return list(expected);
    }

    @Override
    public String toString() {
      return (up ? "upgrade " : "downgrade ")
          + current
          + " to "
          + target
          + " over "
          + graph.sorted().stream()
              .map(r -> r.id() + r.downRevisions() + r.dependsOn() + r.branchLabels())
              .toList();
    }
  }

  @Test
  void runsWhatAlembicRuns() throws IOException {
    List<String> differences = new ArrayList<>();
    int same = 0;
    for (Case c : cases()) {
      String actual;
      try {
        RevisionPath path =
            c.up()
                ? c.graph().upgrade(c.current(), c.target())
                : c.graph().downgrade(c.current(), c.target());
        List<String> steps = path.steps().stream().map(Revision::id).toList();
        assertThat(inOrder(c, steps)).as(c.toString()).isTrue();
        if (!c.fails() && new HashSet<>(steps).equals(new HashSet<>(c.steps()))) {
          same++;
          continue;
        }
        if (c.fails() && (steps.isEmpty() || c.target().contains("@-"))) {
          continue; // Nothing to do is no error here; a branch may be walked down from within.
        }
        actual = String.join(",", steps);
      } catch (AthanorException e) {
        if (c.fails()) {
          same++;
          continue;
        }
        if (c.expected().isEmpty() && e.reason() == Reason.WRONG_DIRECTION) {
          same++;
          continue;
        }
        if (!c.up() && c.current().size() > 1 && c.target().matches("-\\d")) {
          continue; // Alembic takes any of them, and says that it will stop to.
        }
        actual = "!" + e.reason() + " " + e.getMessage();
      }
      differences.add(c + "\n   Alembic " + c.expected() + "\n   Athanor " + actual);
    }
    assertThat(differences).isEmpty();
    assertThat(same).isGreaterThan(7_500);
  }

  private static boolean inOrder(Case c, List<String> steps) {
    List<String> order = new ArrayList<>(steps);
    if (!c.up()) {
      java.util.Collections.reverse(order);
    }
    Set<String> done = new HashSet<>();
    for (String id : order) {
      Set<String> before = c.graph().ancestors(Set.of(id));
      before.remove(id);
      before.retainAll(order);
      if (!done.containsAll(before)) {
        return false;
      }
      done.add(id);
    }
    return true;
  }

  private static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    List<Revision> revisions = new ArrayList<>();
    RevisionGraph graph = null;
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                AlembicEqualityTest.class.getResourceAsStream("alembic.tsv"),
                StandardCharsets.UTF_8))) {
      for (String line : in.lines().toList()) {
        String[] f = line.split("\t", -1);
        switch (f[0]) {
          case "G" -> {
            revisions.clear();
            graph = null;
          }
          case "R" ->
              revisions.add(
                  new Revision(
                      f[1],
                      list(f[2]),
                      list(f[3]),
                      list(f[4]),
                      NO_LABEL,
                      null,
                      false,
                      String.format("versions/%03d.sql", revisions.size())));
          default -> {
            graph = graph == null ? RevisionGraph.of(revisions) : graph;
            cases.add(new Case(graph, f[0].equals("U"), list(f[1]), f[2], f[3]));
          }
        }
      }
    }
    return cases;
  }

  private static List<String> list(String text) {
    return text.isEmpty() ? List.of() : Stream.of(text.split(",")).toList();
  }
}
