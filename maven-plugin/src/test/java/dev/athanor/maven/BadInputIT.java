package dev.athanor.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.changelog.TodoChangeset;
import dev.athanor.engine.testing.SystemPostgres;
import dev.athanor.engine.testing.TestPostgres;
import dev.athanor.engine.testing.Tmpfs;
import dev.athanor.maven.testing.MavenProject;
import dev.athanor.maven.testing.MavenProject.Run;
import dev.athanor.maven.testing.Refusal;
import dev.athanor.maven.testing.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What is wrong is named with the next step, the build fails, and nothing was changed. Each run has
 * a module for each fault and goes on after a failure (-fae).
 */
class BadInputIT {
  private static final String USERS = "CREATE TABLE users (id int)";
  private static final String NO_BACKUP = "-Dathanor.backup=never";

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
    assertThat(refusal.in("cycle")).contains("revisions form a cycle: aaaaaaaaaaaa follows bbbb");
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
    Refusal revision =
        Refusal.of(project, "athanor:revision", "-Dmessage=create users", "-Dformat=toml");
    assertThat(revision.in("two")).contains("'toml' is no format of a revision");

    Refusal upgrade = Refusal.of(project, "athanor:upgrade", NO_BACKUP);
    assertThat(upgrade.in("two"))
        .contains("no database is named")
        .contains("DATABASE_URL=postgresql://")
        .contains("-Dathanor.embedded");
  }

  @Test
  void upgradesThatCannotBe() {
    MavenProject project = MavenProject.aggregator("no-upgrade");
    String twoHeads = TestPostgres.newDatabase();
    module(project, "two-heads", twoHeads, "")
        .revision("aaaaaaaaaaaa", "<base>", USERS, "DROP TABLE users")
        .revision("bbbbbbbbbbbb", "<base>", "SELECT 1", "SELECT 1");
    String breaks = TestPostgres.newDatabase();
    module(project, "breaks", breaks, "")
        .revision("aaaaaaaaaaaa", "<base>", USERS, "DROP TABLE users")
        .revision(
            "bbbbbbbbbbbb",
            "aaaaaaaaaaaa",
            "CREATE TABLE half (id int);\nCREATE TABLE t (x nonsense)",
            "DROP TABLE t");
    String undecided = TestPostgres.newDatabase();
    module(project, "undecided", undecided, "")
        .revision("aaaaaaaaaaaa", "<base>", USERS, "DROP TABLE users")
        .revision(
            "bbbbbbbbbbbb",
            "aaaaaaaaaaaa",
            TodoChangeset.sql("bbbbbbbbbbbb", "all rows of public.users are lost"),
            "SELECT 1");
    String unknown = TestPostgres.newDatabase();
    users(project, "unknown", unknown, "<to>ffff</to>");
    project
        .module("outside", "<changelog>master.yaml</changelog><url>" + xml(unknown) + "</url>")
        .write("versions/unused.sql", "")
        .write(
            "master.yaml",
            "databaseChangeLog:\n- include: {file: ../two-heads/versions/aaaaaaaaaaaa.sql}\n");

    Refusal refusal = Refusal.of(project, "athanor:upgrade", NO_BACKUP);

    assertThat(refusal.in("two-heads"))
        .contains("'head' is ambiguous: there are 2 heads, aaaaaaaaaaaa, bbbbbbbbbbbb");
    assertThat(refusal.in("breaks"))
        .contains("bbbbbbbbbbbb")
        .contains("CREATE TABLE t (x nonsense)")
        .contains("type \"nonsense\" does not exist");
    assertThat(Tables.of(breaks)).containsExactly("users");
    assertThat(refusal.in("undecided"))
        .contains("versions/bbbbbbbbbbbb.sql: changeset bbbbbbbbbbbb is a TODO")
        .contains(
            "all rows of public.users are lost", "→ Write the SQL in place of that statement");
    assertThat(Tables.of(undecided)).isEmpty();
    assertThat(refusal.in("unknown")).contains("'ffff'").contains("→");
    assertThat(refusal.in("outside"))
        .contains("../two-heads/versions/aaaaaaaaaaaa.sql")
        .contains("leaves the changelog root");
    assertThat(refusal.output()).doesNotContain("\tat ");
    assertThat(Tables.of(twoHeads)).isEmpty();
    assertThat(Tables.of(unknown)).isEmpty();
  }

  @Test
  void databasesThatLetNobodyIn() throws SQLException {
    MavenProject project = MavenProject.aggregator("no-way-in");
    String server = "127.0.0.1:" + TestPostgres.port();
    String login = TestPostgres.newLogin("r1ght");
    users(project, "password", "postgresql://" + login + ":s3cret@" + server + "/postgres", "");
    users(project, "no-server", "postgresql://ada:s3cret@127.0.0.1:1/shop", "");
    users(project, "no-host", "postgresql://ada:s3cret@no-such-host.invalid/shop", "");
    users(project, "no-database", "postgresql://postgres:s3cret@" + server + "/nowhere", "");
    users(project, "no-url", "mysql://ada:s3cret@host/shop", "");
    String locked = TestPostgres.newDatabase();
    users(project, "locked", locked, "<lockTimeout>1s</lockTimeout>");

    Refusal refusal;
    try (Connection holder = DriverManager.getConnection(locked + "&ApplicationName=night-job")) {
      // The migration lock's key: "athanor" in ASCII.
      holder.createStatement().execute("SELECT pg_advisory_lock(x'617468616e6f72'::bigint)");
      refusal = Refusal.of(project, "athanor:upgrade", NO_BACKUP);
    }

    assertThat(refusal.in("password")).contains(login);
    assertThat(refusal.in("no-server")).contains("127.0.0.1:1");
    assertThat(refusal.in("no-host")).contains("no-such-host.invalid");
    assertThat(refusal.in("no-database")).contains("nowhere");
    assertThat(refusal.in("no-url")).contains("postgresql://");
    assertThat(refusal.in("locked"))
        .contains("night-job, user postgres from 127.0.0.1, connected since 20")
        .contains("pg_terminate_backend");
    assertThat(refusal.output()).doesNotContain("s3cret").doesNotContain("\tat ");
    assertThat(Tables.of(locked)).isEmpty();
  }

  @Test
  void backupsThatCannotBeTaken() throws IOException {
    MavenProject project = MavenProject.aggregator("no-backup");
    String noTool = TestPostgres.newDatabase();
    users(project, "no-tool", noTool, "<postgresBin>${project.basedir}</postgresBin>");
    String oldTool = TestPostgres.newDatabase();
    MavenProject old =
        users(project, "old-tool", oldTool, "<postgresBin>${project.basedir}/bin</postgresBin>");
    for (String program : new String[] {"pg_dump", "pg_dumpall", "pg_restore", "psql"}) {
      old.write("bin/" + program, "#!/bin/sh\necho '" + program + " (PostgreSQL) 9.6.24'\n");
      assertThat(old.path("bin/" + program).toFile().setExecutable(true)).isTrue();
    }

    Refusal refusal = Refusal.of(project, "athanor:upgrade");

    assertThat(refusal.in("no-tool")).contains("there is no pg_dump").contains("→ Install");
    assertThat(refusal.in("old-tool"))
        .contains("pg_dump 9.6.24", "cannot back up a PostgreSQL 17")
        .contains("→ Install the client programs of PostgreSQL 17 or newer");
    assertThat(Tables.of(noTool)).isEmpty();
    assertThat(Tables.of(oldTool)).isEmpty();
  }

  @Test
  void aBackupVolumeThatIsFull() throws Exception {
    MavenProject project = MavenProject.create("full");
    Path volume = Files.createDirectories(project.path("target/volume"));
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
    assumeTrue(Tmpfs.mount(volume, "128k"), "no mount here");
    try {
      SystemPostgres server = SystemPostgres.get();
      String url = server.url(server.newDatabase());
      TestPostgres.execute(
          url, "CREATE TABLE big AS SELECT gen_random_uuid() FROM generate_series(1, 30000)");
      project.revision("aaaaaaaaaaaa", "<base>", USERS, "DROP TABLE users");

      Run run =
          project.maven(
              Map.of("DATABASE_URL", url),
              "athanor:upgrade",
              "-Dathanor.backupDirectory=" + volume,
              "-Dathanor.postgresBin=" + server.bin());

      assertThat(run.succeeded()).as(run.output()).isFalse();
      assertThat(run.output()).contains(volume.toString()).contains("full").contains("→");
      assertThat(Tables.of(url)).containsExactly("big");
      assertThat(volume).isEmptyDirectory();
    } finally {
      Tmpfs.unmount(volume);
    }
  }

  @Test
  void whatWasAppliedStaysAsItWas() {
    MavenProject project = MavenProject.aggregator("applied");
    String edited = TestPostgres.newDatabase();
    MavenProject editedModule =
        module(project, "edited", edited, "")
            .revision("aaaaaaaaaaaa", "<base>", USERS, "DROP TABLE users");
    String oneWay = TestPostgres.newDatabase();
    module(project, "one-way", oneWay, "")
        .revision("aaaaaaaaaaaa", "<base>", USERS, "DROP TABLE users")
        .write(
            "versions/bbbbbbbbbbbb.sql",
            "--liquibase formatted sql\n-- revision: bbbbbbbbbbbb\n-- down-revision: aaaaaaaaaaaa\n"
                + "-- message: m\n\n--changeset it:b\nCREATE TABLE gone (id int);\n");
    Run up = project.maven("athanor:upgrade", NO_BACKUP);
    assertThat(up.succeeded()).as(up.output()).isTrue();
    assertThat(up.output())
        .containsOnlyOnce("Warning: no rollback: versions/bbbbbbbbbbbb.sql::b::it (revision bbbb");
    editedModule.revision(
        "aaaaaaaaaaaa", "<base>", "CREATE TABLE users (id bigint)", "DROP TABLE users");

    Refusal refusal = Refusal.of(project, "athanor:downgrade", "-Dto=base", NO_BACKUP);

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

  /** A module of one revision that makes the table users. */
  private static MavenProject users(
      MavenProject project, String name, String url, String configuration) {
    return module(project, name, url, configuration)
        .revision("aaaaaaaaaaaa", "<base>", USERS, "DROP TABLE users");
  }

  private static MavenProject module(
      MavenProject project, String name, String url, String configuration) {
    return project.module(name, "<url>" + xml(url) + "</url>" + configuration);
  }

  private static String xml(String text) {
    return text.replace("&", "&amp;");
  }
}
