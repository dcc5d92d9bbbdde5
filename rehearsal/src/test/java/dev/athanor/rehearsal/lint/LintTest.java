package dev.athanor.rehearsal.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.changelog.MessageRule;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.testing.TestBundle;
import dev.athanor.engine.testing.TestPostgres;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.Binaries;
import dev.athanor.scratch.ScratchDatabases;
import dev.athanor.scratch.ScratchServer;
import dev.athanor.scratch.ScratchSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs: revisions in, findings out. */
class LintTest {
  private static final String TABLE =
      "CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL, age integer)";

  @TempDir Path cache;
  private final ScratchServer server = ScratchServer.open(settings());
  private final ScratchDatabases databases = new ScratchDatabases(server);

  private static ScratchSettings settings() {
    String url = "jdbc:postgresql://127.0.0.1:" + TestPostgres.port() + "/postgres?user=postgres";
    return new ScratchSettings(
        Path.of("target"), new Binaries.Installed(Path.of("")), Optional.of(url), Duration.ZERO);
  }

  @AfterEach
  void close() {
    databases.close();
    server.close();
  }

  private LintReport lint(Bundle bundle, Set<String> known, Function<String, String> texts) {
    return lint(bundle, known, texts, LintOptions.DEFAULTS);
  }

  private LintReport lint(
      Bundle bundle, Set<String> known, Function<String, String> texts, LintOptions options) {
    return new Lint(
            new LintRequest(
                bundle,
                known,
                PlanOptions.UPGRADE,
                SnapshotOptions.DEFAULT,
                true,
                options,
                Checkout.ROOT,
                texts,
                Optional.of(cache)),
            databases)
        .run();
  }

  private static LintOptions options(Map<String, Level> levels, Set<String> baseline, Sizes sizes) {
    return new LintOptions(levels, baseline, sizes, LintOptions.DEFAULTS.messages());
  }

  private static List<String> open(LintReport report) {
    return report.open().stream().map(each -> each.revision() + " " + each.rule()).toList();
  }

  @Test
  void aRevisionIsJudgedOnWhatTheOnesBeforeItBuildWithRowsInIt() {
    Bundle bundle =
        new TestBundle()
            .revision("a1", TABLE, "DROP TABLE users")
            .revision("b2", "UPDATE users SET age = 1", "SELECT 1")
            .revision("c3", "CREATE INDEX users_age ON users (age)", "DROP INDEX users_age")
            .build();
    LintReport report = lint(bundle, Set.of(), path -> "");
    assertThat(open(report)).containsExactly("b2 whole-table-update", "c3 index-blocks-writes");
    assertThat(report.findings().get(1).headline())
        .isEqualTo("public.users.users_age: built on public.users under SHARE");
    assertThat(report.findings().get(1).fix())
        .isEqualTo("CREATE INDEX CONCURRENTLY users_age ON users USING btree (age);");
  }

  /** What a revision makes has no rows while it runs, and made-up rows are no fault of a check. */
  @Test
  void rowsThatAreMadeUpStopNothing() {
    Bundle bundle =
        new TestBundle()
            .revision("a1", TABLE, "DROP TABLE users")
            .and(
                "a1-check",
                "ALTER TABLE users ADD CHECK (name IN ('ann', 'bob'))",
                "ALTER TABLE users DROP CONSTRAINT users_name_check")
            .revision("b2", "CREATE TABLE t (id bigint PRIMARY KEY, n text)", "DROP TABLE t")
            .revision(
                "c3",
                "ALTER TABLE t ADD CHECK (n = 'x')",
                "ALTER TABLE t DROP CONSTRAINT t_n_check")
            .revision("d4", "UPDATE users SET age = 1", "SELECT 1")
            .revision(
                "e5",
                "ALTER TABLE t ADD COLUMN must int NOT NULL",
                "ALTER TABLE t DROP COLUMN must")
            .build();
    LintReport report = lint(bundle, Set.of(), path -> "");
    assertThat(open(report))
        .contains("c3 rows-can-stop-it", "d4 whole-table-update", "e5 does-not-run")
        .doesNotContain("a1 does-not-run", "c3 does-not-run", "a1 rows-can-stop-it");
  }

