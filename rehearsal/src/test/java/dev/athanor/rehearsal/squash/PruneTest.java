package dev.athanor.rehearsal.squash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.apply.Target;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.changelog.MessageRule;
import dev.athanor.engine.command.Edit;
import dev.athanor.engine.command.UnchangedRevisions;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.testing.TestPostgres;
import dev.athanor.scratch.Binaries;
import dev.athanor.scratch.ScratchSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is moved beside a baseline is read from there: no database can tell. */
class PruneTest {
  private static final String XML =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <!--
      revision: r2
      down-revision: r1
      message: rows from beside it
      -->
      <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
          xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
          xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog
          http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-4.33.xsd">
        <changeSet id="r2" author="me">
          <sqlFile path="rows.txt" relativeToChangelogFile="true"/>
          <rollback>DELETE FROM a</rollback>
        </changeSet>
      </databaseChangeLog>
      """;
  private static final String JSON =
      """
      {"databaseChangeLog": [{"changeSet": {"id": "r3", "author": "me", "changes": [
        {"createTable": {"tableName": "c", "columns": [{"column": {"name": "é", "type": "int"}}]}}]}}]}
      """;

  @TempDir Path root;

  @BeforeEach
  void write() throws IOException {
    sql("r1", "<base>", "CREATE TABLE a (id int, t text)", "DROP TABLE a");
    file("versions/r2.xml", XML);
    file("versions/rows.txt", "INSERT INTO a VALUES (1, 'x\ny')");
    file("versions/r3.json", JSON);
    file("versions/r3.json.revision", "revision: r3\ndown-revision: r2\nmessage: c\n");
    sql("r4", "r3", "CREATE TABLE d (id int)", "DROP TABLE d");
  }

  private void sql(String id, String down, String up, String undo) throws IOException {
    file(
        "versions/" + id + ".sql",
        "--liquibase formatted sql\n-- revision: %s\n-- down-revision: %s\n-- message: make %s\n\n--changeset me:%s\n%s;\n--rollback %s;\n"
            .formatted(id, down, id, id, up, undo));
  }

  private Path file(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private ChangelogSource source() {
    return ChangelogSource.versions(root);
  }

  private Bundle compile() {
    return BundleCompiler.compile(Changelog.load(source()), CompileOptions.defaults());
  }

  private SquashResult squash(String to) {
    return new Squash(
            new SquashRequest(
                compile(),
                source(),
                to,
                Set.of(),
                new ScratchSettings(
                    root,
                    new Binaries.Installed(root),
                    Optional.of(TestPostgres.newDatabase()),
                    Duration.ZERO),
                line -> {}))
        .run();
  }

  private SquashResult prune(String to) {
    return new Prune(source(), CompileOptions.defaults()).run(squash(to));
  }

  private List<String> versions() throws IOException {
    try (Stream<Path> files = Files.list(root.resolve("versions"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void theBundleIsTheSameToTheByte() throws IOException {
    Bundle before = compile();
    SquashResult squashed = squash("r3");
    Bundle unmoved = compile();

    SquashResult pruned = new Prune(source(), CompileOptions.defaults()).run(squashed);

    assertThat(pruned.text()).endsWith("\nMoved 4 files into baselines/r3.revisions");
    assertThat(versions()).containsExactly("r4.sql", "rows.txt");
    Bundle after = compile();
    assertThat(after.bytes()).isEqualTo(unmoved.bytes());
    assertThat(
            new UnchangedRevisions(before, after, "before", new MessageRule(List.of()))
                .run()
                .problems())
        .isEmpty();
    assertThat(root.resolve("baselines/r3.revisions"))
        .content()
        .contains("-- file: versions/r1.sql, ", "CREATE TABLE a (id int, t text)");
    // A second time there is nothing left to move, and a later one moves the rest.
    Prune prune = new Prune(source(), CompileOptions.defaults());
    assertThat(prune.run(squashed).moved()).isZero();
    SquashResult later = new SquashResult("r4", squashed.path(), 4, 1, 0, 0);
    assertThat(prune.run(later).moved()).isEqualTo(1);
    assertThat(versions()).containsExactly("rows.txt");
    assertThat(compile().graph().heads()).containsExactly("r4");
  }

  @Test
  void aDatabaseInTheMiddleStillUpgradesAndAllGoDown() throws IOException {
    Target middle = Target.fresh();
    middle.upgrade(compile(), "r2");
    prune("r3");
    Bundle pruned = compile();
    middle.upgrade(pruned);
    Target empty = Target.fresh();
    empty.upgrade(pruned);
    for (Target each : List.of(middle, empty)) {
      assertThat(each.recorded()).containsExactly("r1", "r2", "r3", "r4");
      assertThat(each.list("SELECT id || t FROM a")).containsExactly("1x\ny");
      each.downgrade(pruned, "base");
      assertThat(each.tables()).isEmpty();
    }
  }

  @Test
  void anEditedOneIsRefusedAndNothingIsEditedThere() throws IOException {
    prune("r3");
    Changelog changelog = Changelog.load(source());
    assertThatThrownBy(
            () ->
                new Edit(changelog, changelog.graph(), "r1", List::of, Map.of("EDITOR", "true"))
                    .run())
        .hasMessageContaining("r1.sql is not there any more: squash --prune moved it");
    Path archive = root.resolve("baselines/r3.revisions");
    String text = Files.readString(archive);
    Files.writeString(archive, text.replace("id int", "id big"));
    assertThatThrownBy(this::compile)
        .hasMessageContaining("baselines/r3.revisions is not what squash --prune wrote");
    // What is in both, as after a crash, is one file; another one is two.
    Files.writeString(archive, text);
    sql("r1", "<base>", "CREATE TABLE a (id int, t text)", "DROP TABLE a");
    assertThat(compile().graph().heads()).containsExactly("r4");
    sql("r1", "<base>", "CREATE TABLE a (id int)", "DROP TABLE a");
    assertThatThrownBy(this::compile)
        .isInstanceOf(AthanorException.class)
        .hasMessageContaining("versions/r1.sql: is one file in ");
  }
}
