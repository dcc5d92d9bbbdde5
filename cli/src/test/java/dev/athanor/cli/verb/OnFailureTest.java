package dev.athanor.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.cli.Commands;
import dev.athanor.cli.Commands.Outcome;
import dev.athanor.engine.testing.SystemPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code upgrade --on-failure}: a run that fails half-way is taken back by the same command. */
class OnFailureTest {
  @TempDir private Path root;
  private SystemPostgres server;
  private String database;

  /** A fence keeps superusers in: the migration has a login of its own. */
  @BeforeEach
  void createDatabase() throws IOException {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
    server = SystemPostgres.get();
    database = server.newDatabase();
    server.execute(
        ("CREATE ROLE %1$s_migrator LOGIN CREATEDB; CREATE ROLE %1$s_app LOGIN; GRANT"
                + " pg_signal_backend TO %1$s_migrator; ALTER DATABASE %1$s OWNER TO %1$s_migrator")
            .formatted(database));
    revision("1975ea83b712", "<base>", "CREATE TABLE users (id int)", "DROP TABLE users");
    assertThat(upgrade("--no-backup").code()).isZero();
    revision(
        "27c6a30d7c24", "1975ea83b712", "ALTER TABLE users ADD b int", "ALTER TABLE users DROP b");
    revision("3aaaaaaaaaaa", "27c6a30d7c24", "SELECT 1 / 0", "SELECT 1");
  }

  private void revision(String id, String down, String up, String undo) throws IOException {
    Files.createDirectories(root.resolve("versions"));
    Files.writeString(
        root.resolve("versions/" + id + ".sql"),
        """
        --liquibase formatted sql
        -- revision: %1$s
        -- down-revision: %2$s
        -- message: step %1$s

        --changeset test:%1$s
        %3$s;
        --rollback %4$s;
        """
            .formatted(id, down, up, undo));
  }

  private Outcome upgrade(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "upgrade",
                "--root=" + root,
                "--database-url=postgresql://%1$s_migrator@127.0.0.1:%2$d/%1$s"
                    .formatted(database, server.port())));
    arguments.addAll(List.of(more));
    return Commands.capture(arguments.toArray(String[]::new));
  }

  private String columns() throws SQLException {
    try (var connection = server.connect(database);
        var row =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT string_agg(attname, ',') FROM pg_attribute WHERE attrelid ="
                        + " 'users'::regclass AND attnum > 0 AND NOT attisdropped")) {
      row.next();
      return row.getString(1);
    }
  }

  private boolean applicationConnects() {
    String url = "jdbc:postgresql://127.0.0.1:" + server.port() + "/" + database;
    try (var connection = DriverManager.getConnection(url + "?user=" + database + "_app")) {
      return connection.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  @Test
  void stopsWhereTheRunStopped() throws SQLException {
    Outcome failed = upgrade("--no-backup");
    assertThat(failed.code()).isNotZero();
    assertThat(columns()).isEqualTo("id,b");
  }

  @Test
  void downgradeUndoesWhatTheRunDid() throws SQLException {
    Outcome failed = upgrade("--no-backup", "--on-failure=downgrade");
    assertThat(failed.code()).isNotZero();
    assertThat(failed.err()).contains("division by zero").contains("database is at 1975ea83b712");
    assertThat(columns()).isEqualTo("id");
  }

  @Test
  void restoreBehindAFenceServesTheDatabaseFromBefore() throws SQLException {
    Outcome failed =
        upgrade(
            "--backup-dir=" + root.resolve("backups"),
            "--on-failure=restore",
            "--on-failure-writes=fence");
    assertThat(failed.code()).isNotZero();
    assertThat(failed.err())
        .contains("All others are kept out")
        .contains("division by zero")
        .contains(database + "_before_restore_");
    assertThat(columns()).isEqualTo("id");
    assertThat(applicationConnects()).isTrue();
  }

  @Test
  void aFenceIsLiftedAfterARunThatWentWellAndAfterABackupThatDidNot() throws IOException {
    Outcome none =
        upgrade("--backup-dir=/proc/none", "--on-failure=restore", "--on-failure-writes=fence");
    assertThat(none.code()).isNotZero();
    assertThat(applicationConnects()).isTrue();

    Files.delete(root.resolve("versions/3aaaaaaaaaaa.sql"));
    Outcome well =
        upgrade(
            "--backup-dir=" + root.resolve("backups"),
            "--on-failure=restore",
            "--on-failure-writes=fence");
    assertThat(well.code()).as(well.err()).isZero();
    assertThat(applicationConnects()).isTrue();
  }

  @Test
  void refusesWhatDoesNotFitBeforeAnythingRuns() throws SQLException {
    assertThat(upgrade("--no-backup", "--on-failure=restore").err()).contains("fence");
    assertThat(upgrade("--no-backup", "--on-failure=restore", "--on-failure-writes=lose").err())
        .contains("takes no backup");
    assertThat(upgrade("--no-backup", "--on-failure-writes=lose").err())
        .contains("only a restore loses it");
    assertThat(upgrade("--no-backup", "--on-failure=undo").err()).contains("'undo'");
    assertThat(upgrade("--no-backup", "--on-failure=downgrade", "--schemas=public").err())
        .contains("several schemas");
    assertThat(upgrade("<base>:head", "--sql", "--on-failure=downgrade").err())
        .contains("a script for psql");
    assertThat(columns()).isEqualTo("id");
  }
}
