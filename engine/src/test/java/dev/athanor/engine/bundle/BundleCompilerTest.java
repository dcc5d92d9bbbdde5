package dev.athanor.engine.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.changelog.TodoChangeset;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleCompilerTest {
  @TempDir Path root;

  @BeforeEach
  void versions() throws IOException {
    Files.createDirectories(root.resolve("versions"));
  }

  private void write(String path, String text) throws IOException {
    Files.writeString(root.resolve(path), text);
  }

  private Bundle compile() {
    return BundleCompiler.compile(
        Changelog.load(ChangelogSource.versions(root)), CompileOptions.defaults());
  }

  @Test
  void compilesFormattedSql() throws IOException {
    write(
        "versions/202611221000_1975ea83b712_create_users.sql",
        """
        --liquibase formatted sql
        -- revision: 1975ea83b712
        -- down-revision: <base>
        -- message: create users table
        -- created: 2026-11-22T10:00:00Z

        --changeset tweeteval:1975ea83b712
        CREATE TABLE users (id int PRIMARY KEY, note text DEFAULT 'a;b');
        COMMENT ON TABLE users IS 'people';
        --rollback DROP TABLE users;
        """);

    Bundle bundle = compile();

    assertThat(bundle.revisions()).hasSize(1);
    CompiledRevision revision = bundle.revisions().get(0);
    assertThat(revision.revision().message()).isEqualTo("create users table");
    Changeset changeset = revision.changesets().get(0);
    ChangesetKey key =
        new ChangesetKey(
            "tweeteval", "1975ea83b712", "versions/202611221000_1975ea83b712_create_users.sql");
    assertThat(changeset.key()).isEqualTo(key);
    assertThat(changeset.checksum()).startsWith("9:");
    assertThat(changeset.reversible()).isTrue();
    assertThat(bundle.sql(key).up())
        .containsExactly(
            "CREATE TABLE users (id int PRIMARY KEY, note text DEFAULT 'a;b')",
            "COMMENT ON TABLE users IS 'people'");
    assertThat(bundle.sql(key).down()).containsExactly("DROP TABLE users");
    assertThat(compile().bytes()).isEqualTo(bundle.bytes());
  }

  @Test
  void refusesWhatNobodyHasDecided() throws IOException {
    String header =
        "--liquibase formatted sql\n-- revision: 1975ea83b712\n-- down-revision: <base>\n"
            + "-- message: drop\n\n";
    String todo =
        "--changeset shop:1975ea83b712 splitStatements:false\n-- TODO: decide\n"
            + TodoChangeset.sql("1975ea83b712", "the 100% of users.\"o'clock\" are lost")
            + ";\n--rollback empty\n\n";
    String drop =
        "--changeset shop:1975ea83b712-2\nSELECT 'TODO in revision 1';\n--rollback empty\n";

    write("versions/drop.sql", header + todo + drop);

    assertThatThrownBy(this::compile)
        .isInstanceOfSatisfying(
            AthanorException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.INVALID_CHANGELOG);
              assertThat(e.getMessage())
                  .isEqualTo(
                      "versions/drop.sql: changeset 1975ea83b712 is a TODO that nobody has decided:"
                          + " the 100% of users.\"o'clock\" are lost");
              assertThat(e.nextStep()).contains("delete that changeset");
            });

    write("versions/drop.sql", header + todo);
    assertThatThrownBy(this::compile)
        .as("nothing would be left of the revision")
        .isInstanceOfSatisfying(
            AthanorException.class,
            e -> assertThat(e.nextStep()).contains("in place of that statement"));

    assertThat(
            TodoChangeset.why(List.of("DO $$ BEGIN RAISE EXCEPTION 'TODO in revision '; END $$")))
        .isEmpty();
    write("versions/drop.sql", header + drop);
    assertThat(compile().revisions()).hasSize(1);
  }

  @Test
  void refusesChangesetsThatAreOneToLiquibase() throws IOException {
    write(
        "versions/a.sql",
        """
        --liquibase formatted sql
        -- revision: 1975ea83b712
        -- down-revision: <base>
        -- message: a

        --changeset shop:Add
        SELECT 1;
        --rollback empty
        --changeset Shop:add
        SELECT 2;
        --rollback empty
        --changeset shop:moved logicalFilePath:versions/B.sql
        SELECT 3;
        --rollback empty
        """);
    write(
        "versions/b.sql",
        """
        --liquibase formatted sql
        -- revision: 2975ea83b712
        -- down-revision: 1975ea83b712
        -- message: b

        --changeset shop:moved
        SELECT 4;
        --rollback empty
        """);

    assertThatThrownBy(this::compile)
        .hasFieldOrPropertyWithValue("reason", Reason.INVALID_CHANGELOG)
        .hasMessageContaining(
            "versions/a.sql::Add::shop in versions/a.sql and versions/a.sql::add::Shop in"
                + " versions/a.sql are one to Liquibase")
        .hasMessageContaining(
            "versions/B.sql::moved::shop in versions/a.sql and versions/b.sql::moved::shop in"
                + " versions/b.sql are one to Liquibase")
        .hasMessageContaining("Rename one");
  }
}
