package dev.athanor.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.testing.SystemPostgres;
import dev.athanor.maven.testing.MavenProject;
import dev.athanor.maven.testing.MavenProject.Run;
import org.junit.jupiter.api.Test;

/** {@code check} says when the pages that a project commits are stale. */
class CommittedPagesIT {
  private static final String PAGE = "docs/database/tables/public.users.md";

  private final MavenProject project =
      MavenProject.create("committed-pages", "<markdown>docs/database</markdown>")
          .revision("1975ea83b712", "<base>", "CREATE TABLE users (id int)", "DROP TABLE users")
          .write("schema.sql", "CREATE TABLE users (id int);\n");

  private Run run(String goal) {
    String scratch = "-Dathanor.scratch.url=" + SystemPostgres.get().url("postgres");
    return project.maven(goal, "-Dathanor.model=schema.sql", scratch);
  }

  @Test
  void stalePagesAreNamedUntilTheyAreWrittenAgain() {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
    Run missing = run("athanor:check");
    assertThat(missing.succeeded()).isFalse();
    assertThat(missing.output()).contains("+ tables/public.users.md");

    assertThat(run("athanor:docs").succeeded()).isTrue();
    assertThat(run("athanor:check").succeeded()).isTrue();
    assertThat(project.path("target/athanor/cache/fresh-pages")).exists();

    String page = project.files("docs").get(PAGE);
    project.write(PAGE, page + "by hand\n");
    Run edited = run("athanor:check");
    assertThat(edited.succeeded()).isFalse();
    assertThat(edited.output()).contains("~ tables/public.users.md");
    project.write(PAGE, page);
    assertThat(run("athanor:check").succeeded()).isTrue();

    project
        .revision(
            "27c6a30d7c24",
            "1975ea83b712",
            "ALTER TABLE users ADD name text",
            "ALTER TABLE users DROP name")
        .write("schema.sql", "CREATE TABLE users (id int, name text);\n");
    Run outgrown = run("athanor:check");
    assertThat(outgrown.succeeded()).isFalse();
    assertThat(outgrown.output())
        .contains("~ tables/public.users.md", "Write them again with docs");
  }
}
