package dev.athanor.maven;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.liquibase.StockLiquibase;
import dev.athanor.engine.model.PropertyChoice;
import dev.athanor.engine.testing.TestPostgres;
import dev.athanor.maven.testing.MavenProject;
import dev.athanor.maven.testing.MavenProject.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import liquibase.Contexts;
import liquibase.LabelExpression;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The goals that compile revisions into what is published. */
class BundleGoalsIT {
  private static final String BOUND = "<execution><goals><goal>package</goal></goals></execution>";
  private static final Contexts PROD = new Contexts("prod");
  private static final LabelExpression CORE = new LabelExpression("core");

  @Test
  void theBundleIsBoundToThePackagePhaseAttachedAndUnchangedTheNextTime() {
    MavenProject project = MavenProject.create("packaged", "", BOUND);
    project.revision("1975ea83b712", "<base>", "CREATE TABLE users (id int)", "DROP TABLE users");

    Run first = project.maven("install");
    assertThat(first.output())
        .contains("package (default) @ packaged")
        .contains("Packaged 1 revision, 1 changeset, head 1975ea83b712");
    Path zip = project.path("target/packaged-1.0-athanor.zip");
    String digest = Bundle.read(zip).digest();
    assertThat(first.output()).contains(digest);
    assertThat(MavenProject.installed("com/example/packaged/1.0/packaged-1.0-athanor.zip"))
        .hasSameBinaryContentAs(zip);

    Run second = project.maven("package");
    assertThat(second.output()).contains("Unchanged: 1 revision").contains(digest);
  }

  @Test
  void aMasterChangelogIsFoundInADependencyAndInTheModulesResources() throws IOException {
    MavenProject project = MavenProject.create("on-class-path");
    String include =
        "databaseChangeLog: [{include: {file: classpath:db/own.yaml}}, {include: {file: db/a part.yaml}}]";
    String changeset =
        "databaseChangeLog: [{changeSet: {id: %s, author: it, changes: [{sql: {sql: SELECT 1}}]}}]";
    project.write("src/main/resources/db/own.yaml", changeset.formatted("own"));
    try (ZipOutputStream zip =
        new ZipOutputStream(Files.newOutputStream(project.path("a library.jar")))) {
      zip.putNextEntry(new ZipEntry("db/master.yaml"));
      zip.write(include.getBytes());
      zip.putNextEntry(new ZipEntry("db/a part.yaml"));
      zip.write(changeset.formatted("part").getBytes());
    }
    String dependency =
        """
        <dependencies><dependency>
          <groupId>com.example</groupId><artifactId>library</artifactId><version>1</version>
          <scope>system</scope><systemPath>${project.basedir}/a library.jar</systemPath>
        </dependency></dependencies>
        """;
    project.write("pom.xml", MavenProject.pom("on-class-path", dependency, "", BOUND));

    Run found = project.maven("package", "athanor:history", "-Dathanor.changelog=db/master.yaml");

    assertThat(found.output())
        .contains("Packaged 2 revisions, 2 changesets")
        .contains("own", "a part");
    assertThat(project.maven("package", "-Dathanor.changelog=db/gone.yaml").output())
        .contains("db/gone.yaml is missing, on the class path as well");
  }

  @Test
  void theManifestPinsTheBundle() throws IOException {
    MavenProject project =
        MavenProject.create(
            "manifested",
            "<namespace>shop</namespace><host>postgres</host><database>shop</database>"
                + "<sslMode>verify-full</sslMode>");
    project.revision("1975ea83b712", "<base>", "CREATE TABLE users (id int)", "DROP TABLE users");

    Run run = project.maven("athanor:manifest", "-Dto=1975");

    assertThat(run.output()).contains("Wrote the manifests of manifested to");
    var configMap = yaml(project.path("target/athanor/configmap.yaml"));
    byte[] bytes =
        Base64.getDecoder().decode(map(configMap.get("binaryData")).get("bundle.zip").toString());
    String digest = Bundle.read(bytes).digest();
    String name = "manifested-" + digest.substring("sha256:".length()).substring(0, 12);
    assertThat(configMap).containsEntry("immutable", true);
    assertThat(map(configMap.get("metadata"))).containsEntry("name", name);

    var spec = map(yaml(project.path("target/athanor/databasemigration.yaml")).get("spec"));
    var source = map(spec.get("source"));
    assertThat(source).containsEntry("digest", digest);
    assertThat(map(source.get("configMap"))).containsEntry("name", name);
    assertThat(map(spec.get("database")))
        .containsEntry("sslMode", "verify-full")
        .containsEntry("name", "shop");
    assertThat(spec).containsEntry("target", "1975");
  }

