package dev.athanor.engine.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.Revision;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a Liquibase master changelog includes, from where and in which order. */
class MasterChangelogTest {
  @TempDir Path directory;

  private Map<String, String> parameters = Map.of();
  private List<Path> classpath = List.of();

  @Test
  void filesAreRevisionsInTheOrderOfTheirIncludes() throws IOException {
    write(
        "db/master.xml",
        """
        <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
            xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
            xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog
                http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">
          <property name="dir" value="parts"/>
          <include file="${dir}/b.sql" relativeToChangelogFile="true"/>
          <changeSet id="1" author="x"><sql>SELECT 1</sql></changeSet>
          <modifyChangeSets runWith="jdbc"><include file="db/parts/a.sql"/></modifyChangeSets>
          <include file="gone.sql" errorIfMissing="false"/>
          <changeSet id="2" author="x"><sql>SELECT 1</sql></changeSet>
          <includeAll path="db/all" endsWithFilter=".sql" maxDepth="1"/>
        </databaseChangeLog>
        """);
    for (String file : List.of("parts/a", "parts/b", "all/2", "all/1", "all/deep/4")) {
      write("db/" + file + ".sql", "--liquibase formatted sql\n--changeset x:1\nSELECT 1;\n");
    }
    write("db/all/3.xml", "");

    List<Revision> revisions = revisions("db/master.xml");

    assertThat(revisions)
        .extracting(Revision::path)
        .containsExactly(
            "db/parts/b.sql",
            "db/master.xml",
            "db/parts/a.sql",
            "db/master.xml",
            "db/all/1.sql",
            "db/all/2.sql");
    assertThat(revisions).extracting(Revision::id).doesNotHaveDuplicates();
    assertThat(revisions.get(1).downRevisions()).containsExactly(revisions.get(0).id());
    assertThat(revisions.get(0).id()).isEqualTo("d7982db29342");
  }

  @Test
  void anIncludeIsNamedByWhateverSaysAProperty() throws IOException {
    write("own/x.yaml", changeset("own"));
    write("other/x.yaml", changeset("other"));
    write("where.properties", "filed=own\n");
    write(
        "m.yaml",
        """
        databaseChangeLog:
        - property: {name: scoped, value: other, dbms: h2}
        - property: {name: scoped, value: own, dbms: "postgresql,h2"}
        - property: {file: where.properties}
        - include: {file: "${%s}/x.yaml"}
        """
            .formatted("scoped"));
    for (String by : List.of("scoped", "filed", "given")) {
      parameters = by.equals("given") ? Map.of("given", "own") : Map.of();
      String text = Files.readString(directory.resolve("root/m.yaml"));
      write("m.yaml", text.replaceFirst("\\$\\{.*}/", "\\${" + by + "}/"));
      assertThat(revisions("m.yaml"))
          .as(by)
          .extracting(Revision::path)
          .containsExactly("own/x.yaml");
    }
    parameters = Map.of("scoped", "other");
    write(
        "m.yaml",
        Files.readString(directory.resolve("root/m.yaml")).replace("{given}", "{scoped}"));
    assertThat(revisions("m.yaml")).extracting(Revision::path).containsExactly("other/x.yaml");
  }

  @Test
  void aChangelogWithNothingInItSaysHowToWriteIt() throws IOException {
    for (String empty : List.of("databaseChangeLog:\n", "databaseChangeLog: {}\n")) {
      write("m.yaml", empty);
      assertThatThrownBy(() -> revisions("m.yaml"))
          .hasMessage("m.yaml: databaseChangeLog has no entries below it")
          .extracting(e -> ((AthanorException) e).nextStep())
          .asString()
          .contains("`databaseChangeLog: []`");
    }
    write("m.yaml", "databaseChangeLog: []\n");
    assertThat(revisions("m.yaml")).isEmpty();
  }

  @Test
  void whatIsIncludedAndMissingIsNamed() throws IOException {
    for (String include : List.of("include: {file: gone.sql}", "includeAll: {path: gone}")) {
      write("m.yaml", "databaseChangeLog:\n  - " + include + "\n");
      assertThatThrownBy(() -> revisions("m.yaml")).hasMessageContaining("gone");
    }
    assertThatThrownBy(() -> revisions("n.yaml")).hasMessageContaining("n.yaml");
  }

