package dev.athanor.maven;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.testing.TestPostgres;
import dev.athanor.maven.testing.MavenProject;
import dev.athanor.maven.testing.MavenProject.Run;
import dev.athanor.maven.testing.Tables;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/**
 * What is wrong is named with the next step, the build fails, and nothing was changed. Each run has
 * a module for each fault and goes on after a failure (-fae).
 */
class BadInputIT {
  private static final String USERS = "CREATE TABLE users (id int)";

  @Test
  void revisionsThatAreNoGraph() {
    MavenProject project = MavenProject.aggregator("no-graph");
    project
        .module("duplicate")
        .revision("aaaaaaaaaaaa", "<base>", USERS, "DROP TABLE users")
        .write(
            "versions/copy.sql",
            "--liquibase formatted sql\n-- revision: aaaaaaaaaaaa\n-- down-revision: <base>\n");
    project.module("missing").revision("aaaaaaaaaaaa", "ffff", USERS, "DROP TABLE users");
    project
        .module("cycle")
        .revision("aaaaaaaaaaaa", "bbbbbbbbbbbb", USERS, "DROP TABLE users")
        .revision("bbbbbbbbbbbb", "aaaaaaaaaaaa", USERS, "DROP TABLE users");
    project.module("headless").write("versions/x.sql", "--liquibase formatted sql\n");

    String output = failing(project, "athanor:heads");

    assertThat(failure(output, "duplicate"))
        .contains("aaaaaaaaaaaa is present twice: versions/aaaaaaaaaaaa.sql and versions/copy.sql")
        .contains("→ Give one of them an id of its own.");
    assertThat(failure(output, "missing"))
        .contains("names the down-revision 'ffff', which does not exist");
    assertThat(failure(output, "cycle")).contains("revisions form a cycle: aaaaaaaaaaaa → bbbb");
    assertThat(failure(output, "headless")).contains("x.sql: the header has no 'revision'");
  }

  @Test
  void argumentsThatMeanNothing() {
    MavenProject project = MavenProject.aggregator("no-sense");
    for (String name : new String[] {"one", "two"}) {
      project
          .module(name)
          .revision("aaaaaaaaaaaa", "<base>", USERS, "DROP TABLE users")
          .revision("aaaabbbbbbbb", "aaaaaaaaaaaa", "SELECT 1", "SELECT 1");
    }
    project.module("branched").revision("cccccccccccc", "<base>", USERS, "DROP TABLE users");
    project.module("branched").revision("dddddddddddd", "<base>", "SELECT 1", "SELECT 1");

    String shown = failing(project, "athanor:show", "-Drevision=aaaa", "-pl", "one");
    assertThat(failure(shown, "one"))
        .contains("'aaaa' is ambiguous: aaaaaaaaaaaa, aaaabbbbbbbb")
        .contains("→ Give more digits");

    // Without a database, whatever is asked for; and a format that there is not.
    String revision = failing(project, "athanor:revision", "-Dmessage=x", "-Dformat=toml");
    assertThat(failure(revision, "two")).contains("'toml' is no format of a revision");

    String upgrade = failing(project, "athanor:upgrade", "-Dathanor.backup=never");
    assertThat(failure(upgrade, "two"))
        .contains("no database is named")
        .contains("DATABASE_URL=postgresql://")
        .contains("-Dathanor.embedded");
  }

