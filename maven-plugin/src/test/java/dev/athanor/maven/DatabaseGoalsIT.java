package dev.athanor.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.testing.SystemPostgres;
import dev.athanor.engine.testing.TestPostgres;
import dev.athanor.maven.testing.MavenProject;
import dev.athanor.maven.testing.MavenProject.Run;
import dev.athanor.maven.testing.Tables;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The goals that read and change a database. */
class DatabaseGoalsIT {
  private static final String NO_BACKUP = "-Dathanor.backup=never";

  @Test
  void upAndDownOnTheDatabaseThatTheEnvironmentNames() {
    MavenProject project = twoTables("up-and-down");
    String jdbc = TestPostgres.newDatabase();
    Map<String, String> environment = Map.of("DATABASE_URL", jdbc);

    Run up =
        project.maven(environment, "athanor:plan", "athanor:upgrade", "athanor:current", NO_BACKUP);
    assertThat(up.output())
        .contains("Upgrade base -> 27c6a30d7c24, 2 changesets, plan ")
        .contains("CREATE TABLE users (id int);")
        .contains("Running upgrade  -> 1975ea83b712, revision 1975ea83b712")
        .contains("Running upgrade 1975ea83b712 -> 27c6a30d7c24, revision 27c6a30d7c24")
        .contains("Upgraded to 27c6a30d7c24: 2 changesets in ")
        .contains("[INFO] 27c6a30d7c24 (head)");
    assertThat(Tables.of(jdbc)).contains("users", "datasets");

    // The same database as libpq's URI says it; nothing is left to do there.
    Run again = project.maven(Map.of("DATABASE_URL", libpq(jdbc)), "athanor:upgrade");
    assertThat(again.output()).contains("Nothing to do: at 27c6a30d7c24");

    Run down = project.maven(environment, "athanor:downgrade", "-Dto=-1", NO_BACKUP, "-q");
    assertThat(down.succeeded()).isTrue();
    assertThat(Tables.of(jdbc)).contains("users").doesNotContain("datasets");

    Run json = project.maven(environment, "-q", "athanor:current", "-Dathanor.json");
    assertThat(json.output())
        .startsWith("{")
        .contains("\"revision\" : \"1975ea83b712\"")
        .contains("127.0.0.1");
  }

  @Test
  void whatOnlyLiquibaseCanRunRunsWhereThatIsAllowed() throws Exception {
    MavenProject project =
        MavenProject.create("live")
            .write("users.csv", "id,name\n7,seven\n")
            .write(
                "changelog.yaml",
                """
                databaseChangeLog:
                - changeSet: {id: 1, author: x, changes: [{sql: {sql: "CREATE TABLE users (id int PRIMARY KEY, name text)"}}]}
                - changeSet: {id: 2, author: x, changes: [{loadUpdateData: {tableName: users, file: users.csv, primaryKey: id}}]}
                """);
    String jdbc = TestPostgres.newDatabase();
    Map<String, String> environment = Map.of("DATABASE_URL", jdbc);
    String changelog = "-Dathanor.changelog=changelog.yaml";

    Run refused = project.maven(environment, "athanor:upgrade", NO_BACKUP, changelog);
    assertThat(refused.succeeded()).isFalse();
    assertThat(refused.output()).contains("changelog.yaml::2::x", "-Dathanor.allowLive");
    Run allowed =
        project.maven(environment, "athanor:upgrade", NO_BACKUP, changelog, "-Dathanor.allowLive");
    assertThat(allowed.output()).contains("BUILD SUCCESS");
    try (Connection connection = DriverManager.getConnection(jdbc);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT name FROM users WHERE id = 7")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getString(1)).isEqualTo("seven");
    }
  }