  /** What the contexts choose is in the database, in the bundle and in the resource. */
  @Test
  void theContextsOfABuildChooseWhatAPropertyIs() throws Exception {
    MavenProject project =
        MavenProject.create(
            "for-contexts", "<host>postgres</host><database>shop</database>", BOUND);
    project.write(
        "changelog.yaml",
        """
        databaseChangeLog:
        - property: {name: rate, value: "1", context: test}
        - property: {name: rate, value: "2", context: prod, labels: core}
        - changeSet: {id: 1, author: x, changes: [{sql: {sql: "CREATE TABLE rates AS SELECT '${rate}'::text AS rate"}}]}
        """);
    String jdbc = TestPostgres.newDatabase();
    Run run =
        project.maven(
            Map.of("DATABASE_URL", jdbc),
            "package",
            "athanor:manifest",
            "athanor:upgrade",
            "-Dathanor.changelog=changelog.yaml",
            "-Dathanor.contexts=prod",
            "-Dathanor.labels=core",
            "-Dathanor.backup=never");
    assertThat(run.succeeded()).as(run.output()).isTrue();

    String stock = TestPostgres.newDatabase();
    Path root = project.path("");
    StockLiquibase.run(root, "changelog.yaml", stock, l -> l.update(PROD, CORE));
    String rows = "SELECT concat_ws(' ', id, md5sum, rate) FROM databasechangelog, rates";
    assertThat(one(jdbc, rows)).isEqualTo(one(stock, rows)).startsWith("1 9:").endsWith(" 2");
    StockLiquibase.run(
        root, "changelog.yaml", jdbc, l -> assertThat(l.listUnrunChangeSets(PROD, CORE)).isEmpty());

    Path bundle = project.path("target/for-contexts-1.0-athanor.zip");
    assertThat(Bundle.read(bundle).choices())
        .containsExactly(
            new PropertyChoice("rate", "prod", "core", true),
            new PropertyChoice("rate", "test", "", false));
    var spec = map(yaml(project.path("target/athanor/databasemigration.yaml")).get("spec"));
    assertThat(spec)
        .containsEntry("contexts", List.of("prod"))
        .containsEntry("labelFilter", "core");

    Run other =
        project.maven(
            Map.of("DATABASE_URL", jdbc),
            "athanor:upgrade",
            "-Dathanor.changelog=changelog.yaml",
            "-Dathanor.contexts=test",
            "-Dathanor.backup=never");
    assertThat(other.output())
        .contains("changelog.yaml::1::x was 9:", "name the contexts and labels of the run")
        .contains("they choose what ${rate} is");
  }

  @Test
  void severalHeadsAreNoTarget() throws IOException {
    MavenProject project =
        MavenProject.create("forked", "<host>postgres</host><database>shop</database>");
    project
        .revision("aaaaaaaaaaaa", "<base>", "CREATE TABLE users (id int)", "DROP TABLE users")
        .revision("bbbbbbbbbbbb", "<base>", "CREATE TABLE posts (id int)", "DROP TABLE posts");

    Run packaged = project.maven("athanor:package");
    assertThat(packaged.succeeded()).as(packaged.output()).isTrue();
    assertThat(packaged.output())
        .contains("[WARNING] There are 2 heads, aaaaaaaaaaaa, bbbbbbbbbbbb", "with `merge`.");

    Run ambiguous = project.maven("athanor:manifest");
    assertThat(ambiguous.succeeded()).as(ambiguous.output()).isFalse();
    assertThat(ambiguous.output())
        .contains("'head' is ambiguous: there are 2 heads, aaaaaaaaaaaa, bbbbbbbbbbbb")
        .contains("→ Join them with `merge`, or name one of them as the target.");
    assertThat(project.path("target/athanor/databasemigration.yaml")).doesNotExist();

    Run named = project.maven("athanor:manifest", "-Dto=aaaaaaaaaaaa");
    assertThat(named.succeeded()).as(named.output()).isTrue();
  }

  private static String one(String jdbc, String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection(jdbc);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  private static Map<String, Object> yaml(Path file) throws IOException {
    return map(new Yaml().load(Files.readString(file)));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }
}