  @Test
  void upgradesThatCannotBe() {
    MavenProject project = MavenProject.aggregator("no-upgrade");
    String twoHeads = TestPostgres.newDatabase();
    module(project, "two-heads", twoHeads, "never")
        .revision("aaaaaaaaaaaa", "<base>", USERS, "DROP TABLE users")
        .revision("bbbbbbbbbbbb", "<base>", "SELECT 1", "SELECT 1");
    String breaks = TestPostgres.newDatabase();
    module(project, "breaks", breaks, "never")
        .revision("aaaaaaaaaaaa", "<base>", USERS, "DROP TABLE users")
        .revision("bbbbbbbbbbbb", "aaaaaaaaaaaa", "CREATE TABLE t (x nonsense)", "DROP TABLE t");
    String noTool = TestPostgres.newDatabase();
    module(project, "no-tool", noTool, "always")
        .revision("aaaaaaaaaaaa", "<base>", USERS, "DROP TABLE users");
    module(project, "no-server", "postgresql://ada:s3cret@127.0.0.1:1/shop", "never")
        .revision("aaaaaaaaaaaa", "<base>", USERS, "DROP TABLE users");
    String unknown = "postgresql://postgres:s3cret@127.0.0.1:" + TestPostgres.port() + "/nowhere";
    module(project, "no-database", unknown, "never")
        .revision("aaaaaaaaaaaa", "<base>", USERS, "DROP TABLE users");
    module(project, "no-url", "mysql://ada:s3cret@host/shop", "never")
        .revision("aaaaaaaaaaaa", "<base>", USERS, "DROP TABLE users");

    String output =
        failing(project, "athanor:upgrade", "-Dathanor.postgresBin=" + project.path("two-heads"));

    assertThat(failure(output, "two-heads"))
        .contains("'head' is ambiguous: there are 2 heads, aaaaaaaaaaaa, bbbbbbbbbbbb");
    assertThat(failure(output, "breaks"))
        .contains("bbbbbbbbbbbb")
        .contains("CREATE TABLE t (x nonsense)")
        .contains("type \"nonsense\" does not exist");
    assertThat(Tables.of(breaks)).containsExactly("users");
    assertThat(failure(output, "no-tool")).contains("pg_dump");
    assertThat(failure(output, "no-server")).contains("127.0.0.1:1");
    assertThat(failure(output, "no-database")).contains("nowhere");
    assertThat(failure(output, "no-url")).contains("postgresql://");
    assertThat(output).doesNotContain("s3cret").doesNotContain("\tat ");
    assertThat(Tables.of(twoHeads)).isEmpty();
    assertThat(Tables.of(noTool)).isEmpty();
  }

  @Test
  void whatWasAppliedStaysAsItWas() {
    MavenProject project = MavenProject.aggregator("applied");
    String edited = TestPostgres.newDatabase();
    MavenProject editedModule =
        module(project, "edited", edited, "never")
            .revision("aaaaaaaaaaaa", "<base>", USERS, "DROP TABLE users");
    String oneWay = TestPostgres.newDatabase();
    module(project, "one-way", oneWay, "never")
        .revision("aaaaaaaaaaaa", "<base>", USERS, "DROP TABLE users")
        .write(
            "versions/bbbbbbbbbbbb.sql",
            "--liquibase formatted sql\n-- revision: bbbbbbbbbbbb\n-- down-revision: aaaaaaaaaaaa\n"
                + "-- message: m\n\n--changeset it:b\nCREATE TABLE gone (id int);\n");
    assertThat(project.maven("athanor:upgrade").succeeded()).isTrue();
    editedModule.revision(
        "aaaaaaaaaaaa", "<base>", "CREATE TABLE users (id bigint)", "DROP TABLE users");

    String output = failing(project, "athanor:downgrade", "-Dto=base");

    assertThat(failure(output, "edited"))
        .contains("versions/aaaaaaaaaaaa.sql")
        .contains("checksum");
    assertThat(failure(output, "one-way")).contains("bbbbbbbbbbbb");
    assertThat(Tables.of(edited)).containsExactly("users");
    assertThat(Tables.of(oneWay)).containsExactly("gone", "users");
  }

  @Test
  void aProjectWithoutRevisionsSaysHowToStart() {
    MavenProject project = MavenProject.aggregator("nothing");
    project.module("one");
    project.module("two");

    String output = failing(project, "athanor:history");

    assertThat(output)
        .contains("none of these 3 modules has a versions/")
        .contains("mvn athanor:init");
  }

  private static MavenProject module(MavenProject project, String name, String url, String backup) {
    return project.module(
        name, "<url>" + url.replace("&", "&amp;") + "</url><backup>" + backup + "</backup>");
  }

  /** Runs it, sees that it fails and that no file of the project was changed. */
  private static String failing(MavenProject project, String... arguments) {
    SortedMap<String, String> before = project.files();
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = "-fae";
    Run run = project.maven(all);
    assertThat(run.exitCode()).as(run.output()).isNotZero();
    assertThat(project.files()).isEqualTo(before);
    return run.output();
  }

  /** What Maven says at its end about a module. */
  private static String failure(String output, String module) {
    int start = output.indexOf("on project " + module + ":");
    assertThat(start).as("failure of %s in %s", module, output).isPositive();
    int end = output.indexOf("Failed to execute goal", start);
    return output.substring(start, end < 0 ? output.length() : end);
  }
}
