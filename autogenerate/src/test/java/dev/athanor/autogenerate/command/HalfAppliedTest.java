package dev.athanor.autogenerate.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.autogenerate.testing.Project;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.Downgrade;
import dev.athanor.engine.command.MigrationTerms;
import dev.athanor.engine.command.Upgrade;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.diff.SchemaDiff;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.ScratchDatabases;
import dev.athanor.scratch.ScratchServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A revision that stops in the middle, on a database with rows: back it always goes. */
class HalfAppliedTest {
  private static final String USERS =
      "CREATE TABLE users (id bigint PRIMARY KEY, mail varchar(80), nick text);";

  @TempDir Path directory;
  private Project project;
  private ScratchServer server;
  private ScratchDatabases databases;
  private String database;

  @BeforeEach
  void open() {
    project = new Project(directory);
    server = ScratchServer.open(Project.scratch());
    databases = new ScratchDatabases(server);
    database = databases.empty();
  }

  @AfterEach
  void close() {
    databases.close();
    server.close();
  }

  @Test
  void whatStopsOnARowGoesBackAndForthAgain() throws SQLException {
    project.schema(USERS).autogenerate("users");
    upgrade();
    execute("INSERT INTO users VALUES (1, 'a', 'x'), (2, 'a', 'y')");
    SchemaSnapshot before = schema();
    project
        .schema(
            "CREATE TABLE users (id bigint PRIMARY KEY, mail varchar(120) NOT NULL UNIQUE,"
                + " nick text UNIQUE, role text NOT NULL DEFAULT 'guest' CHECK (role <> ''));"
                + "CREATE TABLE posts (id int PRIMARY KEY, author bigint REFERENCES users);")
        .backfill("users.mail", "'none'")
        .autogenerate("more");

    // Two users of one address.
    assertThatThrownBy(this::upgrade)
        .isInstanceOf(AthanorException.class)
        .hasMessageContaining("users_mail_key");
    assertThat(differences(before)).isNotEmpty();
    downgrade("-1");
    assertThat(differences(before)).isEmpty();

    execute("INSERT INTO users VALUES (3, null, null); UPDATE users SET mail = id");
    upgrade();
    downgrade("-1");
    assertThat(differences(before)).isEmpty();
  }

  /** The rehearsal's own rows have two values of three that are alike. */
  @Test
  void anIndexThatRowsStopIsNoDefect() {
    project
        .schema("CREATE TABLE t (id int PRIMARY KEY, b boolean NOT NULL)")
        .autogenerate("table t");
    project.schema("CREATE TABLE t (id int PRIMARY KEY, b boolean NOT NULL UNIQUE, n int UNIQUE)");

    assertThat(project.autogenerate("unique").todos()).isEmpty();

    assertThat(project.progress()).anyMatch(line -> line.startsWith("Rows can stop this upgrade"));
    assertThat(project.check().upToDate()).isTrue();
  }

  /** Rows stop it on its way up, and what they have become stops it on its way back. */
  @Test
  void rowsThatStopBothWaysAreNoDefect() {
    project
        .schema("CREATE TABLE t (id int PRIMARY KEY, b boolean, c text NOT NULL UNIQUE)")
        .autogenerate("table t");
    project
        .schema("CREATE TABLE t (id int PRIMARY KEY, b boolean UNIQUE, c boolean NOT NULL)")
        .convert(Map.of("t.c", "true"), Map.of("t.c", "'x'"))
        .allowDestructive();

    project.autogenerate("flags");

    assertThat(project.progress()).anyMatch(line -> line.startsWith("Rows can stop this upgrade"));
    assertThat(project.progress()).anyMatch(line -> line.startsWith("Rows can stop the way back"));
    assertThat(project.check().upToDate()).isTrue();
  }

  @Test
  void aBaselineThatStopsLeavesNothing() throws SQLException {
    StringBuilder schema = new StringBuilder();
    for (int i = 1; i < 10; i++) {
      schema.append("CREATE TABLE t" + i + " (id serial PRIMARY KEY, next int);");
      schema.append("CREATE TYPE e" + i + " AS ENUM ('a'); CREATE SEQUENCE s" + i + ";");
    }
    // In a circle: the keys come after the tables.
    for (int i = 1; i < 10; i++) {
      schema.append(
          "ALTER TABLE t%d ADD FOREIGN KEY (next) REFERENCES t%d;".formatted(i, i % 9 + 1));
    }
    project.schema(schema.toString()).autogenerate("all");
    execute("CREATE TABLE t8 (in_the_way int)");
    SchemaSnapshot before = schema();

    assertThatThrownBy(this::upgrade).isInstanceOf(AthanorException.class);
    downgrade("base");
    assertThat(differences(before)).isEmpty();

    execute("DROP TABLE t8");
    upgrade();
    downgrade("base");
    assertThat(schema().objects().keySet()).allMatch(id -> id.kind() == Kind.SCHEMA);
  }

  private void upgrade() {
    new Upgrade(bundle(), "head", PlanOptions.UPGRADE, target(), waived(), line -> {}).run();
  }

  private void downgrade(String to) {
    new Downgrade(bundle(), to, PlanOptions.DOWNGRADE, target(), waived(), line -> {}).run();
  }

  private Bundle bundle() {
    return BundleCompiler.compile(project.changelog(), CompileOptions.defaults());
  }

  private DatabaseTarget target() {
    return DatabaseTarget.of(server.url(database));
  }

  private static MigrationTerms waived() {
    return MigrationTerms.withoutBackup("scratch database");
  }

  private SchemaSnapshot schema() throws SQLException {
    return SchemaSnapshot.read(server.session(database), SnapshotOptions.DEFAULT);
  }

  private List<String> differences(SchemaSnapshot before) throws SQLException {
    return SchemaDiff.between(schema(), before).headlines().stream()
        .map(Difference::describe)
        .toList();
  }

  private void execute(String sql) throws SQLException {
    Connection connection = server.session(database);
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