  @Test
  void eachOfSeveralSchemasHasItsOwnHistory() throws Exception {
    MavenProject project = twoTables("tenants");
    String jdbc = TestPostgres.newDatabase();
    try (Connection connection = DriverManager.getConnection(jdbc);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA tenant_a; CREATE SCHEMA tenant_b");
    }
    Map<String, String> environment = Map.of("DATABASE_URL", jdbc);
    String tenants = "-Dathanor.schemas=tenant_*";

    assertThat(
            project
                .maven(environment, "athanor:plan", "athanor:upgrade", tenants, NO_BACKUP)
                .output())
        .contains("tenant_a, tenant_b:", "plan of all  sha256:")
        .contains("tenant_a: Upgraded to 27c6a30d7c24: 2 changesets in ")
        .contains("tenant_b: Upgraded to 27c6a30d7c24: 2 changesets in ");
    assertThat(
            project
                .maven(
                    environment,
                    "athanor:downgrade",
                    "athanor:current",
                    "-Dto=-1",
                    tenants,
                    NO_BACKUP)
                .output())
        .contains("tenant_a: Downgraded to 1975ea83b712", "tenant_b: 1975ea83b712");
    Run stamp = project.maven(environment, "athanor:stamp", "-Dto=base", tenants);
    assertThat(stamp.succeeded()).isFalse();
    assertThat(stamp.output())
        .contains("athanor.schemas is tenant_*, and this goal is about one schema")
        .contains("-Dathanor.searchPath");
  }

  @Test
  void aBackupComesBeforeTheFirstChange() {
    MavenProject project = twoTables("backed-up");
    assumeTrue(SystemPostgres.isInstalled());
    SystemPostgres server = SystemPostgres.get();
    String url = server.url(server.newDatabase());

    Run up =
        project.maven(
            Map.of("DATABASE_URL", url),
            "athanor:upgrade",
            "-Dathanor.postgresBin=" + server.bin(),
            "-Dathanor.backupDirectory=" + project.path("backups"),
            "-Dathanor.json");

    assertThat(up.output())
        .contains("Backup " + project.path("backups"))
        .contains("verified")
        .contains("\"applied\" : 2");
    assertThat(project.path("backups")).isDirectoryRecursivelyContaining("glob:**/toc.dat");
  }

  @Test
  void aBackupFromBeforeAdoptionIsPinnedUntilItIsLetGo() {
    MavenProject project = twoTables("adopted");
    assumeTrue(SystemPostgres.isInstalled());
    SystemPostgres server = SystemPostgres.get();
    Map<String, String> environment = Map.of("DATABASE_URL", server.url(server.newDatabase()));
    String volume = "-Dathanor.backupDirectory=" + project.path("backups");
    assertThat(project.maven("athanor:backups", volume).output())
        .contains("No backups in " + project.path("backups"), "BUILD SUCCESS");

    project.maven(
        environment,
        "athanor:backup",
        "-Dathanor.pin",
        volume,
        "-Dathanor.postgresBin=" + server.bin());
    String listed = project.maven("athanor:backups", volume).output();
    assertThat(listed).contains("at <base>  kept (by hand)");
    Matcher name = Pattern.compile("(\\S+-\\d{8}T\\d{6}Z-\\S+)").matcher(listed);
    assertThat(name.find()).isTrue();
    assertThat(project.maven("athanor:backups", volume, "-Dathanor.unpin=" + name.group()).output())
        .contains(name.group())
        .doesNotContain("kept (");
  }

