package dev.athanor.engine.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.command.NewRevision;
import dev.athanor.engine.command.NewRevisionFile;
import dev.athanor.engine.command.RevisionRequest;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Revision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A new revision in the master changelogs that grown projects have. */
class MasterAdditionTest {
  private static final String XML =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
          xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
          xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd"
      """;

  private static final String CHANGE =
      "--liquibase formatted sql\n--changeset me:%s\nSELECT 1;\n--rollback empty\n";

  @TempDir Path root;

  /** The master's name, its text, and the text that is to come in, with NEW for the file. */
  static Stream<Arguments> masters() {
    return Stream.of(
        Arguments.of(
            "db/master.xml",
            XML + ">\n  <include file='db/v/1.sql'/>\n  <!-- <a/> -->\n</databaseChangeLog>\n",
            "  <include file=\"db/v/NEW\"/>\n"),
        Arguments.of(
            "db/master.xml",
            XML
                + ">\r\n\t<include file=\"v/1.sql\" relativeToChangelogFile=\"true\"/>\r\n"
                + "</databaseChangeLog>\r\n<!-- </databaseChangeLog> -->",
            "\t<include file=\"v/NEW\" relativeToChangelogFile=\"true\"/>\r\n"),
        Arguments.of(
            "db/master.xml",
            XML + "><include file=\"/db/v/1.sql\"/></databaseChangeLog >",
            "<include file=\"/db/v/NEW\"/>"),
        Arguments.of(
            "db/master.xml",
            XML.replace("<databaseChangeLog", "<lb:databaseChangeLog")
                    .replace(" xmlns=", " xmlns:lb=")
                + ">\n<lb:include file=\"classpath:db/v/1.sql\"/>\n</lb:databaseChangeLog>",
            "    <lb:include file=\"classpath:db/v/NEW\"/>\n"),
        Arguments.of(
            "master.yaml",
            "# ours\ndatabaseChangeLog:\n- include:\n    file: db/v/1.sql # the first\n# no more\n",
            "- include:\n      file: db/v/NEW\n"),
        Arguments.of(
            "db/master.yml",
            "\uFEFFdatabaseChangeLog:\n  - include:\n      relativeToChangelogFile: true\n"
                + "      file: v/1.sql",
            "\n  - include:\n        file: v/NEW\n        relativeToChangelogFile: true\n"),
        Arguments.of(
            "db/master.yaml",
            "databaseChangeLog:\n  - include: {file: db/v/1.sql}\n\nother: 1\n",
            "  - include:\n        file: db/v/NEW\n"),
        Arguments.of(
            "db/master.json",
            "{\n  \"databaseChangeLog\": [\n    {\"include\": {\"file\": \"db/v/1.sql\"}}\n  ]\n}\n",
            ",\n    { \"include\": { \"file\": \"db/v/NEW\" } }"),
        Arguments.of(
            "db/master.json",
            "{\"databaseChangeLog\": [{\"include\": {\"file\": \"db/v/1.sql\"}}]}",
            ", { \"include\": { \"file\": \"db/v/NEW\" } }"));
  }

  @ParameterizedTest
  @MethodSource("masters")
  void getsAnIncludeAtItsEndAndNoOtherCharacter(String name, String text, String added)
      throws IOException {
    write("db/v/1.sql", CHANGE.formatted("1"));
    write(name, text);
    final List<Revision> before = revisions(name);

    NewRevisionFile written = revision(name, "add roles");

    String file = written.path().getFileName().toString();
    assertThat(written.path().getParent()).isEqualTo(root.resolve("db/v"));
    assertThat(written.includedIn()).isEqualTo(root.resolve(name));
    assertThat(written.downRevisions()).containsExactly(before.get(0).id());
    assertThat(written.text()).contains("Generating ", file, "Including it in ", name);
    String now = read(name);
    String entry = added.replace("NEW", file);
    assertThat(now).contains(entry);
    assertThat(now.replace(entry, "")).isEqualTo(text);
    runsLast(name, written, 2);
  }

  @Test
  void keepsTheEncodingThatItDeclares() throws IOException {
    write("db/v/1.sql", CHANGE.formatted("1"));
    String text =
        XML.replace("UTF-8", "ISO-8859-1")
            + ">\n  <!-- caf\u00e9 -->\n  <include file=\"db/v/1.sql\"/>\n</databaseChangeLog>\n";
    Files.write(root.resolve("db/master.xml"), text.getBytes(StandardCharsets.ISO_8859_1));

    NewRevisionFile written = revision("db/master.xml", "add roles");

    String file = written.path().getFileName().toString();
    byte[] now = Files.readAllBytes(root.resolve("db/master.xml"));
    assertThat(
            new String(now, StandardCharsets.ISO_8859_1)
                .replace("  <include file=\"db/v/" + file + "\"/>\n", ""))
        .isEqualTo(text);
    runsLast("db/master.xml", written, 2);
  }

  @ParameterizedTest
  @EnumSource(RevisionFormat.class)
  void takesOneAfterTheOtherInAnyFormat(RevisionFormat format) throws IOException {
    write("db/v/1.sql", CHANGE.formatted("1"));
    write("db/master.xml", XML + "><include file=\"db/v/1.sql\"/></databaseChangeLog>");

    NewRevisionFile first = revision("db/master.xml", "add roles", format, "head");
    NewRevisionFile second = revision("db/master.xml", "add users", format, "head");

    assertThat(second.downRevisions()).containsExactly(first.revision());
    assertThat(revisions("db/master.xml"))
        .extracting(Revision::message)
        .containsExactly("1", "add roles", "add users");
  }

  @Test
  void aFolderThatIsIncludedWholeTakesIt() throws IOException {
    String text =
        "databaseChangeLog:\n- includeAll: {path: changes, relativeToChangelogFile: true}\n";
    write("db/master.yaml", text);
    write("db/changes/2025_1.sql", CHANGE.formatted("1"));

    NewRevisionFile written = revision("db/master.yaml", "add roles");

    assertThat(written.includedIn()).isNull();
    assertThat(read("db/master.yaml")).isEqualTo(text);
    runsLast("db/master.yaml", written, 2);
  }

  @Test
  void isNamedBehindTheLastOfAFolder() throws IOException {
    write("db/master.xml", XML + "><includeAll path=\"db/changes\"/></databaseChangeLog>");
    write("db/changes/v01.sql", CHANGE.formatted("1"));
    write("db/changes/v02 more.sql", CHANGE.formatted("2"));

    NewRevisionFile written = revision("db/master.xml", "add roles");

    assertThat(written.path().getFileName().toString())
        .startsWith("v02 more_20")
        .endsWith("_add_roles.sql");
    runsLast("db/master.xml", written, 3);
    runsLast("db/master.xml", revision("db/master.xml", "add users"), 4);
  }

  /** An empty changeset of somebody else's may be meant. */
  @ParameterizedTest
  @EnumSource(RevisionFormat.class)
  void oneThatNobodyHasWrittenIsNoRevisionYet(RevisionFormat format) throws IOException {
    write("db/v/1.sql", CHANGE.formatted("1").replace("SELECT 1;", "-- nothing"));
    write("db/master.xml", XML + "><include file=\"db/v/1.sql\"/></databaseChangeLog>");
    ChangelogSource source = ChangelogSource.master(root, "db/master.xml");
    BundleCompiler.compile(Changelog.load(source), CompileOptions.defaults());

    NewRevisionFile written = revision("db/master.xml", "add roles", format, "head");

    assertThatThrownBy(
            () -> BundleCompiler.compile(Changelog.load(source), CompileOptions.defaults()))
        .isInstanceOf(AthanorException.class)
        .hasMessageContaining(written.path().getFileName() + ": has no SQL yet");
  }

  @Test
  void theFirstOfAnEmptyMasterStandsBesideIt() throws IOException {
    write("db/master.xml", XML + "/>");

    NewRevisionFile written = revision("db/master.xml", "add roles");

    assertThat(written.downRevisions()).isEmpty();
    assertThat(written.path().getParent()).isEqualTo(root.resolve("db"));
    runsLast("db/master.xml", written, 1);

    write("m.yaml", "databaseChangeLog: []\n");
    runsLast("m.yaml", revision("m.yaml", "add roles"), 1);
    assertThat(read("m.yaml")).startsWith("databaseChangeLog: [{ \"include\": ");
  }

  @Test
  void changesetsOfTheMasterItselfStayInFront() throws IOException {
    String changeset = "- changeSet: {id: 1, author: me, changes: [{sql: {sql: SELECT 1}}]}\n";
    write("db/master.yaml", "databaseChangeLog:\n" + changeset);

    runsLast("db/master.yaml", revision("db/master.yaml", "add roles"), 2);
    assertThat(read("db/master.yaml")).contains("relativeToChangelogFile: true");
  }

  /** A folder in front of what the master says last takes SQL. */
  @Test
  void whatWouldNotRunLastIsRefusedAndNothingIsWritten() throws IOException {
    String text =
        "databaseChangeLog:\n- includeAll: {path: db/v, endsWithFilter: .sql}\n"
            + "- include: {file: db/v/2.yaml}\n";
    String changeset = "- changeSet: {id: 1, author: me, changes: [{sql: {sql: SELECT 1}}]}\n";
    write("db/v/1.sql", CHANGE.formatted("1"));
    write("db/v/2.yaml", "databaseChangeLog:\n" + changeset);
    write("master.yaml", text);

    assertThatThrownBy(() -> revision("master.yaml", "add roles"))
        .isInstanceOf(AthanorException.class)
        .hasMessageContaining("master.yaml")
        .hasMessageContaining("would not run last");
    assertThat(read("master.yaml")).isEqualTo(text);
    assertThat(root.resolve("db/v")).isDirectoryNotContaining("glob:**roles*");
  }

  /** As with Spring Boot, where resources are on the class path. */
  @Test
  void aMasterOnTheClassPathGetsTheFileWhereItIsItself() throws IOException {
    write("src/main/resources/db/v/1.sql", CHANGE.formatted("1"));
    write(
        "src/main/resources/db/master.xml",
        XML + "><include file=\"db/v/1.sql\"/></databaseChangeLog>");
    ChangelogSource source =
        ChangelogSource.master(root, "db/master.xml")
            .withClasspath(List.of(root.resolve("src/main/resources")));

    NewRevisionFile written =
        new NewRevision(Changelog.load(source), RevisionRequest.of("add roles", "me")).run();

    assertThat(written.path().getParent()).isEqualTo(root.resolve("src/main/resources/db/v"));
    assertThat(written.includedIn()).isEqualTo(root.resolve("src/main/resources/db/master.xml"));
    assertThat(BundleCompiler.graph(Changelog.load(source), CompileOptions.defaults()).heads())
        .containsExactly(written.revision());
  }

  @Test
  void hasNoBranches() throws IOException {
    write("db/v/1.sql", CHANGE.formatted("1"));
    write("db/master.xml", XML + "><include file=\"db/v/1.sql\"/></databaseChangeLog>");

    assertThatThrownBy(() -> revision("db/master.xml", "add", RevisionFormat.SQL, "base"))
        .isInstanceOf(AthanorException.class)
        .hasMessageContaining("can only follow the last")
        .extracting(e -> ((AthanorException) e).reason())
        .isEqualTo(Reason.INVALID_CONFIGURATION);
  }

  @Test
  void sqlIncludesNothing() throws IOException {
    write("all.sql", CHANGE.formatted("1"));

    assertThatThrownBy(() -> revision("all.sql", "add"))
        .isInstanceOf(AthanorException.class)
        .hasMessageContaining("includes nothing");
  }

  private void runsLast(String master, NewRevisionFile written, int count) {
    List<Revision> revisions = revisions(master);
    assertThat(BundleCompiler.order(load(master).files(), master, CompileOptions.defaults()))
        .isEqualTo(revisions.stream().map(Revision::path).toList());
    assertThat(revisions).hasSize(count);
    Revision last = revisions.get(count - 1);
    assertThat(last.id()).isEqualTo(written.revision());
    assertThat(root.resolve(last.path())).isEqualTo(written.path());
  }

  private NewRevisionFile revision(String master, String message) {
    RevisionRequest request =
        RevisionRequest.of(message, "me")
            .withChanges("--changeset me:" + message.replace(' ', '-') + "\nSELECT 2;");
    return new NewRevision(load(master), request).run();
  }

  private NewRevisionFile revision(
      String master, String message, RevisionFormat format, String head) {
    RevisionRequest request = RevisionRequest.of(message, "me");
    return new NewRevision(
            load(master),
            new RevisionRequest(
                message,
                format,
                List.of(head),
                false,
                List.of(),
                List.of(),
                Optional.empty(),
                "me",
                request.created(),
                Optional.empty()))
        .run();
  }

  private List<Revision> revisions(String master) {
    return BundleCompiler.graph(load(master), CompileOptions.defaults()).sorted();
  }

  private Changelog load(String master) {
    return Changelog.load(ChangelogSource.master(root, master));
  }

  private void write(String path, String text) throws IOException {
    Files.createDirectories(root.resolve(path).getParent());
    Files.writeString(root.resolve(path), text);
  }

  private String read(String path) throws IOException {
    return Files.readString(root.resolve(path), StandardCharsets.UTF_8);
  }
}
