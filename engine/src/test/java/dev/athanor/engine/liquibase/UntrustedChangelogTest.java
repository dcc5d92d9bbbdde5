package dev.athanor.engine.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.testing.BundleSources;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that nobody vouches for: an error that names them, and nothing loaded, run or leaked. */
class UntrustedChangelogTest {
  private static final String XML =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <!-- revision: a1
           down-revision: <base> -->
      %s
      <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
          xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
          xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog %s">
        %s
      </databaseChangeLog>
      """;

  private static final String XSD =
      "http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd";

  private static final AtomicBoolean LOADED = new AtomicBoolean();

  /** What a changelog would like to have loaded. */
  public static final class Payload {
    static {
      LOADED.set(true);
    }
  }

  @TempDir Path directory;
  private Path root;

  @BeforeEach
  void root() throws IOException {
    root = directory.resolve("the project");
    Files.createDirectories(root.resolve("versions"));
    Files.writeString(directory.resolve("secret.sql"), "SELECT 'secret'");
  }

  private void write(String path, String text) throws IOException {
    Files.createDirectories(root.resolve(path).getParent());
    Files.writeString(root.resolve(path), text);
  }

  private void yaml(String entries) throws IOException {
    write(
        "versions/a.yaml",
        "# revision: a1\n# down-revision: <base>\ndatabaseChangeLog:\n" + entries);
  }

  private void sql(String changesets) throws IOException {
    write(
        "versions/a.sql",
        "--liquibase formatted sql\n-- revision: a1\n-- down-revision: <base>\n" + changesets);
  }

  private void xml(String doctype, String schema, String content) throws IOException {
    write("versions/a.xml", XML.formatted(doctype, schema, content));
  }

  private Bundle compile() {
    return compile(Map.of());
  }

  private Bundle compile(Map<String, String> parameters) {
    return BundleCompiler.compile(
        Changelog.load(ChangelogSource.versions(root)),
        CompileOptions.defaults().withParameters(parameters));
  }

  private AbstractThrowableAssert<?, ?> assertRefused(Reason reason) {
    return assertThatThrownBy(this::compile)
        .isInstanceOf(AthanorException.class)
        .hasFieldOrPropertyWithValue("reason", reason)
        .hasMessageNotContaining("secret'");
  }

  private static String yamlSqlFile(String path) {
    return """
      - changeSet:
          id: 1
          author: x
          changes:
            - sqlFile: {path: "%s"}
    """
        .formatted(path);
  }

  @Test
  void externalEntities() throws IOException {
    xml(
        "<!DOCTYPE x [<!ENTITY e SYSTEM \"file://" + directory + "/secret.sql\">]>",
        XSD,
        "<changeSet id=\"1\" author=\"x\"><sql>&e;</sql></changeSet>");
    assertRefused(Reason.UNSAFE_CHANGELOG)
        .hasMessageContaining("a.xml")
        .hasMessageContaining("DOCTYPE");
  }

  @Test
  void entityBombs() throws IOException {
    xml(
        "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>",
        XSD,
        "<changeSet id=\"1\" author=\"x\"><sql>&b;</sql></changeSet>");
    assertRefused(Reason.UNSAFE_CHANGELOG).hasMessageContaining("DOCTYPE");
  }

  @Test
  void schemasFromTheNetwork() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(200);
      String url = "http://127.0.0.1:" + server.getLocalPort() + "/evil.xsd";
      xml("", url, "<changeSet id=\"1\" author=\"x\"><sql>SELECT 1</sql></changeSet>");
      assertRefused(Reason.UNSAFE_CHANGELOG).hasMessageContaining(url);
      assertThatThrownBy(server::accept).isInstanceOf(java.net.SocketTimeoutException.class);
    }
  }

  @Test
  void anotherEncodingThanTheOneChecked() throws IOException {
    write(
        "versions/a.xml",
        XML.formatted("", XSD, "").replace("encoding=\"UTF-8\"", "encoding=\"UTF-7\""));
    assertRefused(Reason.UNSAFE_CHANGELOG).hasMessageContaining("UTF-7");
  }

  @Test
  void yamlTypes() throws IOException {
    yaml("  - changeSet: !!" + Payload.class.getName() + " {}\n");
    assertRefused(Reason.UNSAFE_CHANGELOG).hasMessageContaining("tag");
    assertThat(LOADED).isFalse();
  }

  @Test
  void yamlAliasBombs() throws IOException {
    StringBuilder bomb = new StringBuilder("  - &a0 {sql: SELECT 1}\n");
    for (int i = 1; i < 30; i++) {
      bomb.append("  - &a%d [*a%d, *a%d]\n".formatted(i, i - 1, i - 1));
    }
    yaml(bomb.toString());
    assertRefused(Reason.UNSAFE_CHANGELOG).hasMessageContaining("aliases");
  }

  @Test
  void yamlThatHoldsItself() throws IOException {
    yaml("  - &a [*a]\n");
    assertRefused(Reason.UNSAFE_CHANGELOG).hasMessageContaining("itself");
  }

  @Test
  void pathsThatLeaveTheProject() throws IOException {
    for (String path :
        List.of(
            "../secret.sql",
            "versions/../../secret.sql",
            "file:" + directory + "/secret.sql",
            "http://example.com/x.sql",
            "..\\\\\\\\secret.sql")) {
      yaml(yamlSqlFile(path));
      assertRefused(Reason.UNSAFE_CHANGELOG).hasMessageContaining("leaves the changelog root");
    }
  }

  /** A slash means the root of the changelogs, as it does to Liquibase. */
  @Test
  void absolutePathsAreReadBelowTheProject() throws IOException {
    yaml(yamlSqlFile(directory + "/secret.sql"));
    assertRefused(Reason.INVALID_CHANGELOG).hasMessageContaining("was not found");
  }

  @Test
  void symbolicLinks() throws IOException {
    Files.createSymbolicLink(root.resolve("versions/link.sql"), directory.resolve("secret.sql"));
    assertRefused(Reason.UNSAFE_CHANGELOG).hasMessageContaining("symbolic link versions/link.sql");

    Files.delete(root.resolve("versions/link.sql"));
    Files.createSymbolicLink(root.resolve("out"), directory);
    yaml(yamlSqlFile("out/secret.sql"));
    assertRefused(Reason.UNSAFE_CHANGELOG).hasMessageContaining("symbolic link out");
  }

  @Test
  void includesThatGoRound() throws IOException {
    yaml("  - include: {file: versions/sub/b.yaml}\n");
    write("versions/sub/b.yaml", "databaseChangeLog:\n  - include: {file: versions/a.yaml}\n");
    assertRefused(Reason.UNSAFE_CHANGELOG).hasMessageContaining("circle");

    Changelog master = Changelog.load(ChangelogSource.master(root, "versions/a.yaml"));
    assertThatThrownBy(() -> BundleCompiler.compile(master, CompileOptions.defaults()))
        .hasFieldOrPropertyWithValue("reason", Reason.UNSAFE_CHANGELOG)
        .hasMessageContaining("circle");
  }

  /** No circle: many files include the one that has the properties, and many read one table. */
  @Test
  void aFileMayBeIncludedAndReadManyTimes() throws IOException {
    StringBuilder master = new StringBuilder("databaseChangeLog:\n");
    write("p.yaml", "databaseChangeLog:\n- property: {name: a, value: int}\n");
    for (int i = 0; i < 60; i++) {
      master.append("- include: {file: f" + i + ".yaml}\n");
      write(
          "f" + i + ".yaml",
          "databaseChangeLog:\n- include: {file: p.yaml}\n- changeSet: {id: "
              + i
              + ", author: x, changes: [{sql: {sql: \"CREATE TABLE t"
              + i
              + " (n ${a})\"}}, {sqlFile: {path: once.sql}}]}\n");
    }
    write("once.sql", "SELECT 1\n");
    write("m.yaml", master.toString());
    Changelog changelog = Changelog.load(ChangelogSource.master(root, "m.yaml"));
    assertThat(BundleCompiler.compile(changelog, CompileOptions.defaults()).revisions())
        .hasSize(60);
  }

  @Test
  void whatIsWrongInAnIncludedFileIsNamedThere() throws IOException {
    write("m.yaml", "databaseChangeLog:\n- include: {file: part.xml}\n");
    write(
        "part.xml",
        """
        <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
            xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
            xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog
                http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">
          <changeSet id="1" author="x"><dropTable tabelName="t"/></changeSet>
        </databaseChangeLog>
        """);
    Changelog master = Changelog.load(ChangelogSource.master(root, "m.yaml"));
    assertThatThrownBy(() -> BundleCompiler.compile(master, CompileOptions.defaults()))
        .hasMessageContaining("line 5 column")
        .hasMessageContaining("of part.xml")
        .hasMessageContaining("tabelName");
  }

  @Test
  void propertiesThatGoRoundOrExplode() throws IOException {
    String use = "  - changeSet: {id: 1, author: x, changes: [{sql: {sql: \"SELECT ${a}\"}}]}\n";
    yaml(
        "  - property: {name: a, value: \"${b}\"}\n  - property: {name: b, value: \"${a}\"}\n"
            + use);
    assertRefused(Reason.UNSAFE_CHANGELOG).hasMessageContaining("refers to itself");

    StringBuilder bomb = new StringBuilder("  - property: {name: p0, value: \"0123456789\"}\n");
    for (int i = 1; i < 30; i++) {
      bomb.append(
          "  - property: {name: p%d, value: \"${p%d}${p%d}\"}\n".formatted(i, i - 1, i - 1));
    }
    yaml(bomb + "  - property: {name: a, value: \"${p29}\"}\n" + use);
    assertRefused(Reason.UNSAFE_CHANGELOG).hasMessageContaining("grows beyond");
  }

  @Test
  void theMachinesEnvironmentStaysOut() throws IOException {
    sql("--changeset x:1\nSELECT '${PATH} ${user.home} ${mine}';\n");
    Bundle bundle = compile(Map.of("mine", "given"));
    assertThat(bundle.sql(bundle.revisions().get(0).changesets().get(0).key()).up())
        .containsExactly("SELECT '${PATH} ${user.home} given'");
  }

  @Test
  void whatIsDifferentAtEveryRun() throws IOException {
    sql("--changeset x:1\nSELECT '${LIQUIBASE_EXECUTION_DEPLOYMENT_ID}';\n");
    assertRefused(Reason.INVALID_CHANGELOG).hasMessageContaining("DEPLOYMENT_ID");
  }

  @Test
  void bytesThatAreNotUtf8() throws IOException {
    sql("");
    Files.write(
        root.resolve("versions/a.sql"),
        "--liquibase formatted sql\n-- revision: a1 \u00e9".getBytes(StandardCharsets.ISO_8859_1));
    assertRefused(Reason.UNSAFE_CHANGELOG).hasMessageContaining("versions/a.sql: is not UTF-8");

    Files.delete(root.resolve("versions/a.sql"));
    yaml(yamlSqlFile("data/x.sql"));
    write("data/x.sql", "");
    Files.write(root.resolve("data/x.sql"), new byte[] {'S', (byte) 0xff});
    assertRefused(Reason.UNSAFE_CHANGELOG).hasMessageContaining("data/x.sql: is not UTF-8");
  }

  @Test
  void programs() throws IOException {
    Path trace = directory.resolve("trace");
    yaml(
        """
          - changeSet:
              id: 1
              author: x
              changes:
                - executeCommand: {executable: touch, args: [{arg: {value: "%s"}}]}
        """
            .formatted(trace));
    assertRefused(Reason.UNSAFE_CHANGELOG).hasMessageContaining("executeCommand");

    yaml(
        """
          - changeSet:
              id: 1
              author: x
              changes: [{sql: {sql: SELECT 1}}]
              rollback:
                - executeCommand: {executable: touch, args: [{arg: {value: "%s"}}]}
        """
            .formatted(trace));
    assertRefused(Reason.UNSAFE_CHANGELOG).hasMessageContaining("executeCommand");
    assertThat(trace).doesNotExist();
  }

  @Test
  void javaClasses() throws IOException {
    String name = Payload.class.getName();
    yaml(
        """
          - changeSet:
              id: 1
              author: x
              changes: [{customChange: {class: "%s"}}]
          - changeSet:
              id: 2
              author: x
              preConditions: [{customPrecondition: {className: "%s"}}]
              changes: [{sql: {sql: SELECT 1}}]
        """
            .formatted(name, name));
    List<Changeset> changesets = compile().revisions().get(0).changesets();
    assertThat(changesets).hasSize(2);
    assertThat(changesets)
        .allSatisfy(c -> assertThat(c.live().orElseThrow().reason()).contains(name, "Java code"));

    yaml("  - includeAll: {path: sub, filter: \"%s\"}\n".formatted(name));
    assertRefused(Reason.UNSAFE_CHANGELOG).hasMessageContaining("Java class");
    assertThat(LOADED).isFalse();
  }

  @Test
  void theClassPathIsNoPlaceForFiles() throws IOException {
    String resource = "dev/athanor/engine/changelog/revision.sql.template";
    assertThat(Thread.currentThread().getContextClassLoader().getResource(resource)).isNotNull();
    yaml(yamlSqlFile(resource));
    assertRefused(Reason.INVALID_CHANGELOG).hasMessageContaining(resource);
  }

  @Test
  void namesWithSpacesWork() throws IOException {
    yaml(yamlSqlFile("some data/x #1 50%.sql"));
    write("some data/x #1 50%.sql", "SELECT 1;");
    Files.move(root.resolve("versions/a.yaml"), root.resolve("versions/a b.yaml"));
    Bundle bundle = compile();
    assertThat(bundle.revisions().get(0).changesets().get(0).key().path())
        .isEqualTo("versions/a b.yaml");
    assertThat(BundleSources.of(bundle.bytes()))
        .containsOnlyKeys("versions/a b.yaml", "some data/x #1 50%.sql");
  }
}
