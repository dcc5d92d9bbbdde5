package dev.athanor.rehearsal.lint;

import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.sql.SqlStatement;
import dev.athanor.rehearsal.lint.Linter.Judged;
import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.model.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which findings can be mended by writing something else. */
final class Fixes {
  /** What does nothing beside its work on the schema. */
  private static final Set<String> DDL = Set.of("CREATE", "ALTER", "DROP", "REINDEX", "REFRESH");

  private Fixes() {}

  /** Of one revision. */
  static List<Fix> of(Episode episode, List<Judged> judged) {
    List<Judged> open =
        judged.stream()
            .filter(each -> each.seen().way().isPresent() && each.finding().accepted() == null)
            .filter(each -> !isOfKey(each, judged))
            .toList();
    List<Fix> fixes = new ArrayList<>();
    for (Judged each : open) {
      Scene scene = each.seen().scene().orElseThrow();
      fixes.add(
          new Fix(
              each.finding(),
              scene.place().changeset(),
              each.seen().way().get(),
              obstacle(episode, scene, each.seen().subject(), open)));
    }
    return fixes;
  }

  /** A primary key's way has the proofs for its columns. */
  private static boolean isOfKey(Judged column, List<Judged> judged) {
    return column.rule().id().equals("not-null-scans")
        && judged.stream()
            .filter(each -> each.rule().id().equals("primary-key-blocks"))
            .anyMatch(
                each ->
                    each.seen().way().isPresent()
                        && each.seen().scene().orElseThrow()
                            == column.seen().scene().orElseThrow());
  }

  private static Optional<String> obstacle(
      Episode episode, Scene scene, String subject, List<Judged> open) {
    Changeset changeset =
        episode.revision().changesets().stream()
            .filter(each -> each.key().equals(scene.place().changeset()))
            .findFirst()
            .orElseThrow();
    long statements =
        episode.scenes().stream()
            .filter(each -> each.place().changeset().equals(changeset.key()))
            .count();
    long same = open.stream().filter(each -> each.seen().scene().orElseThrow() == scene).count();
    boolean rows =
        scene
            .accesses()
            .anyMatch(each -> each.written() > 0 && !each.relation().path().equals(subject));
    String word =
        SqlStatement.stream(scene.recording().sql())
            .findFirst()
            .map(SqlStatement::firstWord)
            .orElse("");
    if (statements > 1) {
      return Optional.of("its changeset has other statements: give it one of its own");
    }
    if (!isAll(scene, subject)) {
      return Optional.of("the statement does more than that");
    }
    if (same > 1) {
      return Optional.of("the statement does several such things: write one for each");
    }
    if (!DDL.contains(word) || rows) {
      return Optional.of("the statement may do more than that: write it by itself");
    }
    boolean plain =
        changeset.guard().isEmpty()
            && changeset.failOnError()
            && !changeset.runAlways()
            && !changeset.runOnChange();
    return plain
        ? Optional.empty()
        : Optional.of("its changeset has a precondition, runs again or may fail");
  }

  /** What becomes of columns is a key's doing, or the subject's own. */
  private static boolean isAll(Scene scene, String subject) {
    return scene.recording().changes().stream()
        .allMatch(
            change ->
                change.id().path().equals(subject)
                    || change instanceof Difference.Changed && change.after() instanceof Column);
  }
}
