package dev.athanor.engine.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.command.CheckPublished;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A baseline is packed as it was proven, and refused when it or what it stands for was edited. */
class BaselineFilesTest {
  private static final List<String> SQL =
      List.of(
          "CREATE TABLE a (id int)",
          "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1; -- ; $$",
          "INSERT INTO a VALUES (1),\n(2)");

  @TempDir Path root;

  @BeforeEach
  void write() throws IOException {
    revision("r1", "<base>", "CREATE TABLE a (id int)", "");
    revision("r2", "r1", "INSERT INTO a VALUES (1), (2)", "");
    revision("r3", "r2", "CREATE TABLE c (id int)", "");
  }

  private void revision(String id, String down, String sql, String attributes) throws IOException {
    Files.createDirectories(root.resolve("versions"));
    Files.writeString(
        root.resolve("versions/" + id + ".sql"),
        "--liquibase formatted sql\n-- revision: %s\n-- down-revision: %s\n-- message: make %s\n\n--changeset me:%s%s\n%s;\n--rollback SELECT 1;\n"
            .formatted(id, down, id, id, attributes, sql));
  }

  private Bundle compile() {
    return BundleCompiler.compile(
        Changelog.load(ChangelogSource.versions(root)),
        CompileOptions.defaults().withCache(root.resolveSibling(root.getFileName() + "-cache")));
  }

  private Path squash() throws IOException {
    Bundle bundle = compile();
    Baseline shape = new Baseline("r2", "public", "", List.of(), SQL);
    String covers = Baseline.digestOf(bundle.covered(shape), bundle::sql);
    Path file = root.resolve("baselines/r2.sql");
    Files.createDirectories(file.getParent());
    Files.writeString(file, Baseline.of("r2", "public", covers, List.of(), SQL).text());
    return file;
  }

  private void assertRefused(String... said) {
    assertThatThrownBy(this::compile)
        .isInstanceOfSatisfying(
            AthanorException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.INVALID_CHANGELOG);
              assertThat(e.getMessage()).contains(said);
              assertThat(e.nextStep()).contains("Squash again");
            });
  }

  @Test
  void isReadFromTheBundleAsItWasWritten() throws IOException {
    byte[] without = compile().bytes();
    Path file = squash();
    Bundle bundle = compile();
    Bundle read = Bundle.read(bundle.bytes());
    assertThat(read.baselines()).hasSize(1);
    assertThat(read.baselines().get(0).sql()).isEqualTo(SQL);
    assertThat(read.baselines().get(0).text()).isEqualTo(Files.readString(file));
    assertThat(read.covered(read.baselines().get(0)))
        .extracting(c -> c.key().id())
        .containsExactly("r1", "r2");
    assertThat(read.withBaselines(List.of()).digest()).isEqualTo(bundle.digest());
    assertThat(read.sql(read.revisions().get(0).changesets().get(0).key()).up())
        .containsExactly("CREATE TABLE a (id int)");
    // The same from the cache, and without it the bundle is what it was.
    assertThat(compile().bytes()).isEqualTo(bundle.bytes());
    Files.delete(file);
    assertThat(compile().bytes()).isEqualTo(without);
  }

  @Test
  void whatItStandsForMayNotBeEdited() throws IOException {
    squash();
    revision("r3", "r2", "CREATE TABLE c (id bigint)", "");
    assertThat(compile().baselines()).hasSize(1);
    revision("r2", "r1", "INSERT INTO a VALUES (1), (2), (3)", "");
    assertRefused("baselines/r2.sql stands for revisions up to r2 that were edited");
    // A condition is no part of Liquibase's checksum.
    revision("r2", "r1", "INSERT INTO a VALUES (1), (2)", " context:test");
    assertRefused("baselines/r2.sql stands for revisions up to r2 that were edited");
    revision("r2", "r1", "INSERT INTO a VALUES (1), (2)", "");
    assertThat(compile().baselines()).hasSize(1);
  }

  @Test
  void itIsNotEditedByHand() throws IOException {
    Path file = squash();
    String text = Files.readString(file);
    Files.writeString(file, text.replace("(2)", "(22)"));
    assertRefused("baselines/r2.sql is not what was proven any more");
    Files.writeString(file, text.replace("-- schema: public\n", ""));
    assertRefused("baselines/r2.sql has no line '-- schema: …'");
    Files.delete(file);
    Files.writeString(file.resolveSibling("r9.sql"), text);
    assertRefused("baselines/r9.sql is the baseline of r2");
  }

  @Test
  void ofARevisionThatThereIsNot() throws IOException {
    Files.createDirectories(root.resolve("baselines"));
    Files.writeString(
        root.resolve("baselines/nope.sql"),
        Baseline.of("nope", "public", "", List.of(), SQL).text());
    assertRefused("baselines/nope.sql is of a revision that there is not");
  }

  @Test
  void whatWasPublishedStays() throws IOException {
    Path older = root.resolve("older.zip");
    compile().write(older);
    squash();
    CheckPublished check =
        new CheckPublished(
            Changelog.load(ChangelogSource.versions(root)), CompileOptions.defaults());
    assertThat(check.againstBundle(older).text()).startsWith("All 3 revisions of ");
    // Nor does it excuse a revision that is gone.
    Files.delete(root.resolve("versions/r1.sql"));
    revision("r2", "<base>", "INSERT INTO a VALUES (1), (2)", "");
    assertThatThrownBy(
            () ->
                new CheckPublished(
                        Changelog.load(ChangelogSource.versions(root)), CompileOptions.defaults())
                    .againstBundle(older))
        .isInstanceOf(AthanorException.class);
  }
}
