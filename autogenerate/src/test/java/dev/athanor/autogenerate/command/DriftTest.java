package dev.athanor.autogenerate.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.autogenerate.testing.Project;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.Json;
import dev.athanor.engine.command.MigrationTerms;
import dev.athanor.engine.command.Upgrade;
import dev.athanor.engine.database.HistoryNames;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.ScratchDatabases;
import dev.athanor.scratch.ScratchServer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriftTest {
  @TempDir Path directory;

  @Test
  void showsWhatSomebodyDidByHand() throws SQLException {
    Project project =
        new Project(directory)
            .revision("a1", "<base>", "CREATE TABLE users (id int PRIMARY KEY, mail text);")
            .revision("b2", "a1", "CREATE TABLE posts (id int);")
            .revision("c3", "b2", "CREATE TABLE later (id int);");
    Bundle bundle = BundleCompiler.compile(project.changelog(), CompileOptions.defaults());
    try (ScratchServer server = ScratchServer.open(Project.scratch());
        ScratchDatabases databases = new ScratchDatabases(server)) {
      String live = databases.empty();
      DatabaseTarget target = DatabaseTarget.of(server.url(live));
      new Upgrade(
              bundle,
              "b2",
              PlanOptions.UPGRADE,
              target,
              MigrationTerms.withoutBackup("test"),
              line -> {})
          .run();
      Drift drift =
          new Drift(
              bundle, target, PlanOptions.UPGRADE, Project.scratch(), SnapshotOptions.DEFAULT);
      // What is not applied yet is not missing.
      assertThat(drift.run().text()).startsWith("No drift");

      try (Statement statement = server.session(live).createStatement()) {
        statement.execute("CREATE INDEX by_hand ON users (mail)");
        statement.execute("ALTER TABLE users ALTER COLUMN mail SET NOT NULL");
        statement.execute("DROP TABLE posts");
      }
      DriftResult drifted = drift.run();

      assertThat(drifted.text())
          .contains(
              "- table public.posts",
              "+ index public.users.by_hand",
              "~ column public.users.mail: not null: false → true");
      assertThat(Json.write(drifted))
          .contains("\"drifted\" : true", "\"object\" : \"public.users.by_hand\"");
      assertThat(drifted.repair()).contains("DROP INDEX by_hand");
      assertThatThrownBy(drifted::orThrow).isInstanceOf(AthanorException.class);
    }
  }

  /** Where Liquibase keeps its tables is nobody's change, as long as nothing else is there. */
  @Test
  void theSchemaOfLiquibasesTablesIsNoDrift() throws SQLException {
    Project project =
        new Project(directory).revision("a1", "<base>", "CREATE TABLE users (id int)");
    Bundle bundle = BundleCompiler.compile(project.changelog(), CompileOptions.defaults());
    try (ScratchServer server = ScratchServer.open(Project.scratch());
        ScratchDatabases databases = new ScratchDatabases(server)) {
      String live = databases.empty();
      try (Statement statement = server.session(live).createStatement()) {
        statement.execute("CREATE SCHEMA lb; CREATE SCHEMA other");
      }
      DatabaseTarget target =
          new DatabaseTarget(
              server.url(live),
              SessionSettings.DEFAULTS.withNames(HistoryNames.of("applied", null, "lb")));
      new Upgrade(
              bundle,
              "head",
              PlanOptions.UPGRADE,
              target,
              MigrationTerms.withoutBackup("test"),
              line -> {})
          .run();
      Drift drift =
          new Drift(
              bundle, target, PlanOptions.UPGRADE, Project.scratch(), SnapshotOptions.DEFAULT);

      assertThat(drift.run().text()).contains("+ schema other").doesNotContain("schema lb");
      try (Statement statement = server.session(live).createStatement()) {
        statement.execute("CREATE TABLE lb.by_hand (id int)");
      }
      assertThat(drift.run().text()).contains("+ schema lb", "+ table lb.by_hand");
    }
  }

  /** Revisions of which nothing was run, in the middle of the graph: their children name them. */
  @Test
  void leavesOutWhatWasMarkedOrSkipped() throws SQLException {
    Project project =
        new Project(directory)
            .revision("a1", "<base>", "CREATE TABLE users (id int PRIMARY KEY);")
            .revision("b2", "a1", "CREATE TABLE legacy (id int);")
            .revision("c3", "b2", "CREATE TABLE only_in_test (id int);")
            .revision("d4", "c3", "CREATE TABLE posts (id int);");
    Bundle bundle = BundleCompiler.compile(project.changelog(), CompileOptions.defaults());
    try (ScratchServer server = ScratchServer.open(Project.scratch());
        ScratchDatabases databases = new ScratchDatabases(server)) {
      String live = databases.empty();
      DatabaseTarget target = DatabaseTarget.of(server.url(live));
      new Upgrade(
              bundle,
              "head",
              PlanOptions.UPGRADE,
              target,
              MigrationTerms.withoutBackup("test"),
              line -> {})
          .run();
      try (Statement statement = server.session(live).createStatement()) {
        statement.execute(
            "DROP TABLE legacy; UPDATE databasechangelog SET exectype = 'MARK_RAN'"
                + " WHERE filename LIKE '%b2%'");
        statement.execute(
            "DROP TABLE only_in_test; DELETE FROM databasechangelog WHERE filename LIKE '%c3%'");
      }

      DriftResult drift =
          new Drift(bundle, target, PlanOptions.UPGRADE, Project.scratch(), SnapshotOptions.DEFAULT)
              .run();

      assertThat(drift.text()).startsWith("No drift");
    }
  }
}
