package dev.athanor.maven;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.maven.testing.MavenProject;
import dev.athanor.maven.testing.MavenProject.Run;
import org.junit.jupiter.api.Test;

/** The goals that compare the revisions with a model. */
class ModelGoalsIT {

  @Test
  void aProjectThatBeganByHandMissesWhatTheModelGaveUp() {
    MavenProject project =
        MavenProject.create("by-hand", "<model>schema.sql</model>")
            .write("schema.sql", "CREATE TABLE users (id bigint PRIMARY KEY);");
    project.maven("athanor:init");
    project.revision(
        "aaaaaaaaaaaa",
        "<base>",
        "CREATE TABLE users (id bigint PRIMARY KEY, mail text NOT NULL)",
        "DROP TABLE users");

    Run strict = project.maven("athanor:check");
    assertThat(strict.succeeded()).describedAs(strict.output()).isFalse();
    assertThat(strict.output())
        .contains("A revision is missing:", "removed column public.users.mail");

    // A grown project has no baseline; what every INSERT would lack is not left undecided there.
    assertThat(project.path("athanor-baseline.txt").toFile().delete()).isTrue();
    Run grown = project.maven("athanor:check");
    assertThat(grown.succeeded()).describedAs(grown.output()).isFalse();
    assertThat(grown.output())
        .contains("INSERTs of the application would fail", "public.users.mail")
        .contains("Only in the schema, not in the model: column public.users.mail")
        .contains("→ Map it;", "-Dathanor.acceptBaseline");

    Run accepted =
        project.maven(
            "athanor:revision", "-Dautogenerate", "-Dathanor.acceptBaseline", "-Dmessage=baseline");
    assertThat(accepted.output())
        .contains("Wrote athanor-baseline.txt: 1 accepted; delete a line to have it acted on.");
    assertThat(project.maven("athanor:check").succeeded()).isTrue();
  }

  @Test
  void aModelChangesAndItsRevisionsFollow() {
    MavenProject project =
        MavenProject.create("model", "<model>schema.sql</model>")
            .write("versions/.gitkeep", "")
            .write("schema.sql", "CREATE TABLE users (id bigint PRIMARY KEY, mail text);");

    Run first =
        project.maven("athanor:revision", "athanor:check", "-Dautogenerate", "-Dmessage=users");
    assertThat(first.output())
        .contains("Detected added table public.users")
        .contains("_users.sql ...  done")
        .contains("The revisions build what the model says.");
    assertThat(first.succeeded()).describedAs(first.output()).isTrue();

    project.write("schema.sql", "CREATE TABLE users (id bigint PRIMARY KEY, email text);");
    Run missing = project.maven("athanor:check");
    assertThat(missing.succeeded()).describedAs(missing.output()).isFalse();
    assertThat(missing.output())
        .contains("A revision is missing:")
        .contains("added column public.users.email")
        .contains("athanor:revision -Dautogenerate");

    Run second =
        project.maven(
            "athanor:revision",
            "athanor:check",
            "-Dautogenerate",
            "-Dmessage=rename",
            "-Drename=users.mail:email");
    assertThat(second.output()).contains("Detected renamed column public.users.mail to email");
    assertThat(second.succeeded()).describedAs(second.output()).isTrue();

    project.write(
        "schema.sql", "CREATE TABLE users (id bigint PRIMARY KEY, email text, n int NOT NULL);");
    Run third =
        project.maven(
            "athanor:revision", "-Dautogenerate", "-Dmessage=require n", "-Dbackfill=users.n=");
    assertThat(third.output()).doesNotContain("TODO");
    assertThat(third.succeeded()).describedAs(third.output()).isTrue();

    Run drift = project.maven("athanor:upgrade", "athanor:drift", "-Dathanor.embedded");
    assertThat(drift.output()).contains("No drift: the database is what its revisions build.");
    assertThat(drift.succeeded()).describedAs(drift.output()).isTrue();
  }
}
