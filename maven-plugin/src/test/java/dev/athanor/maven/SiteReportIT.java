package dev.athanor.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.testing.SystemPostgres;
import dev.athanor.maven.testing.MavenProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code docs} as a report of {@code mvn site}, under the site plugins of both report APIs. */
class SiteReportIT {
  private static final Path PAGE = Path.of("..", "docs", "documentation.md");
  private static final String MARKDOWN = "<markdown>docs/database</markdown>";

  /** With the reports that the page names, and none of Maven's own. */
  private static MavenProject project(String name, String sitePlugin) throws IOException {
    String plugin =
        "<plugins><plugin><artifactId>maven-site-plugin</artifactId><version>%s</version></plugin>"
            .formatted(System.getProperty(sitePlugin));
    String page = Files.readString(PAGE);
    String reporting =
        page.substring(page.indexOf("<reporting>"), page.indexOf("</reporting>"))
            + "<excludeDefaults>true</excludeDefaults></reporting></project>";
    return MavenProject.create(name)
        .write(
            "pom.xml",
            MavenProject.pom(name, "", MARKDOWN, "")
                .replace("<plugins>", plugin)
                .replace("</project>", reporting));
  }

  private static MavenProject withUsers(MavenProject project) {
    return project.revision(
        "1975ea83b712", "<base>", "CREATE TABLE users (id int)", "DROP TABLE users");
  }

  /** What it fetches stays for the next clone: nothing of ours is installed by it. */
  private static MavenProject.Run site(MavenProject project) {
    assumeFalse(System.getProperty("test.mode").equals("offline=true"), "it has to be fetched");
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
    String[] repositories = System.getProperty("test.repository").split(",");
    return project.maven(
        "site",
        "-Dmaven.repo.local=" + repositories[repositories.length - 1],
        "-Dmaven.repo.local.tail=" + MavenProject.installed(""),
        "-Dathanor.scratch.url=" + SystemPostgres.get().url("postgres"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"test.maven-site-plugin", "test.maven-site-plugin3"})
  void theSchemaIsAReport(String property) throws IOException {
    MavenProject project = withUsers(project(property, property));

    MavenProject.Run run = site(project);

    assertThat(run.succeeded()).as(run.output()).isTrue();
    assertThat(Files.readString(project.path("target/site/project-reports.html")))
        .contains("<a href=\"athanor/index.html\">Database schema</a>");
    assertThat(Files.readString(project.path("target/site/athanor/index.html")))
        .contains("content=\"athanor docs\"")
        .doesNotContain("maven-fluido");
    assertThat(Files.readString(project.path("target/site/athanor/data.js"))).contains("users");
    assertThat(project.path("docs"))
        .as("a report changes nothing that is committed")
        .doesNotExist();
    assertThat(project.path("target/athanor/docs")).doesNotExist();
  }

  @Test
  void aRevisionThatDoesNotRunEndsTheSite() throws IOException {
    MavenProject project =
        withUsers(project("site-report-broken", "test.maven-site-plugin"))
            .revision("27c6a30d7c24", "1975ea83b712", "DROP TABLE nowhere", "SELECT 1");

    MavenProject.Run run = site(project);

    assertThat(run.succeeded()).isFalse();
    assertThat(run.output()).contains("BUILD FAILURE", "27c6a30d7c24", "nowhere");
  }

  @Test
  void aModuleWithoutRevisionsHasNoReport() throws IOException {
    MavenProject project = project("site-report-none", "test.maven-site-plugin");

    MavenProject.Run run = site(project);

    assertThat(run.succeeded()).as(run.output()).isTrue();
    assertThat(project.path("target/site/athanor")).doesNotExist();
  }
}
