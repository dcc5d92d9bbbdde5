package dev.athanor.rehearsal.fix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.testing.TestPostgres;
import dev.athanor.rehearsal.fix.FixResult.Left;
import dev.athanor.rehearsal.lint.Checkout;
import dev.athanor.rehearsal.lint.Finding;
import dev.athanor.rehearsal.lint.Known;
import dev.athanor.rehearsal.lint.LintOptions;
import dev.athanor.rehearsal.lint.LintRequest;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.Binaries;
import dev.athanor.scratch.ScratchDatabases;
import dev.athanor.scratch.ScratchServer;
import dev.athanor.scratch.ScratchSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files before and after. */
class FixRevisionsTest {
  private static final String FIRST = "aaaaaaaaaa01";
  private static final String SECOND = "bbbbbbbbbb02";

  @TempDir Path root;

  @BeforeEach
  void first() throws IOException {
    write(
        FIRST,
        "<base>",
        """
        --changeset ann:1
        CREATE TABLE users (id bigint, name text);
        --rollback DROP TABLE users;
        """);
  }

  private Path file(String id) {
    return root.resolve("versions/" + id + ".sql");
  }

  private void write(String id, String down, String changesets) throws IOException {
    Files.createDirectories(root.resolve("versions"));
    Files.writeString(
        file(id),
        "--liquibase formatted sql\n-- revision: %s\n-- down-revision: %s\n-- message: columns of users\n\n%s"
            .formatted(id, down, changesets));
  }

  private Bundle bundle() {
    return BundleCompiler.compile(
        Changelog.load(ChangelogSource.versions(root, "versions")), CompileOptions.defaults());
  }

  private FixResult fix() {
    String url = "jdbc:postgresql://127.0.0.1:" + TestPostgres.port() + "/postgres?user=postgres";
    ScratchSettings settings =
        new ScratchSettings(
            Path.of("target"),
            new Binaries.Installed(Path.of("")),
            Optional.of(url),
            Duration.ZERO);
    Bundle bundle = bundle();
    Changelog changelog = Changelog.load(ChangelogSource.versions(root, "versions"));
    try (ScratchServer server = ScratchServer.open(settings);
        ScratchDatabases databases = new ScratchDatabases(server)) {
      LintRequest request =
          new LintRequest(
              bundle,
              Known.upTo(bundle, FIRST),
              PlanOptions.UPGRADE,
              SnapshotOptions.DEFAULT,
              true,
              LintOptions.DEFAULTS,
              Checkout.ROOT,
              changelog.files()::text,
              Optional.empty());
      return new FixRevisions(request, databases, root, this::bundle).run();
    }
  }

  @Test
  void theSafeWayStandsInThePlaceOfWhatWasFound() throws IOException {
    write(
        SECOND,
        FIRST,
        """
        --changeset ann:index labels:big
        -- looked up at each login
        CREATE INDEX users_name ON users (name);
        --rollback DROP INDEX users_name;

        --changeset ann:key
        --comment the key
        ALTER TABLE users ADD PRIMARY KEY (id);
        --rollback ALTER TABLE users DROP CONSTRAINT users_pkey;
        --rollback ALTER TABLE users ALTER COLUMN id DROP NOT NULL;

        --changeset ann:other
        UPDATE users SET name = 'x' WHERE id = 1;
        --rollback empty
        """);
    FixResult result = fix();

    assertThat(result.rewritten())
        .extracting(Finding::rule)
        .containsExactlyInAnyOrder("index-blocks-writes", "primary-key-blocks");
    assertThat(result.left()).isEmpty();
    assertThat(Files.readString(file(SECOND)))
        .endsWith(
            """
            --changeset ann:index labels:big runInTransaction:false
            -- looked up at each login
            CREATE INDEX CONCURRENTLY users_name ON users USING btree (name);
            --rollback DROP INDEX users_name;

            --changeset ann:key
            --comment the key
            ALTER TABLE users ADD CONSTRAINT users_id_proof CHECK (id IS NOT NULL) NOT VALID;
            --rollback ALTER TABLE users DROP CONSTRAINT IF EXISTS users_id_proof;

            --changeset ann:key-2
            ALTER TABLE users VALIDATE CONSTRAINT users_id_proof;
            --rollback empty

            --changeset ann:key-3
            ALTER TABLE users ALTER COLUMN id SET NOT NULL;
            ALTER TABLE users DROP CONSTRAINT users_id_proof;
            --rollback ALTER TABLE users ALTER COLUMN id DROP NOT NULL;

            --changeset ann:key-4 runInTransaction:false
            CREATE UNIQUE INDEX CONCURRENTLY users_pkey ON users (id);
            --rollback DROP INDEX CONCURRENTLY IF EXISTS users_pkey;

            --changeset ann:key-5
            ALTER TABLE users ADD CONSTRAINT users_pkey PRIMARY KEY USING INDEX users_pkey;
            --rollback ALTER TABLE users DROP CONSTRAINT users_pkey;
            --rollback ALTER TABLE users ALTER COLUMN id DROP NOT NULL;

            --changeset ann:other
            UPDATE users SET name = 'x' WHERE id = 1;
            --rollback empty
            """);
    assertThat(result.report().open())
        .extracting(Finding::rule)
        .doesNotContain("index-blocks-writes", "not-null-scans", "rollback-does-not-restore");
    assertThat(fix().rewritten()).isEmpty();
  }

