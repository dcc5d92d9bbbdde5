package dev.athanor.engine.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Marks of data migrations, from the file into the bundle. */
class KeepMarksTest {
  private static final String HEADER =
      """
      --liquibase formatted sql
      -- revision: 1975ea83b712
      -- down-revision: <base>
      -- message: clean up
      """;

  @TempDir private Path root;

  private Bundle compile(String name, String text) throws IOException {
    Files.createDirectories(root.resolve("versions"));
    Files.writeString(root.resolve("versions").resolve(name), text);
    return BundleCompiler.compile(
        Changelog.load(ChangelogSource.versions(root)), CompileOptions.defaults());
  }

  private List<List<String>> keeps(Bundle bundle) {
    return Bundle.read(bundle.bytes()).revisions().stream()
        .flatMap(revision -> revision.changesets().stream())
        .map(Changeset::keeps)
        .toList();
  }

  private AthanorException refused(String body) {
    return catchThrowableOfType(AthanorException.class, () -> compile("a.sql", HEADER + body));
  }

  @Test
  void holdsForItsChangesetOrForTheWholeFile() throws IOException {
    assertThat(
            keeps(
                compile(
                    "a.sql",
                    HEADER
                        + """
                        -- athanor: keep rows of app.orders

                        --changeset ann:1
                        -- athanor: keep rows of "Line, 1",  людей
                        DELETE FROM "Line, 1";
                        --rollback SELECT 1;

                        --changeset ann:2
                        SELECT 1;
                        --rollback SELECT 1;
                        """)))
        .containsExactly(List.of("app.orders", "\"Line, 1\"", "людей"), List.of("app.orders"));
  }

  @Test
  void inEachFormat() throws IOException {
    assertThat(
            keeps(
                compile(
                    "a.yaml",
                    """
                    # revision: 1975ea83b712
                    # down-revision: <base>
                    # message: clean up
                    # athanor: keep rows of orders
                    databaseChangeLog:
                      - changeSet:
                          id: 1
                          author: ann
                          changes:
                            - delete: {tableName: orders}
                          rollback: {sql: SELECT 1}
                    """)))
        .containsExactly(List.of("orders"));
  }

  /** Who marks a changeset that has run need not repair its history. */
  @Test
  void aMarkBesideTheHeaderChangesNoChecksum() throws IOException {
    String body = "\n--changeset ann:1\nDELETE FROM a;\n--rollback SELECT 1;\n";
    String plain = checksum(compile("a.sql", HEADER + body));
    assertThat(checksum(compile("a.sql", HEADER + "-- athanor: keep rows of a\n" + body)))
        .isEqualTo(plain);
  }

  private static String checksum(Bundle bundle) {
    return bundle.revisions().get(0).changesets().get(0).checksum();
  }

  @Test
  void namesWhatCannotBeMeant() {
    String end = "\n--changeset ann:1\nDELETE FROM a;\n--rollback SELECT 1;\n";
    for (String words : List.of("", " rows", " rows of", " a", " rows of a b", " rows of a,")) {
      AthanorException e = refused("-- athanor: keep" + words + end);
      assertThat(e).as(words).isNotNull();
      assertThat(e.reason()).isEqualTo(Reason.INVALID_CHANGELOG);
      assertThat(e).hasMessageContaining("line 5").hasMessageContaining("names no tables");
    }
    assertThat(refused("-- athanor: keeps rows of a" + end))
        .hasMessageContaining("line 5: 'keeps' is nothing to say to Athanor");
    assertThat(
            refused(
                "\n--changeset ann:1 runInTransaction:false\n-- athanor: keep rows of a\nDELETE FROM"
                    + " a;\n--rollback SELECT 1;\n"))
        .hasMessageContaining("outside a transaction");
  }
}
