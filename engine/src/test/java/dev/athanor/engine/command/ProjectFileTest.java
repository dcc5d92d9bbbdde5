package dev.athanor.engine.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.changelog.ProjectFile;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code athanor.yaml} says of new revisions, and what it may not say. */
class ProjectFileTest {
  @TempDir Path root;

  @BeforeEach
  void makeVersions() throws IOException {
    Files.createDirectory(root.resolve("versions"));
  }

  @Test
  void namesFilesByTheProjectsTemplate() throws IOException {
    project("fileName: '{{year}}-{{month}}-{{day}}_{{slug}}.{{id}}'");
    assertThat(write("Add Email").path().getFileName()).hasToString("2026-11-28_add_email.3b.sql");
  }

  @Test
  void runsTheProjectsCommandsOnTheFile() throws IOException {
    project("afterWrite: [[cp, '{{path}}', a copy.txt], [sh, -c, 'pwd > where']]");
    Path file = write("add email").path();
    assertThat(root.resolve("a copy.txt")).hasSameTextualContentAs(file);
    assertThat(root.resolve("where")).content().isEqualTo(root.toRealPath() + "\n");
  }

  @Test
  void aCommandThatFailsIsSaidAndTheFileStays() throws IOException {
    project("afterWrite: [[sh, -c, 'echo no such style >&2; exit 3']]");
    assertThatThrownBy(() -> write("add email"))
        .hasMessageContaining("failed with exit code 3: no such style")
        .satisfies(e -> assertThat(((AthanorException) e).nextStep()).contains("was written: "));
    assertThat(Changelog.load(ChangelogSource.versions(root)).graph().heads())
        .containsExactly("3b");

    project("afterWrite: [[no-such-program]]");
    assertThatThrownBy(() -> write("add email", "3c"))
        .hasMessageContaining("'no-such-program' cannot be run");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "revisions: [a]|revisions is no mapping",
        "revisions: {filename: x}|revisions has the key 'filename'",
        "revision: {}|the file has the key 'revision'",
        "a: b: c|is no YAML",
        "revisions: {}\\nrevisions: {}|is no YAML",
        "revisions: {meaningless: fix}|revisions.meaningless is no list",
        "revisions: {meaningless: [[a]]}|revisions.meaningless is no text",
        "revisions: {fileName: '{{id}}/{{slug}}'}|makes the file name",
        "revisions: {fileName: '{{time}}'}|has no {{id}}",
        "revisions: {fileName: '{{id}}{{nope}}'}|the placeholder {{nope}}",
        "revisions: {afterWrite: [git]}|revisions.afterWrite is no list",
        "revisions: {afterWrite: [[]]}|holds a command without a program",
        "environments: [a]|environments is no mapping",
        "environments: {a: {url: {b: c}}}|environments.a.url is no text",
        "environments: {a: {url: }}|environments.a.url is empty",
        "!!java.net.URL [x]|is no YAML",
      })
  void whatItMayNotSayIsNamed(String text, String message) throws IOException {
    Files.writeString(root.resolve("athanor.yaml"), text.replace("\\n", "\n"));
    assertThatThrownBy(() -> ProjectFile.read(root))
        .isInstanceOfSatisfying(
            AthanorException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.INVALID_CONFIGURATION);
              assertThat(e).hasMessageContaining("athanor.yaml: ").hasMessageContaining(message);
              assertThat(e.nextStep()).isNotEmpty();
            });
  }

  /** What YAML 1.1 makes of some words would be another password, and another name. */
  @Test
  void valuesAreTakenAsTheyAreWritten() throws IOException {
    Files.writeString(
        root.resolve("athanor.yaml"),
        "environments: {no: {password: 0123456, user: yes, backupRetain: 010, lockTimeout: 1:30,"
            + " role: 2026-11-28, labels: 1e3, contexts: [on, 1_000], allowSuperuser: true}}");
    assertThat(ProjectFile.read(root).environments())
        .containsExactly(
            Map.entry(
                "no",
                Map.of(
                    "password", "0123456",
                    "user", "yes",
                    "backupRetain", "010",
                    "lockTimeout", "1:30",
                    "role", "2026-11-28",
                    "labels", "1e3",
                    "contexts", "on,1_000",
                    "allowSuperuser", "true")));
  }

  private void project(String line) throws IOException {
    Files.writeString(root.resolve("athanor.yaml"), "revisions:\n  " + line + "\n");
  }

  private NewRevisionFile write(String message) {
    return write(message, "3b");
  }

  private NewRevisionFile write(String message, String id) {
    RevisionRequest plain = RevisionRequest.of(message, "me").withId(id);
    return new NewRevision(
            Changelog.load(ChangelogSource.versions(root)),
            new RevisionRequest(
                plain.message(),
                plain.format(),
                plain.heads(),
                false,
                List.of(),
                List.of(),
                plain.id(),
                "me",
                Instant.parse("2026-11-28T10:00:00Z"),
                Optional.empty()))
        .run();
  }
}
