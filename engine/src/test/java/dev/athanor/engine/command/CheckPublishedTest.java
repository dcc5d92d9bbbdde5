package dev.athanor.engine.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was published is not edited, removed or put behind another: by a bundle and by git. */
class CheckPublishedTest {
  @TempDir Path directory;
  private Path root;

  @BeforeEach
  void publish() throws IOException {
    root = directory.resolve("a module");
    write("r1", "<base>", "create users", "CREATE TABLE users (id int);");
    write("r2", "r1", "add email", "ALTER TABLE users ADD email text;");
    git("init", "-q", "-b", "main");
    git("add", ".");
    commit("published");
    BundleCompiler.compile(changelog(), CompileOptions.defaults()).write(bundle());
    git("checkout", "-q", "-b", "work");
  }

  private Path bundle() {
    return directory.resolve("published.zip");
  }

  private Changelog changelog() {
    return Changelog.load(ChangelogSource.versions(root));
  }

  private void write(String id, String down, String message, String sql) throws IOException {
    write(id + ".sql", id, down, message, sql);
  }

  private void write(String file, String id, String down, String message, String sql)
      throws IOException {
    Files.createDirectories(root.resolve("versions"));
    Files.writeString(
        root.resolve("versions/" + file),
        """
        --liquibase formatted sql
        -- revision: %s
        -- down-revision: %s
        -- message: %s

        --changeset me:%s
        %s
        --rollback SELECT 1;
        """
            .formatted(id, down, message, id, sql));
  }

  private void git(String... arguments) {
    List<String> command =
        new ArrayList<>(List.of("git", "-c", "user.name=a", "-c", "user.email=b"));
    command.addAll(List.of(arguments));
    Program.Result result = new Program(root, command).run(new byte[0]);
    assertThat(result.succeeded()).as(result.errors()).isTrue();
  }

  private void commit(String message) {
    git("commit", "-q", "-m", message);
  }

  private List<UnchangedRevisions.Compared> compare() {
    CheckPublished check = new CheckPublished(changelog(), CompileOptions.defaults());
    return List.of(check.againstBundle(bundle()), check.againstGit("main"));
  }

  private void assertRefused(String... said) {
    CheckPublished check = new CheckPublished(changelog(), CompileOptions.defaults());
    assertChanged(() -> check.againstBundle(bundle()), said);
    assertChanged(() -> check.againstGit("main"), said);
  }