  @Test
  void aFailedRunNamesTheGoalThatBringsTheBackupBack() throws Exception {
    MavenProject project = twoTables("failing");
    assumeTrue(SystemPostgres.isInstalled());
    SystemPostgres server = SystemPostgres.get();
    String database = server.newDatabase();
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE users (id int)");
    }
    Run failed =
        project.maven(
            Map.of("DATABASE_URL", server.url(database)),
            "athanor:upgrade",
            "-Dathanor.backupDirectory=" + project.path("backups"),
            "-Dathanor.postgresBin=" + server.bin());
    assertThat(failed.succeeded()).isFalse();
    assertThat(failed.output())
        .contains("What was there before this run: `mvn athanor:restore -Dathanor.restore=")
        .contains("-Dathanor.backupDirectory=" + project.path("backups"))
        .doesNotContain("--backup-dir");
  }

  @Test
  void whatADowngradeBackedUpIsRestored() throws Exception {
    MavenProject project = twoTables("restored");
    assumeTrue(SystemPostgres.isInstalled());
    SystemPostgres server = SystemPostgres.get();
    String database = server.newDatabase();
    Map<String, String> environment = Map.of("DATABASE_URL", server.url(database));
    String volume = "-Dathanor.backupDirectory=" + project.path("backups");
    String tools = "-Dathanor.postgresBin=" + server.bin();
    project.maven(environment, "athanor:upgrade", NO_BACKUP);
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO users VALUES (42)");
    }
    Run down = project.maven(environment, "athanor:downgrade", "-Dto=base", volume, tools);
    assertThat(down.succeeded()).isTrue();

    // Needs no database.
    String listed = project.maven("athanor:backups", volume, "-q", "-Dathanor.json").output();
    Matcher name = Pattern.compile("\"name\" : \"([^\"]+)\"").matcher(listed);
    assertThat(name.find()).isTrue();
    String restore = "-Dathanor.restore=" + name.group(1);

    String scratch = "-Dathanor.scratch.binaries=" + server.bin();
    String rehearse = "-Dathanor.rehearse=" + name.group(1);
    Run passed =
        project.maven(
            environment,
            "athanor:rehearse",
            rehearse,
            "-Dto=base",
            volume,
            tools,
            scratch,
            "-Dathanor.maxBlocked=1m");
    assertThat(passed.succeeded()).as(passed.output()).isTrue();
    assertThat(passed.output()).contains("Restored in", "ACCESS EXCLUSIVE on public.users");
    Run odd =
        project.maven(
            environment,
            "athanor:rehearse",
            rehearse,
            volume,
            scratch,
            "-Dathanor.maxRewrite=much");
    assertThat(odd.output()).contains("athanor.maxRewrite is 'much'", "such as 500Mi or 1Gi");

    Run unnamed = project.maven(environment, "athanor:restore", volume, tools);
    assertThat(unnamed.output()).contains("needs the name of a backup", "mvn athanor:backups");
    Run refused = project.maven(environment, "athanor:restore", restore, volume, tools);
    assertThat(refused.succeeded()).isFalse();
    Matcher token =
        Pattern.compile("accept the loss with -Dathanor.acceptLoss=([0-9a-f]{12})\\.")
            .matcher(refused.output());
    assertThat(token.find()).isTrue();

    Run accepted =
        project.maven(
            environment,
            "athanor:restore",
            "athanor:current",
            restore,
            "-Dathanor.acceptLoss=" + token.group(1),
            volume,
            tools);
    assertThat(accepted.output()).contains("Restored " + name.group(1), "27c6a30d7c24 (head)");
    try (Connection connection = server.connect(database);
        ResultSet rows = connection.createStatement().executeQuery("SELECT id FROM users")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(42);
    }
  }

  @Test
  void theEmbeddedDatabaseKeepsItsData() {
    MavenProject project = MavenProject.create("embedded", "<embedded>true</embedded>");
    project.revision("1975ea83b712", "<base>", "CREATE TABLE users (id int)", "DROP TABLE users");

    Run up = project.maven("athanor:upgrade");
    assertThat(up.output()).contains("Upgraded to 1975ea83b712").doesNotContain("postmaster");

    Run current = project.maven("athanor:current", "athanor:downgrade", "-Dto=base");
    assertThat(current.output())
        .contains("[INFO] 1975ea83b712 (head)")
        .contains("Running downgrade 1975ea83b712 -> , revision 1975ea83b712");
  }

  private static MavenProject twoTables(String name) {
    return MavenProject.create(name)
        .revision("1975ea83b712", "<base>", "CREATE TABLE users (id int)", "DROP TABLE users")
        .revision(
            "27c6a30d7c24",
            "1975ea83b712",
            "CREATE TABLE datasets (id int)",
            "DROP TABLE datasets");
  }

  private static String libpq(String jdbc) {
    return jdbc.replaceFirst("^jdbc:postgresql://(.*)\\?user=(.*)$", "postgresql://$2@$1");
  }
}