  @Test
  void whatIsKnownIsNotJudged() {
    Bundle bundle =
        new TestBundle()
            .revision("a1", "CREATE TABLE users (id bigint)", "DROP TABLE users")
            .revision(
                "b2", "ALTER TABLE users ADD COLUMN a text", "ALTER TABLE users DROP COLUMN a")
            .build();
    assertThat(open(lint(bundle, Set.of(), path -> ""))).containsExactly("a1 missing-primary-key");
    LintReport second = lint(bundle, Known.upTo(bundle, "a1"), path -> "");
    assertThat(open(second)).isEmpty();
    assertThat(second.revisions()).isEqualTo(1);
    assertThat(lint(bundle, Known.upTo(bundle, "b2"), path -> "").revisions()).isZero();
  }

  @Test
  void whatADatabaseHasIsKnown() {
    Bundle bundle =
        new TestBundle().revision("a1", "CREATE TABLE t (id bigint)", "DROP TABLE t").build();
    DatabaseTarget empty = DatabaseTarget.of(DatabaseUrl.parse(TestPostgres.newDatabase()));
    assertThat(Known.in(bundle, empty, PlanOptions.UPGRADE)).isEmpty();
  }

  @Test
  void aRollbackThatLeavesSomethingOverIsToldOfItsOwnRevisionOnly() {
    Bundle bundle =
        new TestBundle()
            .revision("a1", TABLE, "DROP TABLE users")
            .revision(
                "b2",
                "CREATE TABLE notes (id bigint PRIMARY KEY);;CREATE VIEW names AS SELECT name FROM users",
                "DROP TABLE notes")
            .revision("c3", "CREATE TABLE tags (id bigint PRIMARY KEY)", "SELECT 1")
            .build();
    LintReport report = lint(bundle, Set.of("a1"), path -> "");
    assertThat(report.open().stream().map(each -> each.rule() + " " + each.subject()))
        .contains("rollback-does-not-restore public.names", "rollback-does-not-restore public.tags")
        .doesNotContain("rollback-does-not-restore public.notes");
  }

  @Test
  void aRollbackThatFailsIsTold() {
    Bundle bundle = new TestBundle().revision("a1", TABLE, "DROP TABLE nobody").build();
    assertThat(open(lint(bundle, Set.of(), path -> ""))).containsExactly("a1 rollback-fails");
  }

  /** Above the last that nothing undoes there is a way back; below it, none is tried, and told. */
  @Test
  void theWayBackIsTriedToTheLastThatNothingUndoes() {
    Bundle bundle =
        new TestBundle()
            .revision("a1", TABLE, "DROP TABLE users")
            .revision("b2", "CREATE INDEX users_age ON users (age)")
            .revision("c3", "CREATE TABLE tags (id bigint PRIMARY KEY)", "SELECT 1")
            .build();
    LintReport report = lint(bundle, Set.of(), path -> "");
    assertThat(open(report))
        .contains("a1 rollback-not-rehearsed", "b2 irreversible", "c3 rollback-does-not-restore")
        .doesNotContain("b2 rollback-not-rehearsed", "c3 rollback-not-rehearsed");
    assertThat(report.findings().get(0).fact())
        .isEqualTo("nothing undoes b2, which comes after it");
  }

  @Test
  void theWayBackOfBranchesIsTriedToEachOfTheKnownHeads() {
    Bundle bundle =
        new TestBundle()
            .revision("a1", TABLE, "DROP TABLE users")
            .revision("b2", List.of("a1"), "CREATE TABLE b (id int PRIMARY KEY)", "DROP TABLE b")
            .revision("c2", List.of("a1"), "CREATE TABLE c (id int PRIMARY KEY)", "DROP TABLE c")
            .revision("b3", List.of("b2"), "CREATE TABLE d (id bigint PRIMARY KEY)", "SELECT 1")
            .revision("c3", List.of("c2"), "CREATE TABLE e (id bigint PRIMARY KEY)", "DROP TABLE e")
            .build();
    assertThat(open(lint(bundle, Set.of("a1", "b2", "c2"), path -> "")))
        .containsOnly("b3 rollback-does-not-restore");
  }

