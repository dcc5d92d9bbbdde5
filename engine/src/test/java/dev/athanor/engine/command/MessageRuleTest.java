package dev.athanor.engine.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.changelog.MessageRule;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A revision whose message says nothing is not written. */
class MessageRuleTest {
  @TempDir Path root;

  @BeforeEach
  void makeVersions() throws IOException {
    Files.createDirectory(root.resolve("versions"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " \n ",
        "update",
        "Fix",
        "WIP",
        "test",
        "fix test",
        "wip: fix!",
        "(update)",
        "x",
        "...",
        "42",
        "v2",
        "1.2.3",
        "2026-11-28",
        "ABC-123",
        "fix ABC-123",
        "fix #42",
        "3a5c1de0f4b8",
        "fix 1975ea83b712",
        "migration 7",
        "\"update\"",
        "db changes",
        "bugfix/ABC-1"
      })
  void isRefused(String message) {
    assertThatThrownBy(() -> write(message))
        .isInstanceOfSatisfying(
            AthanorException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.INVALID_CONFIGURATION);
              // An option is the front end's to name: the goal has another than the command.
              assertThat(e.nextStep()).isNotEmpty().doesNotContain("-D", "--", "-m");
            });
    assertThat(root.resolve("versions")).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create users",
        "fix users",
        "update emails",
        "users",
        "ABC-123 add email",
        "index",
        "表",
        "исправить имя",
        "drop v1 api",
        "cafe",
        "facade",
        "add a to b"
      })
  void isTaken(String message) {
    assertThat(write(message).path()).exists();
  }

  @Test
  void theListIsTheProjectsOwn() throws IOException {
    Files.writeString(
        root.resolve("athanor.yaml"), "revisions:\n  meaningless: [Nothing, 'to do']");
    assertThat(write("fix").path()).exists();
    assertThatThrownBy(() -> write("nothing, 7"))
        .hasMessageContaining("'nothing, 7' does not say what the revision changes");
    assertThatThrownBy(() -> write("To  do")).hasMessageContaining("'To do'");
  }

  /** Whatever the list, a word that it does not have is enough. */
  @Test
  void noListMakesEveryMessageMeaningless() {
    MessageRule rule = new MessageRule(List.of());
    assertThat(rule.saysNothing("update")).isFalse();
    assertThat(rule.saysNothing("7")).isTrue();
  }

  private NewRevisionFile write(String message) {
    return new NewRevision(
            Changelog.load(ChangelogSource.versions(root)), RevisionRequest.of(message, "me"))
        .run();
  }
}
