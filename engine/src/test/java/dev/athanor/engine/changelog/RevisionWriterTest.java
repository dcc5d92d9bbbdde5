package dev.athanor.engine.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.RevisionDraft.DraftChangeset;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Revision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RevisionWriterTest {
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-11-22T12:00:30.123Z"), ZoneOffset.UTC);

  private static final List<DraftChangeset> USERS =
      List.of(
          new DraftChangeset(
              "people & their \"names\"",
              true,
              List.of("CREATE TABLE users (id int, note text DEFAULT 'a;b <c> ]]>')"),
              List.of("DROP TABLE\n  users")),
          new DraftChangeset(
              "",
              true,
              List.of(
                  "CREATE FUNCTION one() RETURNS int LANGUAGE plpgsql AS $$\nBEGIN\n"
                      + "  -- the one\n  RETURN 1;\nEND\n$$",
                  "COMMENT ON TABLE users IS 'people'"),
              List.of("COMMENT ON TABLE users IS NULL", "DROP FUNCTION one()")),
          new DraftChangeset(
              "", false, List.of("CREATE INDEX CONCURRENTLY users_id ON users (id)"), List.of()));

  @TempDir Path root;
  private final AtomicInteger next = new AtomicInteger();

  @BeforeEach
  void directory() throws IOException {
    Files.createDirectories(root.resolve("versions"));
  }

  private Changelog load() {
    return Changelog.load(ChangelogSource.versions(root));
  }

  private Revision write(RevisionDraft draft) {
    return new RevisionWriter(load(), NOON, () -> String.format("%012x", next.incrementAndGet()))
        .write(draft);
  }

  @Test
  void namesTheFileByTimeIdAndMessage() {
    Revision revision = write(RevisionDraft.next("Create Users' Table (naïve)", "me"));

    assertThat(revision.path())
        .isEqualTo("versions/20261122120030_000000000001_create_users_table_naive.sql");
    assertThat(load().revisions()).containsExactly(revision);
    assertThat(root.resolve("versions")).isDirectoryContaining("glob:**.sql");
    assertThat(root.resolve("versions").toFile().list()).hasSize(1);
  }

  @Test
  void followsTheHead() {
    Revision first = write(RevisionDraft.next("first", "me"));
    Revision second = write(RevisionDraft.next("second", "me"));

    assertThat(first.downRevisions()).isEmpty();
    assertThat(second.downRevisions()).containsExactly(first.id());
  }

  @Test
  void anUneditedRevisionIsRefusedWhenCompiling() {
    write(RevisionDraft.next("first", "me"));

    assertThatThrownBy(() -> BundleCompiler.compile(load(), CompileOptions.defaults()))
        .isInstanceOf(AthanorException.class)
        .hasMessageContaining("20261122120030_000000000001_first.sql")
        .hasMessageContaining("no SQL");
  }

  @ParameterizedTest
  @EnumSource(RevisionFormat.class)
  void whatIsWrittenCompilesToWhatWasAskedFor(RevisionFormat format) {
    write(
        RevisionDraft.next("users: the \"first\" -- table", "m e")
            .withFormat(format)
            .withChangesets(USERS));

    Bundle bundle = BundleCompiler.compile(load(), CompileOptions.defaults());

    List<Changeset> changesets = bundle.revisions().get(0).changesets();
    assertThat(changesets).hasSize(3);
    for (int i = 0; i < USERS.size(); i++) {
      Changeset changeset = changesets.get(i);
      assertThat(bundle.sql(changeset.key()).up()).isEqualTo(USERS.get(i).up());
      assertThat(bundle.sql(changeset.key()).down()).isEqualTo(USERS.get(i).down());
      assertThat(changeset.comments()).isEqualTo(USERS.get(i).comment());
      assertThat(changeset.transactional()).isEqualTo(USERS.get(i).transactional());
      assertThat(changeset.reversible()).isTrue();
      assertThat(changeset.key().author()).isEqualTo("m_e");
    }
  }

  @ParameterizedTest
  @EnumSource(RevisionFormat.class)
  void mergesHeads(RevisionFormat format) {
    Revision base = write(RevisionDraft.next("base", "me").withChangesets(USERS));
    Revision left = write(RevisionDraft.next("left", "me").withChangesets(USERS));
    Revision right =
        write(
            RevisionDraft.next("right", "me")
                .branchingFrom(List.of(base.id()), List.of("other"))
                .withChangesets(USERS));
    assertThatThrownBy(() -> write(RevisionDraft.next("next", "me")))
        .hasFieldOrPropertyWithValue("reason", Reason.UNKNOWN_TARGET);

    Revision merge = write(RevisionDraft.merge("join", "me", List.of("heads")).withFormat(format));

    assertThat(merge.downRevisions()).containsExactly(left.id(), right.id());
    assertThat(load().graph().heads()).containsExactly(merge.id());
    assertThat(load().graph().get(right.id()).orElseThrow().branchLabels())
        .containsExactly("other");
    Bundle bundle = BundleCompiler.compile(load(), CompileOptions.defaults());
    assertThat(bundle.revisions().get(3).changesets().get(0).reversible()).isTrue();
  }

  @Test
  void branchesOnlyWhenAskedTo() {
    Revision first = write(RevisionDraft.next("first", "me"));
    write(RevisionDraft.next("second", "me"));

    assertThatThrownBy(() -> write(RevisionDraft.merge("x", "me", List.of(first.id()))))
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

    Revision revision = write(RevisionDraft.next("first", "me").withChangesets(USERS));

    assertThat(root.resolve(revision.path()))
        .content()
        .contains("-- message: first by me\n-- (c) Example Ltd\n");
  }

  @Test
  void aTemplateWithAnUnknownPlaceholderWritesNothing() throws IOException {
    Files.writeString(root.resolve("revision.sql.template"), "-- {{revison}}\n");

    assertThatThrownBy(() -> write(RevisionDraft.next("first", "me")))
        .hasMessageContaining("{{revison}}");
    assertThat(root.resolve("versions")).isEmptyDirectory();
  }

  @Test
  void aMessageIsNeeded() {
    assertThatThrownBy(() -> write(RevisionDraft.next("  ", "me")))
        .hasMessageContaining("needs a message");
  }

  @Test
  void idsAreTwelveHexDigits() {
    assertThat(RevisionWriter.randomId()).matches("[0-9a-f]{12}");
  }
}
