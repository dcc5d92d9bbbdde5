package dev.athanor.engine.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.apply.Target;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A team can go from stock Liquibase to Athanor and back at any time. */
class InteropTest {
  private static final Path EXAMPLE = Path.of("../examples/tweeteval/versions");

  @TempDir Path root;
  private final String athanorUrl = TestPostgres.newDatabase();
  private final String stockUrl = TestPostgres.newDatabase();
  private final Target athanor = new Target(DatabaseUrl.parse(athanorUrl));
  private final Target stock = new Target(DatabaseUrl.parse(stockUrl));
  private Bundle bundle;

  @BeforeEach
  void changelog() throws IOException {
    Path versions = Files.createDirectories(root.resolve("versions"));
    try (Stream<Path> files = Files.list(EXAMPLE)) {
      for (Path file : files.toList()) {
        Files.copy(file, versions.resolve(file.getFileName()));
      }
    }
    Files.writeString(versions.resolve("30000101000000_f00000000001_all.sql"), ATTRIBUTES);
    bundle =
        BundleCompiler.compile(
            Changelog.load(ChangelogSource.versions(root)), CompileOptions.defaults());
  }

  private static final String ATTRIBUTES =
      """
      --liquibase formatted sql
      -- revision: f00000000001
      -- down-revision: c86a1f3b7d54
      -- message: every attribute that leaves a trace in DATABASECHANGELOG

      --changeset Team:ctx context:"test and !prod" labels:one,Two
      --comment: with a comment that's quoted
      CREATE TABLE ctx (id int);
      --rollback DROP TABLE ctx;

      --changeset team:prod context:prod
      CREATE TABLE prod_only (id int);
      --rollback DROP TABLE prod_only;

      --changeset team:change runOnChange:true
      CREATE OR REPLACE VIEW v AS SELECT 1 AS one;
      --rollback DROP VIEW v;

      --changeset team:guarded
      --preconditions onFail:MARK_RAN
      --precondition-sql-check expectedResult:1 SELECT 0
      CREATE TABLE never (id int);
      --rollback DROP TABLE never;

      --changeset team:outside runInTransaction:false
      CREATE INDEX CONCURRENTLY ctx_id ON ctx (id);
      --rollback DROP INDEX CONCURRENTLY ctx_id;

      --changeset team:logical logicalFilePath:other/name.sql
      CREATE TABLE logical (id int);
      --rollback DROP TABLE logical;
      """;

  private PlanRequest request() {
    return new PlanRequest(bundle, "head", PlanOptions.UPGRADE.withContexts(List.of("test")));
  }

  private static final String ROWS =
      "SELECT concat_ws('|', orderexecuted, id, author, filename, exectype, coalesce(md5sum,'~'),"
          + " coalesce(description,'~'), coalesce(comments,'~'), coalesce(tag,'~'),"
          + " coalesce(liquibase,'~'), coalesce(contexts,'~'), coalesce(labels,'~'),"
          + " length(deployment_id)) FROM databasechangelog ORDER BY orderexecuted";

  private static final String COLUMNS =
      "SELECT concat_ws('|', table_name, ordinal_position, column_name, data_type,"
          + " character_maximum_length, is_nullable, column_default) FROM"
          + " information_schema.columns WHERE table_name LIKE 'databasechangelog%'"
          + " ORDER BY table_name, ordinal_position";

  private static final String CONSTRAINTS =
      "SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)"
          + " FROM pg_constraint WHERE conrelid::regclass::text LIKE 'databasechangelog%'"
          + " AND contype = 'p' ORDER BY 1";

  @Test
  void afterAthanorStockLiquibaseHasNothingToDo() {
    athanor.migrate(request());
    LiquibaseItself liquibase = new LiquibaseItself(root, athanorUrl, "test");

    assertThat(liquibase.pending()).isEmpty();
    liquibase.validate();
    List<String> before = athanor.list(ROWS);
    liquibase.update();
    assertThat(athanor.list(ROWS)).isEqualTo(before);
  }

  @Test
  void afterStockLiquibaseAthanorIsAtHead() {
    new LiquibaseItself(root, stockUrl, "test").update();

    MigrationPlan plan = stock.plan(request());
    assertThat(plan.isEmpty()).isTrue();
    assertThat(plan.from()).containsExactly("f00000000001");
    assertThat(stock.current(bundle)).containsExactly("f00000000001 (5/6)");
  }

