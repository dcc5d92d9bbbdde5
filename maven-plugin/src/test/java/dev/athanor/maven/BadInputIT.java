package dev.athanor.maven;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.testing.TestPostgres;
import dev.athanor.maven.testing.MavenProject;
import dev.athanor.maven.testing.Refusal;
import dev.athanor.maven.testing.Tables;
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

    Refusal refusal = Refusal.of(project, "athanor:heads");

    assertThat(refusal.in("duplicate"))
        .contains("aaaaaaaaaaaa is present twice: versions/aaaaaaaaaaaa.sql and versions/copy.sql")
        .contains("→ Give one of them an id of its own.");
    assertThat(refusal.in("missing"))
        .contains("names the down-revision 'ffff', which does not exist");
    assertThat(refusal.in("cycle")).contains("revisions form a cycle: aaaaaaaaaaaa → bbbb");
    assertThat(refusal.in("headless")).contains("x.sql: the header has no 'revision'");
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

    Refusal shown = Refusal.of(project, "athanor:show", "-Drevision=aaaa", "-pl", "one");
    assertThat(shown.in("one"))
        .contains("'aaaa' is ambiguous: aaaaaaaaaaaa, aaaabbbbbbbb")
        .contains("→ Give more digits");

    // Without a database, whatever is asked for; and a format that there is not.
    Refusal revision = Refusal.of(project, "athanor:revision", "-Dmessage=x", "-Dformat=toml");
    assertThat(revision.in("two")).contains("'toml' is no format of a revision");

    Refusal upgrade = Refusal.of(project, "athanor:upgrade", "-Dathanor.backup=never");
    assertThat(upgrade.in("two"))
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

    Refusal refusal =
        Refusal.of(
            project, "athanor:upgrade", "-Dathanor.postgresBin=" + project.path("two-heads"));

    assertThat(refusal.in("two-heads"))
        .contains("'head' is ambiguous: there are 2 heads, aaaaaaaaaaaa, bbbbbbbbbbbb");
    assertThat(refusal.in("breaks"))
        .contains("bbbbbbbbbbbb")
        .contains("CREATE TABLE t (x nonsense)")
        .contains("type \"nonsense\" does not exist");
    assertThat(Tables.of(breaks)).containsExactly("users");
    assertThat(refusal.in("no-tool")).contains("pg_dump");
    assertThat(refusal.in("no-server")).contains("127.0.0.1:1");
    assertThat(refusal.in("no-database")).contains("nowhere");
    assertThat(refusal.in("no-url")).contains("postgresql://");
    assertThat(refusal.output()).doesNotContain("s3cret").doesNotContain("\tat ");
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

    Refusal refusal = Refusal.of(project, "athanor:downgrade", "-Dto=base");

    assertThat(refusal.in("edited")).contains("versions/aaaaaaaaaaaa.sql").contains("checksum");
    assertThat(refusal.in("one-way")).contains("bbbbbbbbbbbb");
    assertThat(Tables.of(edited)).containsExactly("users");
    assertThat(Tables.of(oneWay)).containsExactly("gone", "users");
  }

  @Test
  void aProjectWithoutRevisionsSaysHowToStart() {
    MavenProject project = MavenProject.aggregator("nothing");
    project.module("one");
    project.module("two");

    Refusal refusal = Refusal.of(project, "athanor:history");

    assertThat(refusal.output())
        .contains("none of these 3 modules has a versions/")
        .contains("mvn athanor:init");
  }

  private static MavenProject module(MavenProject project, String name, String url, String backup) {
    return project.module(
        name, "<url>" + url.replace("&", "&amp;") + "</url><backup>" + backup + "</backup>");
  }
}