  /** Liquibase takes the second for the first, and says nothing. */
  @Test
  void twoFilesWithOneLogicalPathAreNamed() throws IOException {
    for (String file : List.of("a", "b")) {
      write(
          file + ".yaml",
          "databaseChangeLog: [{logicalFilePath: one.yaml}, {changeSet: {id: 1, author: x, changes:"
              + " [{sql: {sql: CREATE TABLE "
              + file
              + " ()}}]}}]");
    }
    write("m.yaml", "databaseChangeLog: [{include: {file: a.yaml}}, {include: {file: b.yaml}}]");
    assertThatThrownBy(() -> revisions("m.yaml"))
        .hasMessageContainingAll("one.yaml::1::x is there twice", "a.yaml", "b.yaml");
    write(
        "b.yaml",
        changeset("2").replace("[{changeSet", "[{logicalFilePath: ./One.yaml}, {changeSet"));
    assertThat(revisions("m.yaml")).hasSize(2);
  }

  // --- class path

  @Test
  void aChangelogInAJarIsReadFromThere() throws IOException {
    Files.createDirectories(directory.resolve("root"));
    Path jar =
        jar(
            "some library.jar",
            Map.of(
                "db/main changelog.yaml",
                """
                databaseChangeLog:
                - include: {file: classpath:db/part one.yaml}
                - include: {file: sub/two.yaml, relativeToChangelogFile: true}
                - includeAll: {path: db/all}
                """,
                "db/part one.yaml",
                changeset("one"),
                "db/sub/two.yaml",
                changeset("two"),
                "db/all/b.yaml",
                changeset("b")));
    Path folder = directory.resolve("a folder");
    Files.createDirectories(folder.resolve("db/all"));
    Files.writeString(folder.resolve("db/all/a.yaml"), changeset("a"));
    classpath = List.of(jar, folder);
    for (String name : List.of("db/main changelog.yaml", "classpath:db/main changelog.yaml")) {
      assertThat(source(name).exists()).isTrue();
      assertThat(compile(name).revisions().stream().flatMap(r -> r.changesets().stream()))
          .extracting(Changeset::key)
          .extracting(Object::toString)
          .containsExactly(
              "db/part one.yaml::one::x",
              "db/sub/two.yaml::two::x",
              "db/all/a.yaml::a::x",
              "db/all/b.yaml::b::x");
    }
    assertThat(source("db/other.yaml").exists()).isFalse();
    write("db/part one.yaml", changeset("one"));
    assertThat(revisions("db/main changelog.yaml")).hasSize(4);
    write("db/part one.yaml", changeset("else"));
    assertThatThrownBy(() -> revisions("db/main changelog.yaml"))
        .hasMessageContaining("db/part one.yaml: is one file in")
        .hasMessageContaining("some library.jar");
  }

  @Test
  void aClassPathThatIsNoneIsNamed() throws IOException {
    write("m.yaml", "databaseChangeLog: []\n");
    classpath = List.of(directory.resolve("root/m.yaml"));
    assertThatThrownBy(() -> revisions("m.yaml")).hasMessageContaining("m.yaml cannot be read");
    classpath = List.of(directory.resolve("gone.jar"));
    assertThatThrownBy(() -> revisions("m.yaml")).hasMessageContaining("gone.jar cannot be read");
  }

  private static String changeset(String id) {
    return "databaseChangeLog: [{changeSet: {id: "
        + id
        + ", author: x, changes: [{sql: {sql: SELECT 1}}]}}]";
  }

  private Path jar(String name, Map<String, String> files) throws IOException {
    Path jar = directory.resolve(name);
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue().getBytes());
      }
    }
    return jar;
  }

  private ChangelogSource source(String master) {
    return ChangelogSource.master(directory.resolve("root"), master).withClasspath(classpath);
  }

  private Bundle compile(String master) {
    return BundleCompiler.compile(
        Changelog.load(source(master)), CompileOptions.defaults().withParameters(parameters));
  }

  private List<Revision> revisions(String master) {
    return compile(master).revisions().stream().map(CompiledRevision::revision).toList();
  }

  private void write(String name, String text) throws IOException {
    Path file = directory.resolve("root").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
