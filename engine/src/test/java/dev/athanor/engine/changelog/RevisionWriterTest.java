package dev.athanor.engine.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Revision;
import dev.athanor.engine.testing.RandomText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RevisionWriterTest {
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-11-22T12:00:30.123Z"), ZoneOffset.UTC);

  private static final String USERS =
      "--changeset me:%s\nCREATE TABLE users (id int);\n--rollback DROP TABLE users;";

  @TempDir Path root;
  private final AtomicInteger next = new AtomicInteger();

  @BeforeEach
  void directory() throws IOException {
    Files.createDirectories(root.resolve("versions"));
  }

  private Changelog load() {
    return Changelog.load(ChangelogSource.versions(root));
  }

  private static RevisionDraft next(String message) {
    return draft(message, "head", RevisionFormat.SQL, Optional.empty());
  }

  private RevisionDraft users(String message, String parent) {
    String changeset = USERS.formatted(message);
    return draft(message, parent, RevisionFormat.SQL, Optional.of(changeset));
  }

  private static RevisionDraft branch(
      String message, String parent, boolean splice, List<String> labels) {
    return new RevisionDraft(
        message,
        "me",
        List.of(parent),
        splice,
        labels,
        List.of(),
        RevisionFormat.SQL,
        Optional.of(USERS.formatted(message)));
  }

  private static RevisionDraft draft(
      String message, String parent, RevisionFormat format, Optional<String> changesets) {
    return new RevisionDraft(
        message, "me", List.of(parent), false, List.of(), List.of(), format, changesets);
  }

  private Revision write(RevisionDraft draft) {
    return new RevisionWriter(
            load(),
            RevisionRules.DEFAULTS.fileName(),
            NOON,
            () -> String.format("%012x", next.incrementAndGet()))
        .write(draft)
        .revision();
  }

  @Test
  void namesTheFileByTimeIdAndMessage() {
    Revision revision = write(next("Create Users' Table (naïve)"));

    assertThat(revision.path())
        .isEqualTo("versions/20261122120030_000000000001_create_users_table_naive.sql");
    assertThat(load().revisions()).containsExactly(revision);
    assertThat(root.resolve("versions")).isDirectoryContaining("glob:**.sql");
    assertThat(root.resolve("versions").toFile().list()).hasSize(1);
  }

  @Test
  void followsTheHead() {
    Revision first = write(next("first"));
    Revision second = write(next("second"));

    assertThat(first.downRevisions()).isEmpty();
    assertThat(second.downRevisions()).containsExactly(first.id());
  }

  @Test
  void anUneditedRevisionIsRefusedWhenCompiling() {
    write(next("first"));

    assertThatThrownBy(() -> BundleCompiler.compile(load(), CompileOptions.defaults()))
        .isInstanceOf(AthanorException.class)
        .hasMessageContaining("20261122120030_000000000001_first.sql")
        .hasMessageContaining("no SQL");
  }

  @ParameterizedTest
  @EnumSource(RevisionFormat.class)
  void anyMessageIsReadBackAsItWasGiven(RevisionFormat format) throws IOException {
    List<String> messages =
        new ArrayList<>(
            List.of(
                "a --- b",
                "ends in -",
                "-->",
                "<!-- &amp; ]]>",
                "\"quoted\"",
                "\"",
                "a\\u0041 \\",
                "\u001b[31mred",
                "a\u2028-- changeset x:y",
                "{{revision}} ${x} #c : -",
                "\u202Ereversed\uFEFF",
                "\ud83d\udc69\u200d\ud83d\udcbb",
                "--changeset evil:1",
                "*/ %s 'q'"));
    Random random = new Random(20261128);
    for (int i = 0; i < 150; i++) {
      messages.add(RandomText.next(random));
    }
    for (String message : messages) {
      Revision written;
      try {
        written = write(draft(message, "head", format, Optional.empty()));
      } catch (AthanorException e) {
        boolean blank = MessageText.normalized(message).isEmpty();
        assertThat(e).hasMessageContaining(blank ? "needs a message" : "holds a NUL or half");
        assertThat(blank || message.matches("(?s).*[\\x00\\x{d800}-\\x{dfff}].*")).isTrue();
        continue;
      }
      assertThat(written.message()).isEqualTo(MessageText.normalized(message));
      Changelog changelog = load();
      assertThat(changelog.graph().get(written.id())).contains(written);
      if (format != RevisionFormat.SQL) {
        String text = changelog.files().text(written.path());
        assertThat(ChangelogTree.children(format, written.path(), text)).isNotEmpty();
      }
      Files.delete(root.resolve(written.path()));
    }
  }

  @ParameterizedTest
  @EnumSource(RevisionFormat.class)
  void mergesHeads(RevisionFormat format) {
    Revision base = write(users("base", "head"));
    Revision left = write(users("left", "head"));
    Revision right = write(branch("right", base.id(), true, List.of("other")));
    assertThatThrownBy(() -> write(users("next", "head")))
        .hasFieldOrPropertyWithValue("reason", Reason.UNKNOWN_TARGET);

    Revision merge = write(draft("join --- \u001b all", "heads", format, Optional.empty()));

    assertThat(merge.downRevisions()).containsExactly(left.id(), right.id());
    assertThat(load().graph().heads()).containsExactly(merge.id());
    assertThat(load().graph().get(right.id()).orElseThrow().branchLabels())
        .containsExactly("other");
    Bundle bundle = BundleCompiler.compile(load(), CompileOptions.defaults());
    assertThat(bundle.revisions().get(3).revision()).isEqualTo(merge);
    Changeset changeset = bundle.revisions().get(3).changesets().get(0);
    assertThat(changeset.reversible()).isTrue();
    assertThat(bundle.sql(changeset.key()).up()).containsExactly("SELECT 1");
    assertThat(changeset.comments()).isEqualTo("merge of " + left.id() + " and " + right.id());
  }

  @Test
  void branchesOnlyWhenAskedTo() {
    Revision first = write(next("first"));
    write(next("second"));

    assertThatThrownBy(() -> write(branch("x", first.id(), false, List.of())))
        .hasMessageContaining("is no head");
  }

  @Test
  void aProjectsTemplateReplacesOurs() throws IOException {
    Files.writeString(
        root.resolve("revision.sql.template"),
        """
        --liquibase formatted sql
        -- revision: {{revision}}
        -- down-revision: {{down-revision}}
        -- message: {{message}} by {{author}}
        -- {{options}}
        -- (c) Example Ltd

        {{changesets}}
        """);

    Revision revision = write(users("first", "head"));

    assertThat(root.resolve(revision.path()))
        .content()
        .contains("-- message: first by me\n-- (c) Example Ltd\n");
  }

  @Test
  void aTemplateWithAnUnknownPlaceholderWritesNothing() throws IOException {
    Files.writeString(root.resolve("revision.sql.template"), "-- {{revison}}\n");

    assertThatThrownBy(() -> write(next("first"))).hasMessageContaining("{{revison}}");
    assertThat(root.resolve("versions")).isEmptyDirectory();
  }

  @Test
  void aMessageIsNeeded() {
    assertThatThrownBy(() -> write(next("  "))).hasMessageContaining("needs a message");
  }

  @Test
  void idsAreTwelveHexDigits() {
    assertThat(RevisionWriter.randomId()).matches("[0-9a-f]{12}");
  }
}