  @Test
  void aRollbackThatTheServerCannotTryIsNoGreen() {
    Bundle bundle =
        new TestBundle()
            .revision("a1", TABLE, "DROP TABLE users")
            .revision(
                "b2", "COMMENT ON TABLE users IS 'x'", "ALTER TABLE users OWNER TO nobody_here")
            .build();
    assertThat(open(lint(bundle, Set.of(), path -> "")))
        .contains("b2 rollback-not-rehearsed", "a1 rollback-not-rehearsed");
  }

  @Test
  void aProjectsOwnListSaysWhichMessagesSayNothing() {
    Bundle bundle = new TestBundle().revision("a1", TABLE, "DROP TABLE users").build();
    LintOptions own =
        new LintOptions(
            Map.of(), Set.of(), Sizes.UNKNOWN, new MessageRule(List.of("message", "of", "a1")));
    assertThat(open(lint(bundle, Set.of(), path -> "", own)))
        .containsExactly("a1 message-says-nothing");
  }

  @Test
  void aColumnThatIsMadeNotNullByALaterRevisionRuns() {
    Bundle bundle =
        new TestBundle()
            .revision("a1", TABLE, "DROP TABLE users")
            .revision(
                "b2",
                "ALTER TABLE users ADD COLUMN mail text",
                "ALTER TABLE users DROP COLUMN mail")
            .revision(
                "c3",
                "ALTER TABLE users ALTER COLUMN mail SET NOT NULL",
                "ALTER TABLE users ALTER COLUMN mail DROP NOT NULL")
            .build();
    assertThat(open(lint(bundle, Set.of(), path -> "")))
        .contains("c3 not-null-scans")
        .doesNotContain("c3 does-not-run", "c3 rows-can-stop-it");
  }

  /** Known or judged, a role is gone when the run has ended. */
  @Test
  void aRoleIsMadeInEachRun() {
    String role = "role_" + System.nanoTime();
    Bundle bundle =
        new TestBundle()
            .revision("a1", "CREATE ROLE " + role, "DROP ROLE " + role)
            .revision("b2", TABLE, "DROP TABLE users")
            .revision(
                "c3", "GRANT SELECT ON users TO " + role, "REVOKE SELECT ON users FROM " + role)
            .build();
    for (Set<String> known : List.of(Set.<String>of(), Set.of("a1", "b2"), Set.of("a1", "b2"))) {
      assertThat(open(lint(bundle, known, path -> "")))
          .as(known.toString())
          .allMatch(each -> !each.contains("run") && !each.contains("rehearsed"));
    }
  }

  @Test
  void whatCannotGoBackIsToldAndNotTried() {
    Bundle bundle = new TestBundle().revision("a1", TABLE).build();
    assertThat(open(lint(bundle, Set.of(), path -> ""))).containsExactly("a1 irreversible");
  }

  @Test
  void aStatementThatFailsIsAFindingAndWhatComesBehindIsNotRehearsed() {
    Bundle bundle =
        new TestBundle()
            .revision("a1", "ALTER TABLE nobody ADD COLUMN a text", "SELECT 1")
            .revision("b2", TABLE, "DROP TABLE users")
            .build();
    assertThat(open(lint(bundle, Set.of(), path -> "")))
        .containsExactly("a1 does-not-run", "b2 not-rehearsed");
  }

  @Test
  void whatTheFileAcceptsIsNotOpenAndWhatItAcceptsForNothingIsTold() {
    Bundle bundle =
        new TestBundle().revision("a1", "CREATE TABLE t (id bigint)", "DROP TABLE t").build();
    String file =
        "--liquibase formatted sql\n"
            + "-- athanor: accept missing-primary-key because it is a log\n"
            + "-- athanor: accept drop-table because of nothing\n";
    LintReport report = lint(bundle, Set.of(), path -> file);
    assertThat(report.open()).isEmpty();
    assertThat(report.findings().get(0).accepted()).isEqualTo("it is a log");
    assertThat(report.stale())
        .containsExactly("a1.sql, line 3: accepts drop-table, which was not found");
    assertThatThrownBy(() -> lint(bundle, Set.of(), path -> "-- athanor: accept nothing because x"))
        .isInstanceOf(AthanorException.class);
  }

