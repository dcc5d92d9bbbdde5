package dev.athanor.adopt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.adopt.command.ImportMigrations.Imported;
import dev.athanor.adopt.command.LiveSchema;
import dev.athanor.adopt.source.FolderRequest;
import dev.athanor.adopt.testing.Import;
import dev.athanor.engine.testing.SystemPostgres;
import dev.athanor.schema.snapshot.SnapshotOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** golang-migrate, dbmate, Rails, and nobody. */
class OtherFoldersTest {
  @TempDir Path directory;
  private Path folder;
  private Import imported;

  @BeforeEach
  void folders() throws IOException {
    folder = Files.createDirectories(directory.resolve("migrations"));
    imported = new Import(Files.createDirectories(directory.resolve("project")));
  }

  private void file(String name, String... lines) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, String.join("\n", lines) + "\n");
  }

  private Imported run() {
    return imported.of(FolderRequest.of(folder));
  }

  private static void sql(String database, String sql) throws SQLException {
    try (Connection connection = SystemPostgres.get().connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void golangMigrateRunsInBlocksOfItsOwn() throws IOException, SQLException {
    file("000001_users.up.sql", "BEGIN;", "CREATE TABLE users (id int);", "COMMIT;");
    file("000001_users.down.sql", "DROP TABLE users;");
    file(
        "000002_two_blocks.up.sql",
        "BEGIN;",
        "SET search_path = public;",
        "CREATE TABLE a (id int);",
        "COMMIT;",
        "CREATE INDEX CONCURRENTLY users_id ON users (id);",
        "BEGIN;",
        "INSERT INTO a VALUES (1);",
        "END;");
    file("000002_two_blocks.down.sql", "DROP INDEX CONCURRENTLY users_id;", "DROP TABLE a;");
    file("000004_nothing.up.sql", "-- nothing any more");
    Imported result = run();
    assertThat(result.text()).contains("no version stands between 2 and 4");
    assertThat(imported.text("two_blocks"))
        .contains("runInTransaction:false")
        .doesNotContain("BEGIN")
        .doesNotContain("COMMIT");

    String ours = SystemPostgres.get().newDatabase();
    imported.upgrade(ours, "head");
    String theirs = SystemPostgres.get().newDatabase();
    sql(theirs, Files.readString(folder.resolve("000001_users.up.sql")));
    for (String statement :
        Files.readString(folder.resolve("000002_two_blocks.up.sql")).split(";")) {
      if (!statement.isBlank()) {
        sql(theirs, statement);
      }
    }
    Import.assertSame(Import.dumpAll(ours), Import.dumpAll(theirs));
    imported.downgrade(ours, "base");
    assertThat(Import.dump(ours)).doesNotContain("CREATE TABLE").doesNotContain("CREATE INDEX");
  }

  @Test
  void golangMigrateFilesThatDoNotFitAreRefused() throws IOException {
    file("1_a.up.sql", "SELECT 1;");
    file("01_b.up.sql", "SELECT 1;");
    assertThatThrownBy(this::run).hasMessageContaining("1_a.up.sql");
    Files.delete(folder.resolve("01_b.up.sql"));
    file("2_b.down.sql", "SELECT 1;");
    assertThatThrownBy(this::run).hasMessageContaining("2_b.down.sql undoes a version");
    Files.delete(folder.resolve("2_b.down.sql"));
    file("2_b.up.sql", "SELECT 'open;");
    Imported result = run();
    assertThat(result.text())
        .contains("2_b.up.sql:1: a quote, comment or parenthesis is never closed");
  }

  @Test
  void dbmateHasBothDirectionsInAFile() throws IOException {
    file(
        "20240131093000_users.sql",
        "-- migrate:up",
        "CREATE TABLE users (id int);",
        "",
        "-- migrate:down",
        "DROP TABLE users;");
    file(
        "20240131093001_mood.sql",
        "-- migrate:up transaction:false",
        "CREATE TYPE mood AS ENUM ('sad');",
        "ALTER TYPE mood ADD VALUE 'ok';",
        "ALTER TABLE users ADD COLUMN mood mood DEFAULT 'ok';",
        "-- migrate:down transaction:false",
        "ALTER TABLE users DROP COLUMN mood;",
        "DROP TYPE mood;");
    Imported result = run();
    assertThat(result.outcome().written())
        .extracting(each -> each.undo())
        // DROP TYPE passes by the value that a changeset of its own has added.
        .containsExactly("given", "derived");
    assertThat(imported.files().get(0)).startsWith("20240131093000_");
    assertThat(imported.text("users")).contains("created: 2024-01-31T09:30:00Z");
    String database = SystemPostgres.get().newDatabase();
    imported.upgrade(database, "head");
    imported.downgrade(database, "base");
    assertThat(Import.dump(database)).doesNotContain("CREATE TABLE").doesNotContain("CREATE TYPE");
    file("20240131093002_none.sql", "SELECT 1;");
    assertThatThrownBy(this::run).hasMessageContaining("20240131093002_none.sql has no line");
  }

  @Test
  void railsBeginsWithItsStructure() throws IOException {
    file("db/schema.rb", "ActiveRecord::Schema.define {}");
    assertThatThrownBy(this::run).hasMessageContaining("has no structure.sql");
    file(
        "db/structure.sql",
        "\\restrict abc123",
        "SET statement_timeout = 0;",
        "SET client_encoding = 'UTF8';",
        "SELECT pg_catalog.set_config('search_path', '', false);",
        "CREATE TABLE public.users (id bigint NOT NULL);",
        "CREATE TABLE public.schema_migrations (version character varying NOT NULL);",
        "SET search_path TO \"$user\", public;",
        "INSERT INTO \"schema_migrations\" (version) VALUES",
        "('20240131093000'),",
        "('20230131093000');",
        "\\unrestrict abc123");
    file("db/migrate/20240131093000_users.rb", "class Users; end");
    file("db/migrate/20240201000000_newer.rb", "class Newer; end");
    Imported result = run();
    assertThat(result.text()).contains("20240201000000_newer.rb: structure.sql does not have it");
    assertThat(result.outcome().findings()).hasSize(1);
    String database = SystemPostgres.get().newDatabase();
    imported.upgrade(database, "head");
    assertThat(Import.dump(database)).contains("CREATE TABLE public.users");
  }

  @Test
  void whatNobodyMigratedBecomesItsFirstRevision() throws SQLException {
    String theirs = SystemPostgres.get().newDatabase();
    sql(
        theirs,
        """
        CREATE TYPE mood AS ENUM ('sad', 'ok');
        CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, mood mood);
        CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN
          -- rollback of nothing; really
          RETURN 1; END $$;
        CREATE VIEW happy AS SELECT id, f() AS one FROM users WHERE mood = 'ok';
        CREATE INDEX by_mood ON users (mood) WHERE mood IS NOT NULL;
        """);
    Imported result =
        imported.of(
            LiveSchema.read(Import.target(theirs), Import.scratch(), SnapshotOptions.DEFAULT));
    assertThat(result.text()).contains("rows, owners and privileges are not in it");
    String ours = SystemPostgres.get().newDatabase();
    imported.upgrade(ours, "head");
    Import.assertSame(Import.dump(ours), Import.dump(theirs));
    assertThatThrownBy(() -> imported.downgrade(ours, "base"))
        .isInstanceOf(dev.athanor.engine.model.AthanorException.class);
    String empty = SystemPostgres.get().newDatabase();
    assertThatThrownBy(
            () -> LiveSchema.read(Import.target(empty), Import.scratch(), SnapshotOptions.DEFAULT))
        .hasMessageContaining("holds nothing");
  }

  @Test
  void aFolderOfTwoToolsIsAskedAbout() throws IOException {
    file("V1_14_1__a.sql", "SELECT 1;");
    file("1_a.up.sql", "SELECT 1;");
    assertThatThrownBy(this::run).hasMessageContaining("several tools: flyway, golang-migrate");
  }
}
