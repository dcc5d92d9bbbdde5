package dev.athanor.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.testing.SystemPostgres;
import dev.athanor.maven.testing.MavenProject;
import dev.athanor.maven.testing.MavenProject.Run;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The goals that try revisions on a scratch server, and the plan that was reviewed. */
class RehearsingGoalsIT {
  private String scratch;

  @BeforeEach
  void requireServer() {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
    scratch = "-Dathanor.scratch.url=" + SystemPostgres.get().url("postgres");
  }

  private static MavenProject project(String name, String undo) {
    return MavenProject.create(name)
        .revision(
            "1975ea83b712",
            "<base>",
            "CREATE TABLE users (id int PRIMARY KEY); INSERT INTO users VALUES (7)",
            "DROP TABLE users")
        .revision(
            "27c6a30d7c24", "1975ea83b712", "CREATE TABLE datasets (id int PRIMARY KEY)", undo);
  }

  private static Map<String, String> database() {
    SystemPostgres server = SystemPostgres.get();
    return Map.of("DATABASE_URL", server.url(server.newDatabase()));
  }

  @Test
  void thePlanThatWasReviewedRunsAndNoOther() {
    MavenProject project = project("reviewed", "DROP TABLE datasets");
    Map<String, String> database = database();
    String backup = "-Dathanor.backup=never";
    Matcher hash =
        Pattern.compile("plan +(sha256:[0-9a-f]{64})")
            .matcher(project.maven(database, "athanor:plan").output());
    assertThat(hash.find()).isTrue();

    Run other =
        project.maven(
            database, "athanor:upgrade", backup, "-Dathanor.plan=sha256:" + "0".repeat(64));
    assertThat(other.succeeded()).isFalse();
    assertThat(other.output()).contains(hash.group(1)).contains("sha256:0000");
    assertThat(project.maven(database, "athanor:upgrade", backup, "-Dathanor.plan=abc").output())
        .contains("'abc'");
    assertThat(project.maven(database, "athanor:current").output()).doesNotContain("27c6a30d7c24");

    Run reviewed =
        project.maven(database, "athanor:upgrade", backup, "-Dathanor.plan=" + hash.group(1));
    assertThat(reviewed.output()).contains("Upgraded to 27c6a30d7c24: 2 changesets");
  }

  @Test
  void testFailsForAnUndoThatLeavesSomethingBehind() {
    Run good = project("tested", "DROP TABLE datasets").maven("athanor:test", scratch);
    assertThat(good.output()).contains("2 revisions: 2 passed", "BUILD SUCCESS");

    MavenProject project = project("failing-test", "SELECT 1");
    Run bad = project.maven("athanor:test", scratch);
    assertThat(bad.succeeded()).isFalse();
    assertThat(bad.output())
        .contains("FAILED: 27c6a30d7c24")
        .contains("added table public.datasets");
    assertThat(project.path("target/athanor/TEST-athanor.xml")).content().contains("<failure");
    assertThat(project.maven("athanor:test", scratch, "-Dathanor.test.failureIgnore").succeeded())
        .isTrue();
  }

  @Test
  void lintSaysWhatIsDangerousAndFailsWhereItIsToldTo() {
    MavenProject project =
        project("linted", "DROP TABLE datasets")
            .revision(
                "3d41f2a9c001",
                "27c6a30d7c24",
                "ALTER TABLE users RENAME TO people",
                "ALTER TABLE people RENAME TO users");
    Run said = project.maven("athanor:lint", scratch);
    assertThat(said.output()).contains("3d41f2a9c001", "BUILD SUCCESS");
    Run refused = project.maven("athanor:lint", scratch, "-Dathanor.lint.failAt=warning");
    assertThat(refused.succeeded()).isFalse();
    assertThat(refused.output()).contains("versions/3d41f2a9c001.sql");
    assertThat(
            project
                .maven(
                    "athanor:lint",
                    scratch,
                    "-Dathanor.lint.failAt=warning",
                    "-Dathanor.lint.from=3d41f2a9c001")
                .succeeded())
        .isTrue();
  }

  @Test
  void squashWritesAShortWayThatEmptyDatabasesTake() {
    MavenProject project = project("squashed", "DROP TABLE datasets");
    Run squash = project.maven("athanor:squash", "-Dto=27c6a30d7c24", scratch);
    assertThat(squash.output()).contains("in place of 2 changesets up to 27c6a30d7c24");
    assertThat(project.path("baselines/27c6a30d7c24.sql")).exists();

    Map<String, String> database = database();
    Run up = project.maven(database, "athanor:upgrade", "-Dathanor.backup=never");
    assertThat(up.output())
        .contains("Running the baseline of 27c6a30d7c24, in place of 2 changesets")
        .contains("Upgraded to 27c6a30d7c24: 2 changesets");
    assertThat(project.maven("athanor:squash", scratch).output())
        .contains("nobody said up to which revision");
  }

  @Test
  void packageLintsWhatIsMissingAndThePlanSaysWhatItSaw() {
    MavenProject project =
        project("rehearsed", "DROP TABLE datasets")
            .revision(
                "3d41f2a9c001",
                "27c6a30d7c24",
                "DO 'BEGIN EXECUTE ''ALTER TABLE users RENAME TO people''; END'",
                "ALTER TABLE people RENAME TO users");
    Map<String, String> database = database();
    String backup = "-Dathanor.backup=never";
    project.maven(database, "athanor:upgrade", "-Dto=27c6a30d7c24", backup);
    assertThat(project.maven(database, "athanor:plan").output()).doesNotContain("rename-table");
    assertThat(project.maven("athanor:package").output()).doesNotContain("lint found");

    Run packaged = project.maven("athanor:package", "-Dathanor.package.rehearse", scratch);
    assertThat(packaged.output()).contains("With what lint found of 3 changesets");
    assertThat(project.maven(database, "athanor:plan").output())
        .containsPattern("BREAKS_APPLICATION +3d41f2a9c001 .*\\(rename-table, PostgreSQL \\d+\\)");
  }
}
