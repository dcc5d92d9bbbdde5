package dev.athanor.maven;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.maven.testing.MavenProject;
import dev.athanor.maven.testing.MavenProject.Run;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Named environments, and what needs no database, by real goals. */
class EnvironmentGoalsIT {
  private static final String FILE =
      """
      revisions:
        fileName: "{{id}}_{{slug}}"
      environments:
        staging:
          url: postgresql://app:s3cret@127.0.0.1:1/shop
          lockTimeout: 7s
      """;

  @Test
  void whatPomAndCommandLineLeaveOutIsTheEnvironments() {
    MavenProject project =
        MavenProject.create("environments", "<searchPath>app</searchPath>")
            .write("athanor.yaml", FILE)
            .revision("1a", "<base>", "CREATE TABLE a (id int)", "DROP TABLE a");
    Map<String, String> database = Map.of("DATABASE_URL", "postgresql://other@127.0.0.1:2/shop");

    Run config =
        project.maven(database, "athanor:config", "-Denv=staging", "-Dathanor.statementTimeout=3s");
    assertThat(config.output())
        .contains("127.0.0.1:1/shop  (athanor.yaml, environment staging)")
        .containsPattern("lockTimeout +7s  \\(athanor.yaml, environment staging\\)")
        .containsPattern("searchPath +app  \\(POM, <searchPath>\\)")
        .containsPattern("statementTimeout +3s  \\(-Dathanor.statementTimeout\\)")
        .containsPattern("backupRetain +3  \\(default\\)")
        .doesNotContain("s3cret");
    assertThat(project.maven(database, "athanor:config").output())
        .containsPattern("url +postgresql://other.*127.0.0.1:2/shop  \\(DATABASE_URL\\)");

    Run current = project.maven(database, "athanor:current", "-Denv=staging");
    assertThat(current.succeeded()).isFalse();
    assertThat(current.output()).contains("127.0.0.1:1").doesNotContain("s3cret");
    assertThat(project.maven("athanor:current", "-Denv=nope").output())
        .contains("no environment 'nope'");
  }

  @Test
  void aRangeIsAScriptAndAMessageSaysSomething() {
    MavenProject project =
        MavenProject.create("scripts")
            .write("athanor.yaml", FILE)
            .revision("1a", "<base>", "CREATE TABLE a (id int)", "DROP TABLE a");

    Run script = project.maven("athanor:upgrade", "-Dto=base:1a", "-Dathanor.sql");
    assertThat(script.output()).contains("Upgrade base -> 1a").contains("BUILD SUCCESS");
    assertThat(project.path("target/athanor/migration.sql"))
        .content()
        .startsWith("-- Upgrade base -> 1a")
        .contains("CREATE TABLE a (id int)");

    Run stamp = project.maven("athanor:stamp", "-Dto=base:1a", "-Dathanor.sql");
    assertThat(stamp.output()).contains("Stamp base -> 1a: 1 recorded").contains("BUILD SUCCESS");
    assertThat(project.path("target/athanor/migration.sql"))
        .content()
        .startsWith("-- Stamp base -> 1a")
        .doesNotContain("CREATE TABLE a (id int)");

    assertThat(project.maven("athanor:revision", "-Dmessage=fix").output())
        .contains("'fix' does not say what the revision changes");
    project.maven("athanor:revision", "-Dmessage=add b", "-Dathanor.revisionId=2b");
    assertThat(project.path("versions/2b_add_b.sql")).exists();
  }
}
