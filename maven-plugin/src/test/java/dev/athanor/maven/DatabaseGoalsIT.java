package dev.athanor.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.testing.SystemPostgres;
import dev.athanor.engine.testing.TestPostgres;
import dev.athanor.maven.testing.MavenProject;
import dev.athanor.maven.testing.MavenProject.Run;
import dev.athanor.maven.testing.Tables;
import java.util.Map;
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
