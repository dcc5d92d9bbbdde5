package dev.athanor.engine.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Revision;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class RevisionGraphTest {
  /** a1 ← b2 ← (c3 [left] ← d4 | e5 [right]) and another base f6 that needs b2. */
  private static final List<Revision> BRANCHED =
      List.of(
          revision("a1", List.of(), List.of(), List.of()),
          revision("b2", List.of("a1"), List.of(), List.of()),
          revision("c3", List.of("b2"), List.of(), List.of("left")),
          revision("d4", List.of("c3"), List.of(), List.of()),
          revision("e5", List.of("b2"), List.of(), List.of("right")),
          revision("f6", List.of(), List.of("b2"), List.of("other")));

  private final RevisionGraph graph = RevisionGraph.of(BRANCHED);

  private static Revision revision(
      String id, List<String> down, List<String> dependsOn, List<String> labels) {
    return new Revision(id, down, dependsOn, labels, "", null, false, "versions/" + id + ".sql");
  }

  private static void assertReason(ThrowingCallable call, Reason reason, String... texts) {
    var thrown = assertThatThrownBy(call).hasFieldOrPropertyWithValue("reason", reason);
    for (String text : texts) {
      thrown.hasMessageContaining(text);
    }
  }

  private static List<String> ids(List<Revision> revisions) {
    return revisions.stream().map(Revision::id).toList();
  }

  @Test
  void knowsHeadsBasesBranchesAndLabels() {
    assertThat(graph.heads()).containsExactly("d4", "e5", "f6");
    assertThat(graph.bases()).containsExactly("a1", "f6");
    assertThat(graph.branchPoints()).containsExactly("b2");
    assertThat(graph.labels("d4")).containsExactly("left");
    assertThat(graph.headsOf(List.of("a1", "b2", "f6", "c3"))).containsExactly("c3", "f6");
  }

  @Test
  void theOrderDoesNotDependOnTheOrderOfFiles() {
    List<Revision> shuffled = new ArrayList<>(BRANCHED);
    Collections.shuffle(shuffled, new Random(7));
    assertThat(RevisionGraph.of(shuffled).sorted()).isEqualTo(graph.sorted());
  }

  @Test
  void resolvesSymbols() {
    List<String> current = List.of("c3");
    assertThat(ids(graph.resolve("current", current))).containsExactly("c3");
    assertThat(ids(graph.resolve("base", current))).isEmpty();
    assertThat(ids(graph.resolve("heads", current))).containsExactly("d4", "e5", "f6");
    assertThat(ids(graph.resolve("left@head", current))).containsExactly("d4");
    assertThat(ids(graph.resolve("right", current))).containsExactly("e5");
    assertThat(ids(graph.resolve("d", current))).containsExactly("d4");
  }

  @Test
  void unknownOrAmbiguousNamesSaySo() {
    assertReason(() -> graph.resolve("head", List.of()), Reason.UNKNOWN_TARGET, "3 heads", "d4");
    assertReason(() -> graph.resolve("zzz", List.of()), Reason.UNKNOWN_TARGET, "'zzz'");
    assertReason(() -> graph.resolve("b2+1", List.of()), Reason.UNKNOWN_TARGET, "c3, e5");
    assertReason(
        () -> graph.resolve("+9", List.of("c3")),
        Reason.UNKNOWN_TARGET,
        "nothing comes after d4, 1 further");
    assertReason(() -> graph.resolve("left@e5", List.of()), Reason.UNKNOWN_TARGET, "'left'");
    RevisionGraph alike =
        RevisionGraph.of(
            List.of(
                revision("ab12", List.of(), List.of(), List.of()),
                revision("ab34", List.of("ab12"), List.of(), List.of())));
    assertReason(() -> alike.resolve("ab", List.of()), Reason.UNKNOWN_TARGET, "ab12, ab34");
  }

  @Test
  void upgradesRunWhatIsMissingParentsAndDependenciesFirst() {
    RevisionPath path = graph.upgrade(List.of("a1"), "f6");
    assertThat(ids(path.steps())).containsExactly("b2", "f6");
    assertThat(path.to()).containsExactly("f6");
    assertThat(graph.upgrade(List.of("d4"), "d4").steps()).isEmpty();
  }

  @Test
  void downgradesUndoDependentsToo() {
    RevisionPath path = graph.downgrade(List.of("d4", "f6"), "a1");
    assertThat(ids(path.steps())).containsExactly("f6", "d4", "c3", "b2");
    assertThat(path.to()).containsExactly("a1");
    assertThat(ids(graph.downgrade(List.of("d4", "e5"), "left@-1").steps())).containsExactly("d4");
  }

  @Test
  void theWrongDirectionIsAnError() {
    assertReason(() -> graph.upgrade(List.of("d4"), "b2"), Reason.WRONG_DIRECTION, "b2");
    assertReason(() -> graph.upgrade(List.of("d4"), "base"), Reason.WRONG_DIRECTION, "base");
    assertReason(() -> graph.upgrade(List.of("d4"), "-1"), Reason.WRONG_DIRECTION, "-1");
    assertReason(() -> graph.downgrade(List.of("b2"), "d4"), Reason.WRONG_DIRECTION, "d4");
    assertReason(() -> graph.downgrade(List.of("c3"), "e5"), Reason.WRONG_DIRECTION, "e5");
    assertReason(() -> graph.downgrade(List.of("b2"), "+1"), Reason.WRONG_DIRECTION, "+1");
  }

  @Test
  void rangesIncludeBothEnds() {
    assertThat(ids(graph.range("b2:d4", List.of()))).containsExactly("b2", "c3", "d4");
    assertThat(ids(graph.range(":b2", List.of()))).containsExactly("a1", "b2");
    assertThat(ids(graph.range("current-1:current", List.of("d4")))).containsExactly("c3", "d4");
    assertThat(ids(graph.range("left@-1:left@head", List.of()))).containsExactly("c3", "d4");
    assertThat(ids(graph.range("c3:+1", List.of()))).containsExactly("c3", "d4");
    assertReason(() -> graph.range("d4:a1", List.of()), Reason.UNKNOWN_TARGET, "before");
  }

  @Test
  void whatIsNoGraphIsReportedAllAtOnce() {
    assertReason(
        () ->
            RevisionGraph.of(
                List.of(
                    revision("a1", List.of(), List.of(), List.of("l")),
                    revision("a1", List.of(), List.of(), List.of("l")),
                    revision("x-1", List.of(), List.of(), List.of()),
                    revision("head", List.of(), List.of(), List.of()))),
        Reason.INVALID_GRAPH,
        "4 problems",
        "a1 is present twice",
        "'x-1'",
        "'head'",
        "branch label 'l'");
    assertReason(
        () ->
            RevisionGraph.of(
                List.of(
                    revision("a1", List.of("gone"), List.of("away"), List.of()),
                    revision("b2", List.of("lost"), List.of(), List.of()))),
        Reason.INVALID_GRAPH,
        "'gone'",
        "'away'",
        "'lost'",
        "versions/b2.sql");
    assertReason(
        () ->
            RevisionGraph.of(
                List.of(
                    revision("a1", List.of(), List.of(), List.of()),
                    revision("b2", List.of("a1"), List.of("d4"), List.of()),
                    revision("c3", List.of("b2"), List.of(), List.of()),
                    revision("d4", List.of("c3"), List.of(), List.of()))),
        Reason.INVALID_GRAPH,
        "cycle: b2 depends on d4, d4 follows c3, c3 follows b2");
  }

  @Test
  void aLongLineIsNoProblem() {
    List<Revision> line =
        IntStream.range(0, 20_000)
            .mapToObj(
                i ->
                    revision(
                        String.format("r%05d", i),
                        i == 0 ? List.of() : List.of(String.format("r%05d", i - 1)),
                        List.of(),
                        List.of()))
            .toList();
    RevisionGraph graph = RevisionGraph.of(line);
    assertThat(graph.upgrade(List.of(), "head").steps()).hasSize(20_000);
    assertThat(graph.downgrade(List.of("r19999"), "base").steps()).hasSize(20_000);
  }
}
