package dev.athanor.engine.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.changelog.RevisionGraph;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Revision;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Text for text what Alembic 1.20 prints for the same graph. */
class RevisionTextTest {
  private static final Revision USERS = revision("1975ea83b712", "create users", List.of());
  private static final Revision DATASETS =
      revision("27c6a30d7c24", "create datasets", List.of(), "1975ea83b712");
  private static final Revision BRANCH_A =
      revision("aaaaaaaaaaaa", "branch a", List.of("feature"), "27c6a30d7c24");
  private static final Revision BRANCH_B =
      revision("bbbbbbbbbbbb", "branch b", List.of(), "27c6a30d7c24");
  private static final Revision MERGE =
      revision("cccccccccccc", "merge them", List.of(), "aaaaaaaaaaaa", "bbbbbbbbbbbb");

  private final RevisionGraph branched =
      RevisionGraph.of(List.of(USERS, DATASETS, BRANCH_A, BRANCH_B));
  private final RevisionGraph merged =
      RevisionGraph.of(List.of(USERS, DATASETS, BRANCH_A, BRANCH_B, MERGE));

  @Test
  void heads() {
    assertThat(new Heads(branched, false, false).run().text())
        .isEqualTo("aaaaaaaaaaaa (feature) (head)\nbbbbbbbbbbbb (head)");
    assertThat(new Heads(merged, false, false).run().text())
        .isEqualTo("cccccccccccc (feature) (head)");
  }

  @Test
  void branches() {
    assertThat(new Branches(branched, false).run().text())
        .isEqualTo(
            """
            27c6a30d7c24 (branchpoint)
                         -> aaaaaaaaaaaa (feature) (head)
                         -> bbbbbbbbbbbb (head)""");
  }

  @Test
  void history() {
    assertThat(history(Optional.empty(), Optional.of(List.of("cccccccccccc"))))
        .isEqualTo(
            """
            aaaaaaaaaaaa, bbbbbbbbbbbb -> cccccccccccc (feature) (head) (current) (mergepoint), merge them
            27c6a30d7c24 -> bbbbbbbbbbbb, branch b
            27c6a30d7c24 -> aaaaaaaaaaaa (feature), branch a
            1975ea83b712 -> 27c6a30d7c24 (branchpoint), create datasets
            <base> -> 1975ea83b712, create users""");
  }

  @Test
  void historyOfARange() {
    assertThat(history(Optional.of("1975:aaaa"), Optional.empty()))
        .isEqualTo(
            """
            27c6a30d7c24 -> aaaaaaaaaaaa (feature), branch a
            1975ea83b712 -> 27c6a30d7c24 (branchpoint), create datasets
            <base> -> 1975ea83b712, create users""");
  }

  @Test
  void show() {
    assertThat(new Show(merged, "27", List::of).run().text())
        .isEqualTo(
            """
            Rev: 27c6a30d7c24 (branchpoint)
            Parent: 1975ea83b712
            Branches into: aaaaaaaaaaaa, bbbbbbbbbbbb
            Path: versions/27c6a30d7c24.sql

                create datasets

                Revision ID: 27c6a30d7c24
                Revises: 1975ea83b712
                Create Date: 2026-11-22T10:00:00Z
            """);
    assertThat(new Show(merged, "head", List::of).run().text())
        .startsWith(
            """
            Rev: cccccccccccc (head) (mergepoint)
            Merges: aaaaaaaaaaaa, bbbbbbbbbbbb
            Branch names: feature
            """);
  }

  @Test
  void currentSaysHowMuchOfARevisionIsApplied() {
    RevisionInfo info = RevisionInfo.of(merged, DATASETS, null);
    CurrentRevisions.Place whole = new CurrentRevisions.Place(info.revision(), 3, 3, info);
    CurrentRevisions.Place partly = new CurrentRevisions.Place(info.revision(), 2, 3, info);
    CurrentRevisions.Place foreign = new CurrentRevisions.Place("dddddddddddd", 1, 1, null);

    assertThat(new CurrentRevisions("db", List.of(), List.of(whole), false).text())
        .isEqualTo("27c6a30d7c24 (branchpoint)");
    assertThat(new CurrentRevisions("db", List.of(), List.of(partly, foreign), false).text())
        .isEqualTo("27c6a30d7c24 (2/3) (branchpoint)\ndddddddddddd (not in this changelog)");
    assertThat(new CurrentRevisions("db", List.of(), List.of(partly), true).text())
        .startsWith("Current revision(s) for db:\nRev: 27c6a30d7c24 (branchpoint) (2/3)\n");
    assertThat(new CurrentRevisions("db", List.of(), List.of(), false).text()).isEqualTo("<base>");
  }

  @Test
  void aSymbolThatMeansNothingIsNamed() {
    assertThatThrownBy(() -> new Show(merged, "zzzz", List::of).run())
        .isInstanceOf(AthanorException.class)
        .hasMessageContaining("zzzz");
  }

  @Test
  void jsonNamesWhatTheTextShows() {
    Optional<String> one = Optional.of("27:27");
    HistoryCommand history =
        new HistoryCommand(merged, one, true, false, () -> List.of("27c6a30d7c24"));
    assertThat(Json.write(history.run()))
        .contains("\"revision\" : \"27c6a30d7c24\"")
        .contains("\"branchesInto\" : [ \"aaaaaaaaaaaa\", \"bbbbbbbbbbbb\" ]")
        .contains("\"created\" : \"2026-11-22T10:00:00Z\"")
        .contains("\"current\" : true");
  }

  private String history(Optional<String> range, Optional<List<String>> current) {
    return new HistoryCommand(
            merged, range, current.isPresent(), false, () -> current.orElseGet(List::of))
        .run()
        .text();
  }

  private static Revision revision(String id, String message, List<String> labels, String... down) {
    return new Revision(
        id,
        List.of(down),
        List.of(),
        labels,
        message,
        Instant.parse("2026-11-22T10:00:00Z"),
        false,
        "versions/" + id + ".sql");
  }
}
