package dev.athanor.engine.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Revision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangelogTest {
  private static final String KEYS =
      """
      revision: %s
      down-revision: %s
      message: all: of it
      created: 2026-11-22T10:00:00+02:00
      branch-labels: one, two-%s
      depends-on: a1
      irreversible: true
      """;

  @TempDir Path root;

  private void write(String path, String text) throws IOException {
    Files.createDirectories(root.resolve(path).getParent());
    Files.writeString(root.resolve(path), text);
  }

  private List<Revision> load() {
    return Changelog.load(ChangelogSource.versions(root)).revisions();
  }

  private static String keys(String id, String down, String sign) {
    return KEYS.formatted(id, down, id)
        .replace("one,", "one" + id + ",")
        .indent(0)
        .replaceAll("(?m)^", sign)
        .stripTrailing();
  }

  @Test
  void readsTheHeaderOfEveryFormat() throws IOException {
    write(
        "versions/1.sql",
        "\uFEFF--liquibase formatted sql\n-- revision: a1\n--down-revision:<base>\n\n"
            + "--changeset x:1\n-- message: not the header's\nSELECT 1;\n");
    write(
        "versions/2.yaml",
        "---\n" + keys("b2", "a1", "# ") + "\n\ndatabaseChangeLog:\n# revision: no\n");
    write(
        "versions/3.xml",
        "<?xml version='1.0'?>\n<!--\n"
            + keys("c3", "b2", "  ")
            + "\n-->\n<databaseChangeLog><!-- x --><changeSet/><!-- revision: no --></databaseChangeLog>");
    write("versions/4.json", "{}");
    write("versions/4.json.revision", keys("d4", "c3, a1", ""));
    write("versions/readme.md", "nothing");
    write("versions/.hidden.sql", "nothing");
    write("versions/data/x.sql", "nothing");

    List<Revision> revisions = load();

    assertThat(revisions).extracting(Revision::id).containsExactly("a1", "b2", "c3", "d4");
    assertThat(revisions.get(0))
        .isEqualTo(
            new Revision("a1", List.of(), List.of(), List.of(), "", null, false, "versions/1.sql"));
    for (Revision revision : revisions.subList(1, 4)) {
      assertThat(revision.message()).isEqualTo("all: of it");
      assertThat(revision.created()).isEqualTo(Instant.parse("2026-11-22T08:00:00Z"));
      assertThat(revision.branchLabels())
          .containsExactly("one" + revision.id(), "two-" + revision.id());
      assertThat(revision.dependsOn()).containsExactly("a1");
      assertThat(revision.irreversible()).isTrue();
    }
    assertThat(revisions.get(3).downRevisions()).containsExactly("c3", "a1");
  }

  @Test
  void everyProblemOfEveryFileIsReported() throws IOException {
    write("versions/1.sql", "--liquibase formatted sql\nSELECT 1;\n");
    write("versions/2.sql", "-- revision: b2\n-- down_revision: a1\n");
    write("versions/3.sql", "-- revision: c3\n-- revision: c4\n-- down-revision: <base>, b2\n");
    write(
        "versions/4.yaml",
        "# revision: d4\n# down-revision: <base>\n# created: today\n# irreversible: maybe\n");
    write("versions/5.json", "{}");

    assertThatThrownBy(this::load)
        .hasFieldOrPropertyWithValue("reason", Reason.INVALID_CHANGELOG)
        .hasMessageContaining("versions/1.sql: the header has no 'revision'")
        .hasMessageContaining("Write 'down-revision'")
        .hasMessageContaining("versions/3.sql: the header has 'revision' twice")
        .hasMessageContaining("versions/3.sql: down-revision names <base> and others")
        .hasMessageContaining("versions/4.yaml: 'today' is no time")
        .hasMessageContaining("irreversible is 'maybe'")
        .hasMessageContaining("5.json.revision");
  }

  @Test
  void aSqlRevisionThatLiquibaseWouldNotSplitIntoChangesets() throws IOException {
    write(
        "versions/1.sql",
        "-- revision: a1\n-- down-revision: <base>\n--changeset x:1\nSELECT 1;\n");
    assertThatThrownBy(this::load)
        .hasMessageContaining("versions/1.sql")
        .hasMessageContaining("--liquibase formatted sql");
  }

  @Test
  void aMissingDirectory() {
    assertThatThrownBy(this::load).hasMessageContaining("'versions'");
  }
}