  private static void assertChanged(Runnable check, String... said) {
    assertThatThrownBy(check::run)
        .isInstanceOfSatisfying(
            AthanorException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.PUBLISHED_CHANGED);
              assertThat(e.getMessage()).contains(said);
            });
  }

  @Test
  void whatIsNewIsNoChange() throws IOException {
    write("r3", "r2", "add phone", "ALTER TABLE users ADD phone text;");
    // What undoes it may be mended, and what it says corrected.
    Path first = root.resolve("versions/r1.sql");
    Files.writeString(
        first,
        Files.readString(first)
            .replace("SELECT 1;", "DROP TABLE users;")
            .replace("create users", "create the users"));
    for (UnchangedRevisions.Compared compared : compare()) {
      assertThat(compared.compared()).isEqualTo(2);
      assertThat(compared.added()).isOne();
    }
  }

  @Test
  void anEditIsNamedWithBothChecksums() throws IOException {
    write("r1", "<base>", "create users", "CREATE TABLE users (id bigint);");
    assertRefused(
        "revision r1 (create users) was edited: versions/r1.sql::r1::me was 9:", "is now 9:");
    write(
        "r1",
        "<base>",
        "create users",
        "CREATE TABLE users (id int);\n\n--changeset me:more\nSELECT 1;");
    assertRefused("revision r1 (create users) was edited: it has the new changeset", "::more::me");
    write("r1", "<base>", "create users", "--validCheckSum: any\nCREATE TABLE users (id bigint);");
    assertThat(compare()).hasSize(2);
  }

  @Test
  void aRemovedOneIsNamed() throws IOException {
    Files.delete(root.resolve("versions/r2.sql"));
    assertRefused("revision r2 (add email) was removed: it was versions/r2.sql");
  }

  @Test
  void aRenamedFileIsNamed() throws IOException {
    Files.move(root.resolve("versions/r2.sql"), root.resolve("versions/r2_email.sql"));
    assertRefused(
        "r2 (add email): its file was renamed from versions/r2.sql to versions/r2_email.sql");
  }

  @Test
  void oneThatWasPutBehindANewOneIsNamed() throws IOException {
    write("r0", "r1", "create roles", "CREATE TABLE roles (id int);");
    write("r2", "r0", "add email", "ALTER TABLE users ADD email text;");
    assertRefused(
        "revision r2 (add email) was put elsewhere: it came after r1 and comes after r0 now");
  }

  @Test
  void aNewOneSaysWhatItChanges() throws IOException {
    write("r3", "r2", "fix", "SELECT 1;");
    assertRefused("revision r3 (fix), which is new, does not say what it changes");
  }

  /** What main has got since this branch left it is nobody's deletion. */
  @Test
  void onlyWhatWasThereWhereTheBranchBeganCounts() throws IOException {
    write("r9", "r2", "add address", "ALTER TABLE users ADD address text;");
    git("add", ".");
    git("checkout", "-q", "main");
    commit("main goes on");
    git("checkout", "-q", "work");
    CheckPublished check = new CheckPublished(changelog(), CompileOptions.defaults());
    assertThat(check.againstGit("main").compared()).isEqualTo(2);
  }

  /** git names its directory to a hook of a linked work tree, and nothing else. */
  @Test
  void aModuleIsFoundFromAHookToo() throws IOException {
    Path module = Files.createDirectories(root.resolve("module"));
    Files.copy(root.resolve("versions/r1.sql"), module.resolve("r1.sql"));
    git("add", ".");
    commit("a module");
    Path then = Files.createDirectory(directory.resolve("then"));
    Map<String, String> hook = new HashMap<>(System.getenv());
    hook.put("GIT_DIR", root.resolve(".git").toString());
    ChangelogSource extracted =
        new GitBase(ChangelogSource.versions(module, "."), "HEAD", hook)
            .extract(then, List.of())
            .orElseThrow();
    assertThat(extracted.root().resolveSibling("versions")).doesNotExist();
    assertThat(extracted.root().resolve("r1.sql"))
        .hasSameTextualContentAs(module.resolve("r1.sql"));
  }

  @Test
  void whatGitDoesNotKnowIsSaid() throws IOException {
    CheckPublished check = new CheckPublished(changelog(), CompileOptions.defaults());
    assertThatThrownBy(() -> check.againstGit("nope")).hasMessageContaining("no commit 'nope'");
    assertThatThrownBy(() -> check.againstGit("--output=x")).hasMessageContaining("no commit '--");
    git("checkout", "-q", "--orphan", "other");
    commit("unrelated");
    git("checkout", "-q", "work");
    assertThatThrownBy(() -> check.againstGit("other"))
        .hasMessageContaining("nothing in common with 'other'");
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Files.createDirectory(outside.resolve("versions"));
    assertThatThrownBy(
            () ->
                new CheckPublished(
                        Changelog.load(ChangelogSource.versions(outside)),
                        CompileOptions.defaults())
                    .againstGit("main"))
        .hasMessageContaining("is in no git work tree");
  }

  @Test
  void aModuleThatMovedIsComparedWithWhereItWas() throws IOException {
    Path moved = directory.resolve("a module/services/db");
    Files.createDirectories(moved);
    git("mv", "versions", "services/db/versions");
    root = moved;
    for (UnchangedRevisions.Compared compared : compare()) {
      assertThat(compared.compared()).isEqualTo(2);
    }
    write("r1", "<base>", "create users", "CREATE TABLE users (id bigint);");
    assertRefused("revision r1 (create users) was edited");
  }

  @Test
  void whatWasRenamedOnTheWayIsNoNewChangelog() throws IOException {
    Path moved = directory.resolve("a module/db");
    Files.createDirectories(moved.resolve("versions"));
    git("mv", "versions/r1.sql", "db/versions/first.sql");
    git("mv", "versions/r2.sql", "db/versions/second.sql");
    root = moved;
    assertThatThrownBy(
            () -> new CheckPublished(changelog(), CompileOptions.defaults()).againstGit("main"))
        .isInstanceOfSatisfying(
            AthanorException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.INVALID_CONFIGURATION);
              assertThat(e.getMessage()).contains("versions/r1.sql", "versions/r2.sql");
            });
  }

  @Test
  void aNewChangelogIsSaidToBeNew() throws IOException {
    root = directory.resolve("a module/another");
    write("n1", "<base>", "create orders", "CREATE TABLE orders (id int);");
    UnchangedRevisions.Compared compared =
        new CheckPublished(changelog(), CompileOptions.defaults()).againstGit("main");
    assertThat(compared.compared()).isZero();
    assertThat(compared.text()).isEqualTo("Nothing of it is in main: 1 new revision");
  }

  /** What git changes on the way to a work tree is no edit. */
  @Test
  void filesAreComparedAsTheyAreCheckedOut() throws IOException {
    git("checkout", "-q", "main");
    Files.writeString(root.resolve(".gitattributes"), "*.csv text eol=crlf filter=shout\n");
    git("config", "filter.shout.clean", "tr a-z A-Z");
    git("config", "filter.shout.smudge", "tr A-Z a-z");
    Files.writeString(root.resolve("versions/users.csv"), "id\r\n7\r\n");
    Files.writeString(
        root.resolve("versions/r3.yaml"),
        """
        # revision: r3
        # down-revision: r2
        # message: load the users
        databaseChangeLog:
          - changeSet:
              id: r3
              author: me
              changes:
                - loadData: {tableName: users, file: versions/users.csv}
              rollback: SELECT 1
        """);
    git("add", ".");
    commit("with rows");
    BundleCompiler.compile(changelog(), CompileOptions.defaults()).write(bundle());
    git("checkout", "-q", "work");
    git("merge", "-q", "main");
    for (UnchangedRevisions.Compared compared : compare()) {
      assertThat(compared.compared()).isEqualTo(3);
    }
  }
}