  @Test
  void whatCannotBeRewrittenIsLeftWithTheReason() throws IOException {
    write(
        SECOND,
        FIRST,
        """
        --changeset ann:several
        CREATE INDEX users_name ON users (name);
        CREATE INDEX users_id ON users (id);
        --rollback DROP INDEX users_name, users_id;

        --changeset ann:guarded
        --preconditions onFail:MARK_RAN
        --precondition-sql-check expectedResult:1 SELECT 1
        CREATE INDEX users_both ON users (id, name);
        --rollback DROP INDEX users_both;

        --changeset ann:hidden splitStatements:false
        DO $$ BEGIN CREATE INDEX users_again ON users (name, id); END $$;
        --rollback DROP INDEX users_again;

        --changeset ann:more
        ALTER TABLE users ADD COLUMN code text CONSTRAINT users_code UNIQUE;
        --rollback ALTER TABLE users DROP COLUMN code;
        """);
    String before = Files.readString(file(SECOND));
    FixResult result = fix();

    assertThat(result.rewritten()).isEmpty();
    assertThat(Files.readString(file(SECOND))).isEqualTo(before);
    assertThat(result.left())
        .extracting(each -> each.finding().changeset())
        .containsOnly("several", "guarded", "hidden", "more");
    assertThat(result.left())
        .extracting(Left::why)
        .anyMatch(why -> why.contains("other statements"))
        .anyMatch(why -> why.contains("precondition"))
        .anyMatch(why -> why.contains("write it by itself"))
        .anyMatch(why -> why.contains("does more than that"));
    assertThat(result.lines()).allMatch(line -> line.startsWith("Left versions/" + SECOND));
  }

  @Test
  void whatIsAcceptedAndWhatWasRunBeforeStay() throws IOException {
    write(
        SECOND,
        FIRST,
        """
        -- athanor: accept index-blocks-writes because the table is small
        --changeset ann:1
        CREATE INDEX users_name ON users (name);
        --rollback DROP INDEX users_name;
        """);
    String before = Files.readString(file(SECOND));

    assertThat(fix().lines()).isEmpty();
    assertThat(Files.readString(file(SECOND))).isEqualTo(before);
  }

  @Test
  void linesEndAsTheyDid() throws IOException {
    write(
        SECOND,
        FIRST,
        "--changeset ann:1\nCREATE INDEX users_name ON users (name);\n--rollback DROP INDEX users_name;");
    Files.writeString(file(SECOND), Files.readString(file(SECOND)).replace("\n", "\r\n"));

    assertThat(fix().rewritten()).hasSize(1);
    assertThat(Files.readString(file(SECOND)))
        .endsWith(
            "--changeset ann:1 runInTransaction:false\r\n"
                + "CREATE INDEX CONCURRENTLY users_name ON users USING btree (name);\r\n"
                + "--rollback DROP INDEX users_name;");
  }
}
