package dev.athanor.engine.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.CompiledRevision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    bundle.verify();
    assertThat(compile().bytes()).isEqualTo(bundle.bytes());
  }
}