  @Test
  void bothLeaveTheSameRowsAndTables() {
    athanor.migrate(request());
    new LiquibaseItself(root, stockUrl, "test").update();

    assertThat(athanor.list(ROWS)).hasSizeGreaterThan(15).isEqualTo(stock.list(ROWS));
    assertThat(athanor.list(COLUMNS)).isEqualTo(stock.list(COLUMNS));
    assertThat(athanor.list(CONSTRAINTS)).isEqualTo(stock.list(CONSTRAINTS));
    assertThat(athanor.list("SELECT id || locked::text FROM databasechangeloglock"))
        .isEqualTo(stock.list("SELECT id || locked::text FROM databasechangeloglock"));
  }

  @Test
  void whatStockLiquibaseAppliedAthanorUndoesWithTheBundle() {
    new LiquibaseItself(root, stockUrl, "test").update();

    stock.migrate(
        new PlanRequest(
            bundle, "c86a1f3b7d54", PlanOptions.DOWNGRADE.withContexts(List.of("test"))));

    assertThat(stock.tables()).doesNotContain("ctx", "logical").contains("users");
    assertThat(new LiquibaseItself(root, stockUrl, "test").pending()).hasSize(5);
  }

  @Test
  void whatAthanorAppliedStockLiquibaseUndoes() {
    athanor.migrate(request());
    new LiquibaseItself(root, athanorUrl, "test").rollback(1);

    assertThat(athanor.tables()).doesNotContain("logical");
    assertThat(athanor.plan(request()).steps()).hasSize(1);
    athanor.migrate(request());
    assertThat(athanor.tables()).contains("logical");
  }

  @Test
  void eachRunsWhatTheOtherLeftOpen() {
    athanor.migrate(
        new PlanRequest(bundle, "70b9d4e8f216", PlanOptions.UPGRADE.withContexts(List.of("test"))));
    new LiquibaseItself(root, athanorUrl, "test").update();
    assertThat(athanor.plan(request()).isEmpty()).isTrue();
    assertThat(athanor.list("SELECT orderexecuted FROM databasechangelog ORDER BY 1"))
        .doesNotHaveDuplicates();
  }

  @Test
  void rowsOfAnOlderLiquibaseAreComparedByItsOwnChecksum() {
    athanor.migrate(request());
    for (var revision : bundle.revisions()) {
      for (var changeset : revision.changesets()) {
        String older =
            changeset.validChecksums().stream().filter(v -> v.startsWith("8:")).findAny().get();
        athanor.execute(
            "UPDATE databasechangelog SET md5sum = '%s' WHERE id = '%s'"
                .formatted(older, changeset.key().id()));
      }
    }
    // Liquibase itself agrees that these are its checksums of before.
    new LiquibaseItself(root, athanorUrl, "test").validate();
    assertThat(athanor.plan(request()).isEmpty()).isTrue();

    athanor.execute("UPDATE databasechangelog SET md5sum = '8:0' WHERE id = 'logical'");
    assertThat(
            org.assertj.core.api.Assertions.catchThrowableOfType(
                    AthanorException.class, () -> athanor.plan(request()))
                .reason())
        .isEqualTo(Reason.CHECKSUM_MISMATCH);
  }

  @Test
  void stockLiquibaseWaitsForARunAndThenFindsNothingToDo() throws Exception {
    Files.writeString(
        root.resolve("versions/30000102000000_f00000000002_slow.sql"),
        """
        --liquibase formatted sql
        -- revision: f00000000002
        -- down-revision: f00000000001
        -- message: takes a while

        --changeset team:slow
        SELECT pg_sleep(1);
        CREATE TABLE after_sleep (id int);
        --rollback DROP TABLE after_sleep;
        """);
    bundle =
        BundleCompiler.compile(
            Changelog.load(ChangelogSource.versions(root)), CompileOptions.defaults());
    CompletableFuture<?> run = CompletableFuture.runAsync(() -> athanor.migrate(request()));
    while (!athanor.tables().contains("logical")) {
      Thread.sleep(10);
    }

    // Its own lock service, for real: an update that did not wait would run "slow" a second time.
    new LiquibaseItself(root, athanorUrl, "test").update();

    run.join();
    assertThat(athanor.list("SELECT exectype FROM databasechangelog WHERE id = 'slow'"))
        .containsExactly("EXECUTED");
    assertThat(athanor.list("SELECT DISTINCT deployment_id FROM databasechangelog")).hasSize(1);
  }
}