  @Test
  void whatIsAboutAChangesetIsAcceptedInIt() {
    Bundle bundle = new TestBundle().revision("a1", TABLE).build();
    String file =
        "--liquibase formatted sql\n--changeset test:a1\n"
            + "-- athanor: accept irreversible because it is the first\n";
    LintReport report = lint(bundle, Set.of(), path -> file);
    assertThat(report.open()).isEmpty();
    assertThat(report.stale()).isEmpty();
    assertThat(report.findings().get(0).changeset()).isEqualTo("a1");
    assertThat(report.findings().get(0).line()).isEqualTo(2);
  }

  @Test
  void sqlToWriteInsteadIsSaidOnlyWhereItMakesTheSame() {
    Bundle bundle =
        new TestBundle()
            .revision("a1", TABLE, "DROP TABLE users")
            .revision(
                "b2",
                "ALTER TABLE users ADD CONSTRAINT one UNIQUE (age)",
                "ALTER TABLE users DROP CONSTRAINT one")
            .revision(
                "c3",
                "ALTER TABLE users ADD CONSTRAINT other UNIQUE (age) DEFERRABLE",
                "ALTER TABLE users DROP CONSTRAINT other")
            .build();
    assertThat(lint(bundle, Set.of(), path -> "").open())
        .filteredOn(each -> each.rule().equals("unique-constraint-blocks"))
        .extracting(each -> each.revision() + (each.fix() == null ? "" : " fix"))
        .containsExactly("b2 fix", "c3");
  }

  @Test
  void levelsOfTheProjectCountAndABaselineKeepsOldFindingsQuiet(@TempDir Path folder) {
    Bundle bundle =
        new TestBundle().revision("a1", "CREATE TABLE t (id bigint)", "DROP TABLE t").build();
    LintOptions off = options(Map.of("missing-primary-key", Level.OFF), Set.of(), Sizes.UNKNOWN);
    assertThat(lint(bundle, Set.of(), path -> "", off).findings()).isEmpty();

    Path file = folder.resolve("baseline.txt");
    Baseline.write(file, lint(bundle, Set.of(), path -> ""));
    LintOptions old = options(Map.of(), Baseline.read(file), Sizes.UNKNOWN);
    assertThat(lint(bundle, Set.of(), path -> "", old).open()).isEmpty();
    Baseline.write(file, lint(bundle, Set.of(), path -> "", old));
    assertThat(Baseline.read(file)).containsExactly("a1 missing-primary-key public.t");
  }

  @Test
  void aLineOfABaselineThatMeansNothingIsNamed(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("baseline.txt");
    for (String line : List.of("a1 missing-primary-keys public.t", "nonsense")) {
      Files.writeString(file, "# what was there\na1 irreversible \n" + line + "\n");
      assertThatThrownBy(() -> Baseline.read(file))
          .isInstanceOfSatisfying(
              AthanorException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_CONFIGURATION))
          .hasMessageContaining("baseline.txt, line 3")
          .hasMessageContaining("'" + line.replaceAll("a1 | public.t", "") + "'");
    }
  }

  @Test
  void sizesAreTakenFromTheDatabaseThatIsNamed() {
    String production = TestPostgres.newDatabase();
    TestPostgres.execute(production, TABLE);
    TestPostgres.execute(
        production,
        "INSERT INTO users SELECT n, 'x', n FROM generate_series(1, 5000) n; ANALYZE users");
    Bundle bundle =
        new TestBundle()
            .revision("a1", TABLE, "DROP TABLE users")
            .revision("b2", "CREATE INDEX users_age ON users (age)", "DROP INDEX users_age")
            .build();
    Sizes sizes = Sizes.of(DatabaseTarget.of(DatabaseUrl.parse(production)));
    LintReport report = lint(bundle, Set.of("a1"), path -> "", options(Map.of(), Set.of(), sizes));
    assertThat(report.findings().get(0).size()).startsWith("5,000 rows, ").endsWith(" s to read");
  }

  @Test
  void theLineOfAStatementIsItsLineInTheFile() {
    Bundle bundle =
        new TestBundle().revision("a1", "CREATE TABLE t (id bigint)", "DROP TABLE t").build();
    String file = "--liquibase formatted sql\n\n--changeset test:a1\nCREATE TABLE t (id bigint);\n";
    assertThat(lint(bundle, Set.of(), path -> file).findings().get(0).line()).isEqualTo(4);
  }
}
