package dev.athanor.engine.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.apply.Target;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.EnsureVersion;
import dev.athanor.engine.command.OfflineRange;
import dev.athanor.engine.command.OfflineSql;
import dev.athanor.engine.command.Unlock;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.HistoryNames;
import dev.athanor.engine.history.TrustedRoles;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.testing.Psql;
import dev.athanor.engine.testing.SystemPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.database.Database;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Liquibase's tables under other names, or in another schema, beside stock Liquibase 4.33. */
class HistoryNamesTest {
  /** What either tool made of both tables and of nothing else. */
  private static final String TABLES =
      """
      SELECT concat_ws('|', n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
          a.attnotnull, (SELECT conname FROM pg_constraint k WHERE k.conrelid = c.oid
          AND contype = 'p'))
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
        WHERE c.relkind = 'r' AND n.nspname IN ('public', 'hist') ORDER BY 1
      """;

  @TempDir Path root;

  private Target ours;
  private Target stock;

  @BeforeEach
  void changelog() throws IOException {
    Files.writeString(
        root.resolve("c.yaml"),
        """
        databaseChangeLog:
        - changeSet:
            id: a
            author: x
            changes: [{sql: {sql: "CREATE TABLE a (n int)"}}]
            rollback: DROP TABLE a
        - changeSet:
            id: b
            author: x
            preConditions: [{changeSetExecuted: {id: a, author: x, changeLogFile: c.yaml}}]
            changes: [{sql: {sql: "CREATE TABLE b (n int)"}}]
            rollback: DROP TABLE b
        """);
    ours = Target.fresh();
    stock = Target.fresh();
  }

  @ParameterizedTest
  @CsvSource({
    "app_log, app_lock,",
    "APP_LOG, APP_LOCK,",
    "AppLog, AppLock,",
    "liquibasechangelog,,",
    ", my_lock,",
    "user, order,",
    ",, hist",
    ",, HIST",
    "AppLog, AppLock, HIST",
    ", k234567890123456789012345678901234567890123456789012345678,",
    ", k2345678901234567890123456789012345678901234567890123456789,",
    "l23456789012345678901234567890123456789012345678901234567890123,"
        + " k23456789012345678901234567890123456789012345678901234567890123,",
  })
  void areWhatStockMakesOfThem(String table, String lock, String schema) {
    for (Target each : List.of(ours, stock)) {
      each.execute("CREATE SCHEMA hist");
    }
    ours.settings = ours.settings.withNames(HistoryNames.of(table, lock, schema));
    stock.settings = ours.settings;
    ours.upgrade(bundle());
    stock(stock, table, lock, schema);
    assertThat(ours.list(TABLES)).isEqualTo(stock.list(TABLES)).isNotEmpty();

    String rows =
        "SELECT concat_ws('|', id, author, filename, md5sum, exectype, orderexecuted) FROM "
            + ours.settings.names().changelogAsked()
            + " ORDER BY orderexecuted";
    assertThat(ours.list(rows)).isEqualTo(stock.list(rows)).hasSize(2);

    // Each takes what the other has migrated as it is, and goes on from there.
    stock(ours, table, lock, schema);
    assertThat(plan(stock)).isEmpty();
    add("c", "d");
    stock(ours, table, lock, schema);
    stock.upgrade(bundle());
    assertThat(ours.list(rows)).isEqualTo(stock.list(rows)).hasSize(4);
    add("e");
    ours.upgrade(bundle());
    assertThat(unrun(ours, table, lock, schema)).isZero();
    assertThat(plan(ours)).isEmpty();
    ours.downgrade(bundle(), "base");
    assertThat(ours.list(rows)).isEmpty();
  }

  @Test
  void aScriptMeetsThemToo() {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
    String name = SystemPostgres.get().newDatabase();
    ours = new Target(DatabaseUrl.parse(SystemPostgres.get().url(name)));
    ours.settings = ours.settings.withNames(HistoryNames.of("AppLog", "AppLock", "HIST"));
    String script =
        new OfflineSql(
                bundle(),
                OfflineRange.of("base:head", PlanOptions.Way.UP),
                PlanOptions.UPGRADE,
                ours.settings)
            .run()
            .script();
    assertThat(Psql.script(name, script).output()).contains("there is no schema \"hist\"");
    ours.execute("CREATE SCHEMA hist");
    assertThat(Psql.script(name, script).output()).endsWith(": done\n");
    assertThat(unrun(ours, "AppLog", "AppLock", "HIST")).isZero();
    assertThat(plan(ours)).isEmpty();
    assertThat(Psql.script(name, script).output()).contains("this database is not at base");
  }

  /** Nothing of one is taken for the other's. */
  @Test
  void twoInOneSchemaHaveEachItsOwn() {
    ours.upgrade(bundle());
    Target other = new Target(ours.url);
    other.settings = ours.settings.withNames(HistoryNames.of("other", "other_lock", null));
    ours.execute("DROP TABLE a, b");
    other.upgrade(bundle());
    assertThat(ours.list("SELECT DISTINCT history FROM athanor.changeset ORDER BY 1"))
        .containsExactly("\"public\".\"other\"", "public");
    other.downgrade(bundle(), "base");
    assertThat(plan(ours)).isEmpty();
    assertThat(ours.recorded()).containsExactly("a", "b");
  }

