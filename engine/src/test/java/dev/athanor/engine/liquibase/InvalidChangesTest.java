package dev.athanor.engine.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.apply.Target;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stock Liquibase 4.33 refuses before it runs anything is refused before anything runs. */
class InvalidChangesTest {
  private static final String CHANGELOG =
      """
      databaseChangeLog:
      - changeSet: {id: t, author: x, changes: [{sql: {sql: CREATE TABLE t (n int)}}]}
      - changeSet: {id: a, author: x, changes: [%s]}
      """;

  @TempDir Path root;
  private final Target ours = Target.fresh();
  private final Target stock = Target.fresh();

  @Test
  void whatAChangeNeedsIsMissed() throws IOException {
    for (String change :
        List.of(
            "{createTable: {columns: [{column: {name: a, type: int}}]}}",
            "{addColumn: {columns: [{column: {name: a, type: int}}]}}",
            "{insert: {columns: [{column: {name: n, value: 1}}]}}",
            "{createIndex: {indexName: i, tableName: t}}",
            "{dropUniqueConstraint: {tableName: t}}",
            "{addForeignKeyConstraint: {constraintName: f, baseTableName: t, baseColumnNames: n}}",
            "{loadData: {file: t.csv}}")) {
      write("t.csv", "n\n1\n");
      write("c.yaml", CHANGELOG.formatted(change));
      assertThatThrownBy(() -> StockLiquibase.update(root, "c.yaml", stock.url.withSecrets(), ""))
          .as(change)
          .hasStackTraceContaining("Validation Failed");
      assertThatThrownBy(() -> ours.upgrade(bundle("c.yaml")))
          .as(change)
          .hasMessageContainingAll("c.yaml::a::x", "is not valid: ");
    }
    assertThat(stock.tables()).isEqualTo(ours.tables()).isEmpty();
  }

  @Test
  void anIdAndAnAuthorAreMissed() throws IOException {
    write("c.yaml", CHANGELOG.replace("id: a, ", "").formatted("{empty: {}}"));
    assertThatThrownBy(() -> bundle("c.yaml")).hasMessageContaining("c.yaml::null::x has no id.");
    write("c.yaml", CHANGELOG.replace("id: a, author: x", "id: a").formatted("{empty: {}}"));
    assertThatThrownBy(() -> bundle("c.yaml"))
        .hasMessageContaining("c.yaml::a::null has no author.");
  }

  @Test
  void bareSqlIsAChangelog() throws IOException {
    write("c.sql", "CREATE TABLE bare (n int);\n");
    ours.upgrade(bundle("c.sql"));
    StockLiquibase.update(root, "c.sql", stock.url.withSecrets(), "");
    String rows = "SELECT concat_ws('|', id, author, filename, md5sum) FROM databasechangelog";
    assertThat(ours.list(rows)).isEqualTo(stock.list(rows)).hasSize(1);
    assertThat(ours.tables()).containsExactly("bare");
  }

  private Bundle bundle(String name) {
    return BundleCompiler.compile(
        Changelog.load(ChangelogSource.master(root, name)), CompileOptions.defaults());
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(root.resolve(name), text);
  }
}
