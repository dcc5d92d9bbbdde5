package dev.athanor.adopt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.adopt.command.Adopted;
import dev.athanor.adopt.source.FolderRequest;
import dev.athanor.adopt.source.Tool;
import dev.athanor.adopt.testing.Import;
import dev.athanor.adopt.testing.RealFlyway;
import dev.athanor.adopt.testing.TakeOver;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.testing.SystemPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases that other tools have migrated, or nobody. */
class AdoptTest {
  @TempDir Path directory;
  private Path folder;
  private Import imported;
  private String database;

  @BeforeEach
  void folders() throws IOException {
    folder = Files.createDirectories(directory.resolve("migrations"));
    imported = new Import(Files.createDirectories(directory.resolve("project")));
    database = SystemPostgres.get().newDatabase();
  }

  private void file(String name, String... lines) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, String.join("\n", lines) + "\n");
  }

  private void flywayFolder() throws IOException {
    file("V1__users.sql", "CREATE TABLE users (id int);");
    file("V2__name.sql", "ALTER TABLE users ADD COLUMN name text;");
    file("V3__mail.sql", "ALTER TABLE users ADD COLUMN mail text;");
    file("R__names.sql", "CREATE OR REPLACE VIEW names AS SELECT name FROM users;");
  }

  private RealFlyway flyway(int major) {
    return new RealFlyway(major, SystemPostgres.get().url(database), folder);
  }

  private void sql(String sql) throws SQLException {
    try (Connection connection = SystemPostgres.get().connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String text(String sql) throws SQLException {
    try (Connection connection = SystemPostgres.get().connect(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private TakeOver takeOver() {
    return new TakeOver(imported, database);
  }

  private void importFolder() {
    imported.of(FolderRequest.of(folder));
  }

  private static void assertUnknown(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String text) {
    assertThatThrownBy(call)
        .hasMessageContaining(text)
        .extracting(e -> ((AthanorException) e).reason())
        .isEqualTo(Reason.UNKNOWN_HISTORY);
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 10, 11})
  void whatFlywayMigratedIsTakenOverAndFlywayGoesOn(int major) throws IOException, SQLException {
    flywayFolder();
    flyway(major).migrate();
    String table = text("SELECT string_agg(h::text, ' ') FROM flyway_schema_history h");
    importFolder();
    Adopted looked = takeOver().look();
    assertThat(looked.text()).contains("The schema is what these revisions build", "--record");
    assertThat(takeOver().current()).isEmpty();

    Adopted recorded = takeOver().record();
    assertThat(recorded.recorded()).hasSize(4);
    assertThat(takeOver().pending("head")).isZero();
    assertThat(
            text(
                "SELECT direction || plan FROM athanor.run WHERE plan LIKE '%flyway%moved%'"
                    + " AND runner <> ''"))
        .startsWith("ADOPT");
    assertThat(text("SELECT string_agg(h::text, ' ') FROM flyway_schema_history h"))
        .isEqualTo(table);
    // Again: nothing to do.
    assertThat(takeOver().record().recorded()).isEmpty();

    file("V4__age.sql", "ALTER TABLE users ADD COLUMN age int;");
    importFolder();
    assertThat(takeOver().pending("head")).isEqualTo(1);
    imported.upgrade(database, "head");
    imported.downgrade(database, "head-1");
    assertThat(Import.dump(database)).doesNotContain("age integer");
    flyway(major).with("ignoreMigrationPatterns", "*:pending").validate();
    assertThat(flyway(major).migrate()).isEqualTo(1);
    assertThat(Import.dump(database)).contains("age integer");
  }

  @Test
  void whereFlywayStandsInTheMiddleThatIsRecorded() throws IOException {
    flywayFolder();
    flyway(11).with("target", "2").migrate();
    importFolder();
    // Flyway ran the repeatable one before the version that it has not run yet: it runs again.
    assertThat(takeOver().look().differences()).isEmpty();
    takeOver().record();
    assertThat(takeOver().pending("head")).isEqualTo(2);
    imported.upgrade(database, "head");
  }

  @Test
  void aRepeatableOneThatNeedsLaterVersionsByNowIsSaid() throws IOException, SQLException {
    flywayFolder();
    flyway(11).with("target", "2").migrate();
    file("R__names.sql", "CREATE OR REPLACE VIEW names AS SELECT name, mail FROM users;");
    file("R__last.sql", "CREATE OR REPLACE VIEW last AS SELECT max(id) AS id FROM users;");
    importFolder();

    Adopted looked = takeOver().look();

    assertThat(looked.differences()).extracting(each -> each.name()).containsExactly("view:names");
    assertThat(looked.text())
        .contains("names has run, and its text of today needs versions that have not");
    sql("ALTER VIEW names RENAME TO other");
    assertThat(takeOver().look().differences())
        .extracting(each -> each.name())
        .containsExactly("view:other");
  }

  @Test
  void aBaselineStandsForAllUpToIt() throws IOException, SQLException {
    flywayFolder();
    sql("CREATE TABLE users (id int)");
    flyway(11).with("baselineVersion", "1").baseline();
    flyway(11).migrate();
    importFolder();
    assertThat(takeOver().look().text()).contains("a baseline stands for all up to V1");
    takeOver().record();
    assertThat(takeOver().pending("head")).isZero();
  }

  @Test
  void whatFlywayLeftHalfOrOutOfOrderIsNotTakenOver() throws IOException, SQLException {
    flywayFolder();
    Files.delete(folder.resolve("R__names.sql"));
    importFolder();
    flyway(11).with("target", "1").migrate();
    // What Flyway leaves of a migration that failed outside a transaction.
    sql(
        "INSERT INTO flyway_schema_history SELECT 9, '2', 'name', 'SQL', 'V2__name.sql', 0,"
            + " installed_by, now(), 5, false FROM flyway_schema_history WHERE version = '1'");
    assertUnknown(() -> takeOver().look(), "says that V2__name.sql failed");

    sql("DELETE FROM flyway_schema_history WHERE NOT success");
    Path kept = directory.resolve("kept.sql");
    Files.move(folder.resolve("V2__name.sql"), kept);
    flyway(11).migrate();
    Files.move(kept, folder.resolve("V2__name.sql"));
    assertUnknown(() -> takeOver().look(), "and not these");
    flyway(11).with("outOfOrder", "true").migrate();
    assertThat(takeOver().look().differences()).isEmpty();

    sql("UPDATE flyway_schema_history SET version = '7' WHERE version = '3'");
    assertUnknown(() -> takeOver().look(), "V7 is applied");
  }

  @Test
  void differencesAreNamedAndAcceptedOneByOne() throws IOException, SQLException {
    flywayFolder();
    flyway(11).migrate();
    sql("ALTER TABLE users ADD COLUMN note text; CREATE INDEX by_id ON users (id)");
    importFolder();
    Adopted looked = takeOver().look();
    assertThat(looked.differences())
        .extracting(each -> each.name())
        .containsExactlyInAnyOrder("column:users.note", "index:users.by_id");
    assertThat(looked.text()).contains("--accept column:users.note");
    assertThatThrownBy(() -> takeOver().record("column:users.note"))
        .hasMessageContaining("index:users.by_id")
        .hasMessageNotContaining("column:users.note")
        .extracting(e -> ((AthanorException) e).reason())
        .isEqualTo(Reason.DRIFT);
    assertThat(takeOver().current()).isEmpty();
    assertThatThrownBy(() -> takeOver().record("column:users.other"))
        .hasMessageContaining("column:users.other");
    takeOver().record("column:users.note", "index:users.by_id");
    assertThat(takeOver().pending("head")).isZero();
    assertThat(text("SELECT plan FROM athanor.run WHERE direction = 'ADOPT'"))
        .contains("index:users.by_id");
  }

  /** Some builds of PostgreSQL 17 do, on every column, with another number in each table. */
  @Test
  void whatTheServerNotesOfColumnsIsNoDifference() throws IOException, SQLException {
    flywayFolder();
    flyway(11).migrate();
    sql(
        "UPDATE pg_attribute SET attoptions = '{pg_attver=26606464}' || CASE attname WHEN 'mail' THEN"
            + " '{n_distinct=5}'::text[] ELSE '{}' END WHERE attnum > 0 AND attrelid ="
            + " 'users'::regclass");
    importFolder();
    assertThat(takeOver().look().differences())
        .extracting(each -> each.name())
        .containsExactly("column:users.mail");
  }

  @Test
  void golangMigrateIsWhereItsOneRowSays() throws IOException, SQLException {
    file("1_users.up.sql", "CREATE TABLE users (id int);");
    file("1_users.down.sql", "DROP TABLE users;");
    file("2_name.up.sql", "ALTER TABLE users ADD COLUMN name text;");
    importFolder();
    sql("CREATE TABLE users (id int)");
    sql("CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL)");
    sql("INSERT INTO schema_migrations VALUES (1, true)");
    assertUnknown(() -> takeOver().look(), "version 1 failed half-way (dirty)");
    sql("UPDATE schema_migrations SET dirty = false");
    takeOver().record();
    assertThat(takeOver().pending("head")).isEqualTo(1);
    imported.upgrade(database, "head");
    imported.downgrade(database, "base");
  }

  @Test
  void dbmateAndRailsSayWhichVersionsRan() throws IOException, SQLException {
    file("20240101000000_a.sql", "-- migrate:up", "CREATE TABLE a (id int);", "-- migrate:down");
    file("20240102000000_b.sql", "-- migrate:up", "CREATE TABLE b (id int);", "-- migrate:down");
    importFolder();
    sql("CREATE TABLE a (id int)");
    sql("CREATE TABLE schema_migrations (version varchar PRIMARY KEY)");
    sql("INSERT INTO schema_migrations VALUES ('20240101000000')");
    takeOver().record();
    assertThat(takeOver().pending("head")).isEqualTo(1);

    database = SystemPostgres.get().newDatabase();
    folder = Files.createDirectories(directory.resolve("rails"));
    imported = new Import(Files.createDirectories(directory.resolve("rails-project")));
    String structure =
        "CREATE TABLE public.a (id int);"
            + "CREATE TABLE public.schema_migrations (version varchar PRIMARY KEY);"
            + "CREATE TABLE public.ar_internal_metadata (key varchar PRIMARY KEY);";
    String versions = "INSERT INTO \"schema_migrations\" (version) VALUES\n('20240101000000');";
    file("structure.sql", structure, versions);
    importFolder();
    sql(structure + versions);
    takeOver().record();
    assertThat(takeOver().pending("head")).isZero();
    sql("INSERT INTO schema_migrations VALUES ('20240109000000')");
    assertUnknown(() -> takeOver().look(), "20240109000000 is applied");
  }

  @Test
  void whatNobodyMigratedIsComparedWithTheHead() throws IOException, SQLException {
    flywayFolder();
    importFolder();
    sql("CREATE TABLE users (id int, name text, mail text)");
    assertThat(takeOver().look().differences())
        .extracting(each -> each.name())
        .containsExactly("view:names");
    assertThat(takeOver().look().text()).contains("no tool has a table in schema public");
    takeOver().at("head-1").record();
    assertThat(takeOver().pending("head")).isEqualTo(1);
    imported.upgrade(database, "head");
    assertThatThrownBy(() -> takeOver().from(Tool.FLYWAY).look())
        .hasMessageContaining("There is no table of Flyway's in schema public");
  }

  @Test
  void twoToolsAreAskedAbout() throws IOException, SQLException {
    flywayFolder();
    flyway(11).migrate();
    sql("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)");
    importFolder();
    assertThatThrownBy(() -> takeOver().look())
        .hasMessageContaining("public.alembic_version, public.flyway_schema_history");
    assertThat(takeOver().from(Tool.FLYWAY).look().differences())
        .extracting(each -> each.name())
        .isEmpty();
  }

  @Test
  void aLiquibaseDatabaseIsComparedWithWhatItsRowsSay() throws Exception {
    Path root = Files.createDirectories(directory.resolve("liquibase"));
    Files.writeString(
        root.resolve("master.sql"),
        """
        --liquibase formatted sql
        --changeset me:1
        CREATE TABLE a (id int);
        --rollback DROP TABLE a;
        --changeset me:2
        CREATE TABLE b (id int);
        --rollback DROP TABLE b;
        """);
    Files.writeString(
        root.resolve("changelog.xml"),
        """
        <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
          xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
          xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog
            http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-4.33.xsd">
          <include file="master.sql"/>
        </databaseChangeLog>
        """);
    stockUpdate(root, 1);
    Bundle bundle =
        BundleCompiler.compile(
            Changelog.load(ChangelogSource.master(root, "changelog.xml")),
            CompileOptions.defaults());
    TakeOver takeOver = new TakeOver(bundle, database);
    Adopted looked = takeOver.look();
    assertThat(looked.tool()).isEqualTo("liquibase");
    assertThat(looked.differences()).isEmpty();
    assertThat(takeOver.pending("head")).isEqualTo(1);
    sql("CREATE TABLE c (id int)");
    assertThat(takeOver.look().differences())
        .extracting(each -> each.name())
        .containsExactly("table:c");
    takeOver.record("table:c");
    assertThat(takeOver.pending("head")).isEqualTo(1);
    stockUpdate(root, 9);
    assertThat(takeOver.pending("head")).isZero();
  }

  /** Stock Liquibase itself. */
  private void stockUpdate(Path root, int changesets) throws Exception {
    try (Connection connection = SystemPostgres.get().connect(database)) {
      liquibase.database.Database stock =
          liquibase.database.DatabaseFactory.getInstance()
              .findCorrectDatabaseImplementation(
                  new liquibase.database.jvm.JdbcConnection(connection));
      try (liquibase.Liquibase run =
          new liquibase.Liquibase(
              "changelog.xml",
              new liquibase.resource.DirectoryResourceAccessor(root.toFile()),
              stock)) {
        run.update(changesets, "");
      }
    }
  }

  @Test
  void whoMigratesWhileItIsComparedIsNoticed() throws IOException, SQLException {
    flywayFolder();
    Files.delete(folder.resolve("R__names.sql"));
    flyway(11).with("target", "2").migrate();
    importFolder();
    // What stands under the lock is compared again: here by the schema, which somebody changes
    // between the two looks, by a trigger on the lock's own table.
    sql(
        """
        CREATE FUNCTION meddle() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
          IF tg_tag = 'CREATE TABLE' AND to_regclass('public.meddled') IS NULL THEN
            EXECUTE 'CREATE TABLE public.meddled (id int)';
          END IF;
        END $$;
        CREATE EVENT TRIGGER meddle ON ddl_command_end EXECUTE FUNCTION meddle();
        """);
    assertThatThrownBy(() -> takeOver().record("routine:meddle()"))
        .extracting(e -> ((AthanorException) e).reason())
        .isEqualTo(Reason.PLAN_CHANGED);
    assertThat(takeOver().current()).isEmpty();
  }
}