  @Test
  void verbsOfTheHistoryNameThem() {
    DatabaseTarget target =
        new DatabaseTarget(
            ours.url, ours.settings.withNames(HistoryNames.of("app_log", "app_lock", null)));
    assertThat(new EnsureVersion(target, TrustedRoles.NONE).run().text())
        .isEqualTo("The history's tables are there: public.app_log and schema athanor");
    ours.execute("UPDATE app_lock SET locked = true, lockedby = 'one', lockgranted = '2000-01-01'");
    assertThat(new Unlock(target, Set.of()).run().text()).startsWith("Released the lock of one");
    assertThat(ours.ask("SELECT locked::text FROM app_lock")).isEqualTo("false");
  }

  @Test
  void anotherRolesTableIsNotTrusted() {
    ours.settings = ours.settings.withNames(HistoryNames.of("app_log", "app_lock", null));
    String role =
        "other_" + ours.ask("SELECT oid::text FROM pg_database WHERE datname = current_database()");
    ours.upgrade(bundle());
    ours.execute("CREATE ROLE " + role + " LOGIN; GRANT TRIGGER ON app_log TO " + role);
    add("c");
    try {
      assertThatThrownBy(() -> ours.upgrade(bundle()))
          .hasMessageContaining("public.app_log (TRIGGER by " + role + ")")
          .hasFieldOrPropertyWithValue("reason", Reason.UNTRUSTED_HISTORY);
    } finally {
      ours.execute("DROP OWNED BY " + role + "; DROP ROLE " + role);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a;b",
        "a b",
        "public.log",
        "\"log\"",
        "1log",
        "l\u00f6g",
        "a'b",
        "%s",
        "l234567890123456789012345678901234567890123456789012345678901234"
      })
  void whatIsNoNameIsSaid(String name) {
    for (int i = 0; i < 3; i++) {
      int at = i;
      assertThatThrownBy(
              () ->
                  HistoryNames.of(
                      at == 0 ? name : null, at == 1 ? name : null, at == 2 ? name : null))
          .isInstanceOf(AthanorException.class)
          .hasMessageContaining("'" + name + "' is no name for a ")
          .hasFieldOrPropertyWithValue("reason", Reason.INVALID_CONFIGURATION);
    }
  }

  @Test
  void aSchemaThatStockDoesNotFindItsTablesInIsRefused() {
    stock.execute("CREATE SCHEMA hist; CREATE SCHEMA \"Hist\"");
    assertThatThrownBy(() -> stock(stock, null, null, "Hist"))
        .hasStackTraceContaining("multiple catalog/schemas");
    assertThatThrownBy(() -> HistoryNames.of(null, null, "Hist"))
        .hasMessageContaining("Liquibase itself cannot have its history in schema 'Hist'")
        .hasFieldOrPropertyWithValue("reason", Reason.INVALID_CONFIGURATION);
  }

  @Test
  void oneTableOfTwoUsesIsRefused() {
    assertThatThrownBy(() -> HistoryNames.of("T", "t", null))
        .hasMessageContaining("cannot both be table 't'");
    assertThatThrownBy(() -> HistoryNames.of("databasechangeloglock", null, null))
        .hasMessageContaining("cannot both be table 'databasechangeloglock'");
  }

  @Test
  void aSchemaThatIsNotThereIsNamedAndNothingIsMade() {
    ours.settings = ours.settings.withNames(HistoryNames.of(null, null, "nowhere"));
    assertThatThrownBy(() -> ours.upgrade(bundle()))
        .hasMessageContaining("There is no schema nowhere in ")
        .hasFieldOrPropertyWithValue("reason", Reason.INVALID_CONFIGURATION);
    assertThat(ours.tables()).isEmpty();
  }

  private List<String> plan(Target target) {
    return target.plan(new PlanRequest(bundle(), "head", PlanOptions.UPGRADE)).steps().stream()
        .map(step -> step.changeset().key().toString())
        .toList();
  }

  private void stock(Target target, String table, String lock, String schema) {
    StockLiquibase.run(
        root,
        "c.yaml",
        jdbc(target),
        l -> {
          name(l.getDatabase(), table, lock, schema);
          l.update(once(), new LabelExpression());
        });
  }

  private int unrun(Target target, String table, String lock, String schema) {
    int[] pending = {-1};
    StockLiquibase.run(
        root,
        "c.yaml",
        jdbc(target),
        l -> {
          name(l.getDatabase(), table, lock, schema);
          pending[0] = l.listUnrunChangeSets(once(), new LabelExpression()).size();
        });
    return pending[0];
  }

  /** Liquibase keeps in mind for which contexts, in one process, there was nothing to do. */
  private static Contexts once() {
    return new Contexts("once" + System.nanoTime());
  }

  private static String jdbc(Target target) {
    Properties login = target.url.jdbcProperties();
    return target.url.jdbcUrl()
        + "?user="
        + login.getProperty("user")
        + "&password="
        + login.getProperty("password", "");
  }

  private static void name(Database database, String table, String lock, String schema) {
    if (table != null) {
      database.setDatabaseChangeLogTableName(table);
    }
    if (lock != null) {
      database.setDatabaseChangeLogLockTableName(lock);
    }
    if (schema != null) {
      database.setLiquibaseSchemaName(schema);
    }
  }

  private Bundle bundle() {
    return BundleCompiler.compile(
        Changelog.load(ChangelogSource.master(root, "c.yaml")), CompileOptions.defaults());
  }

  private void add(String... ids) {
    try {
      for (String id : ids) {
        Files.writeString(
            root.resolve("c.yaml"),
            Files.readString(root.resolve("c.yaml"))
                + """
                - changeSet:
                    id: %1$s
                    author: x
                    changes: [{sql: {sql: "CREATE TABLE %1$s (n int)"}}]
                    rollback: DROP TABLE %1$s
                """
                    .formatted(id));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
