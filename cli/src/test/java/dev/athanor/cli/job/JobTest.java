package dev.athanor.cli.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.cli.Commands;
import dev.athanor.cli.ExitCode;
import dev.athanor.cli.args.Arguments;
import dev.athanor.crds.report.JobReport;
import dev.athanor.crds.v1alpha1.KeptStatus;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.testing.Patience;
import dev.athanor.engine.testing.SlowTools;
import dev.athanor.engine.testing.SystemPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Jobs' contract, against a real server and its own pg_dump. */
class JobTest {
  private static final String SLEEPING =
      "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE"
          + " '%%pg_sleep(300)%%' AND pid <> pg_backend_pid() AND datname = '%s'";

  @TempDir Path directory;

  private JobFixture jobs;

  @BeforeAll
  static void needsPostgres() {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
  }

  @BeforeEach
  void createDatabase() {
    jobs = new JobFixture(directory);
  }

  @Test
  void plansBacksUpAppliesAndThenFindsNothingToDo() throws IOException {
    JobReport plan = ok("plan", "head");
    assertThat(plan.plan().direction()).isEqualTo("Up");
    assertThat(plan.plan().pending()).isEqualTo(2);
    assertThat(plan.plan().target()).containsExactly(JobFixture.SECOND);
    assertThat(plan.history().current()).isEmpty();
    assertThat(plan.history().serverVersion())
        .startsWith(
            jobs.query(
                    jobs.database, "SELECT split_part(current_setting('server_version'), '.', 1)")
                + ".");
    assertThat(jobs.columns()).isEmpty();
    String hash = "--plan-hash=" + plan.plan().hash();

    JobReport backup = ok("backup", "head", hash, "--backup-dir=" + volume(), "--generation-key=g");
    assertThat(volume().toFile().list()).containsExactly(backup.backup().location());
    assertThat(backup.backup().bytes()).isPositive();
    assertThat(jobs.columns()).isEmpty();

    JobReport apply = ok("apply", "head", hash);
    assertThat(apply.plan().pending()).isZero();
    assertThat(apply.history().current()).containsExactly(JobFixture.SECOND);
    assertThat(apply.observedAt()).isNotNull();
    assertThat(jobs.columns()).isEqualTo("id,name");

    JobReport again = ok("plan", "head");
    assertThat(again.plan().direction()).isEqualTo("None");
    assertThat(again.plan().pending()).isZero();
    assertThat(again.history()).isEqualTo(apply.history());
    assertThat(again.bundleDigest()).startsWith("sha256:");
  }

  @Test
  void howFarALongBackupIsIsInTheLog() throws IOException {
    jobs.execute("CREATE TABLE old (id int)");
    Path bin = Files.createDirectory(directory.resolve("bin"));
    SlowTools.in(bin, "7", Set.of("pg_dump"));
    String hash = "--plan-hash=" + ok("plan", "head").plan().hash();
    Commands.Outcome backup =
        Commands.capture(
            jobs.step("backup", "head", hash, "--backup-dir=" + volume(), "--tools-dir=" + bin));
    assertThat(backup.code()).as(backup.err()).isEqualTo(ExitCode.OK);
    assertThat(backup.err())
        .containsPattern("INFO  Backing up: [0-9.]+ k?B written, table 1 of 1, \\d+ s\n")
        .containsPattern("INFO  Backed up ");
  }

  @Test
  void aBundleForOtherContextsIsRefused() throws IOException {
    Files.writeString(
        directory.resolve("versions/3c.yaml"),
        """
        # revision: 3c
        # down-revision: %s
        databaseChangeLog:
        - property: {name: rate, value: "1", context: test}
        - property: {name: rate, value: "2", context: prod}
        - changeSet: {id: 3c, author: x, changes: [{sql: {sql: "CREATE TABLE rate_${rate} ()"}}], rollback: empty}
        """
            .formatted(JobFixture.SECOND));
    jobs.compile(CompileOptions.defaults().withSelection(List.of("prod"), ""));
    assertThat(fail("plan", "head", "--contexts=test").message())
        .contains("for the contexts \"prod\" counted then");
    assertThat(ok("plan", "head", "--contexts=prod").plan().pending()).isEqualTo(3);
  }

  /** The next look tries it again, as Liquibase does: it is pending, whatever the run says. */
  @Test
  void whatAPreconditionKeepsOutIsPending() {
    jobs.revision(
        "3aaaaaaaaaaa",
        JobFixture.SECOND,
        "--preconditions onFail:CONTINUE\n--precondition-sql-check expectedResult:1 SELECT 0\n"
            + "DROP TABLE users",
        "SELECT 1");
    jobs.compile();
    migrate("head");
    JobReport apply = jobs.report();
    assertThat(apply.plan().pending()).isEqualTo(1);
    assertThat(apply.message()).contains("skipped", "3aaaaaaaaaaa");
    assertThat(apply.history().current()).containsExactly(JobFixture.SECOND);
    assertThat(ok("plan", "head").plan().due()).isEqualTo(1);
  }

  @Test
  void whatFailedWithoutStoppingTheRunIsPending() throws IOException {
    changeset("3aaaaaaaaaaa", " failOnError:false", "SELECT 1 / 0");
    migrate("head");

    assertThat(jobs.report().message()).contains("skipped", "3aaaaaaaaaaa");
    assertThat(jobs.report().plan().due()).isEqualTo(1);
    assertThat(ok("plan", "head").plan().due()).isEqualTo(1);
  }

  /** Else each look at the database would find something to run. */
  @Test
  void whatAlwaysRunsIsDueOnceOnly() throws IOException {
    changeset("3aaaaaaaaaaa", " runAlways:true", "SELECT 1");
    assertThat(ok("plan", "head").plan().due()).isEqualTo(3);
    migrate("head");

    assertThat(jobs.report().plan().due()).isZero();
    JobReport again = ok("plan", "head");
    assertThat(again.plan().pending()).isEqualTo(1);
    assertThat(again.plan().due()).isZero();
  }

  /** As after a password's rotation: what was read before the run is not the truth after it. */
  @Test
  void whatTheRunDidIsReportedThoughTheDatabaseCannotBeReadAgain() {
    jobs.revision(
        "3aaaaaaaaaaa",
        JobFixture.SECOND,
        "UPDATE pg_database SET datallowconn = false WHERE datname = current_database()",
        "SELECT 1");
    jobs.compile();
    migrate("head");
    JobReport apply = jobs.report();
    assertThat(apply.history().current()).containsExactly("3aaaaaaaaaaa");
    assertThat(apply.history().fingerprint()).isNull();
    assertThat(apply.plan().pending()).isZero();
  }

  /** Half of a run is not where the database was before it either. */
  @Test
  void aFailedRunThatCannotBeReadAgainDoesNotReportTheStateBefore() {
    jobs.revision(
        "3aaaaaaaaaaa",
        JobFixture.SECOND,
        "UPDATE pg_database SET datallowconn = false WHERE datname = current_database()",
        "SELECT 1");
    jobs.revision("4aaaaaaaaaaa", "3aaaaaaaaaaa", "SELECT 1 / 0", "SELECT 1");
    jobs.compile();
    String hash = "--plan-hash=" + ok("plan", "head").plan().hash();
    ok("backup", "head", hash, "--backup-policy=Never");

    JobReport failed = fail("apply", "head", hash);

    assertThat(failed.reason()).isEqualTo(Reason.STATEMENT_FAILED.code());
    assertThat(failed.history().current()).containsExactly("unknown");
    assertThat(failed.plan().pending()).isEqualTo(1);
  }

  private void changeset(String id, String attributes, String sql) throws IOException {
    jobs.revision(id, JobFixture.SECOND, sql, "SELECT 1");
    Path file = directory.resolve("versions/" + id + ".sql");
    Files.writeString(
        file, Files.readString(file).replaceFirst("(?m)^(--changeset .*)$", "$1" + attributes));
    jobs.compile();
  }

  @Test
  void whatOnlyLiquibaseCanRunRunsWhereThatIsAllowed() throws IOException {
    Files.writeString(directory.resolve("users.csv"), "id,name\n7,seven\n");
    Files.writeString(
        directory.resolve("versions/3aaaaaaaaaaa.yaml"),
        """
        # revision: 3aaaaaaaaaaa
        # down-revision: 27c6a30d7c24
        # message: users
        databaseChangeLog:
        - changeSet:
            id: 3aaaaaaaaaaa
            author: test
            changes:
            - loadUpdateData: {tableName: users, file: users.csv, primaryKey: id}
        """);
    jobs.compile();
    assertThat(fail("plan", "head").message()).contains("loadUpdateData", "spec.allowLive");
    migrate("head", "--allow-live");
    assertThat(jobs.query(jobs.database, "SELECT name FROM users WHERE id = 7")).isEqualTo("seven");
    assertThat(ok("plan", "head", "--allow-live").plan().pending()).isZero();
  }

  /** As the verbs do: what nothing undoes is said before it runs, whoever runs it. */
  @Test
  void warnsOfWhatNothingUndoes() throws IOException {
    Path file = directory.resolve("versions/3aaaaaaaaaaa.sql");
    jobs.revision("3aaaaaaaaaaa", JobFixture.SECOND, "CREATE TABLE gone (id int)", "SELECT 1");
    Files.writeString(file, Files.readString(file).replaceAll("--rollback.*", ""));
    jobs.compile();
    String hash = "--plan-hash=" + ok("plan", "head").plan().hash();
    ok("backup", "head", hash, "--backup-policy=Never");

    Commands.Outcome apply = Commands.capture(jobs.step("apply", "head", hash));

    assertThat(apply.code()).isEqualTo(ExitCode.OK);
    assertThat(apply.err()).contains("WARN  no rollback: versions/3aaaaaaaaaaa.sql");
  }

  @Test
  void goesDownOnlyWhenThatIsAllowedAndBringsABackupBack() {
    migrate("head");
    assertThat(fail("plan", JobFixture.FIRST).reason())
        .isEqualTo(Reason.DOWNGRADE_NOT_ALLOWED.code());
    jobs.query(jobs.database, "INSERT INTO users VALUES (7, 'seven') RETURNING 1");
    JobReport backup = migrate(JobFixture.FIRST, "--allow-downgrade");
    assertThat(jobs.columns()).isEqualTo("id");

    String target = jobs.server.newDatabase();
    List<String> restore =
        new ArrayList<>(
            List.of(
                "job",
                "restore",
                "--database-url=jdbc:postgresql://127.0.0.1:" + jobs.server.port() + "/" + target,
                "--credentials-dir=" + jobs.credentials(),
                "--backup-dir=" + volume(),
                "--backup=" + backup.backup().location(),
                "--report=" + jobs.report));
    assertThat(Commands.run(restore.toArray(String[]::new))).isEqualTo(ExitCode.OK);
    assertThat(jobs.report().outcome()).isEqualTo(JobReport.SUCCEEDED);
    assertThat(jobs.columns(target)).isEqualTo("id,name");
    assertThat(jobs.query(target, "SELECT name FROM users WHERE id = 7")).isEqualTo("seven");

    assertThat(Commands.run(restore.toArray(String[]::new))).isEqualTo(ExitCode.FAILED);
    assertThat(jobs.report().reason()).isEqualTo(Reason.TARGET_NOT_EMPTY.code());
    assertThat(jobs.report().message()).contains("accept the loss with spec.acceptLoss: ");
    JobReport.Restore refused = jobs.report().restore();
    assertThat(refused.token()).matches("[0-9a-f]{12}");
    assertThat(refused.keptAs()).isNull();

    restore.add("--swap");
    restore.add("--accept-loss=" + refused.token());
    assertThat(Commands.run(restore.toArray(String[]::new))).isEqualTo(ExitCode.OK);
    JobReport.Restore swapped = jobs.report().restore();
    assertThat(swapped.revisions()).containsExactly(JobFixture.SECOND);
    assertThat(swapped.keptAs()).startsWith(target + "_before_restore_");
    assertThat(swapped.swappedAt()).isNotBlank();
    assertThat(swapped.unavailableMillis()).isPositive();
    assertThat(jobs.query(swapped.keptAs(), "SELECT name FROM users WHERE id = 7"))
        .isEqualTo("seven");
    for (int time = 0; time < 2; time++) {
      List<String> drop = new ArrayList<>(restore.subList(2, 4));
      drop.addAll(0, List.of("job", "drop-kept"));
      drop.addAll(List.of("--kept=" + swapped.keptAs(), "--report=" + jobs.report));
      assertThat(Commands.run(drop.toArray(String[]::new))).isEqualTo(ExitCode.OK);
      assertThat(jobs.report().step()).isEqualTo("drop-kept");
    }
    restore.set(5, "--backup=../" + backup.backup().location());
    assertThat(Commands.run(restore.toArray(String[]::new))).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void whatAnUpgradeDropsComesBackWithTheDowngrade() {
    migrate("head");
    jobs.execute("INSERT INTO users VALUES (7, 'seven')");
    String third = "3fa0c1d2e4b5";
    jobs.revision(
        third,
        JobFixture.SECOND,
        "ALTER TABLE users DROP COLUMN name",
        "ALTER TABLE users ADD name text");
    jobs.compile();
    String hash = "--plan-hash=" + migrateUntilApply("head");
    JobReport applied = ok("apply", "head", hash, "--retain-dropped=PT168H");
    assertThat(jobs.columns()).isEqualTo("id");
    KeptStatus kept = applied.history().kept();
    assertThat(kept.entries()).isEqualTo(1);
    assertThat(kept.bytes()).isPositive();
    assertThat(Instant.parse(kept.until())).isAfter(Instant.now().plus(Duration.ofDays(6)));
    assertThat(ok("plan", "head").history().kept()).isEqualTo(kept);

    migrate(JobFixture.SECOND, "--allow-downgrade");

    assertThat(jobs.report().history().kept()).isNull();
    assertThat(jobs.query(jobs.database, "SELECT name FROM users WHERE id = 7")).isEqualTo("seven");
  }

  @Test
  void aPlanForgetsWhatIsKeptPastItsTimeWhereItIsTold() {
    migrate("head");
    jobs.revision("3fa0c1d2e4b5", JobFixture.SECOND, "DROP TABLE users", "CREATE TABLE users ()");
    jobs.compile();
    String hash = "--plan-hash=" + migrateUntilApply("head");
    ok("apply", "head", hash, "--retain-dropped=PT1H");
    assertThat(ok("plan", "head", "--forget-expired").history().kept().entries()).isEqualTo(1);

    jobs.execute("UPDATE athanor.kept SET kept_until = clock_timestamp()");

    assertThat(ok("plan", "head").history().kept().entries()).isEqualTo(1);
    assertThat(ok("plan", "head", "--forget-expired").history().kept()).isNull();
    assertThat(jobs.query(jobs.database, tablesOf("athanor_kept"))).isEqualTo("0");
  }

  private static String tablesOf(String schema) {
    return "SELECT count(*) FROM pg_tables WHERE schemaname = '" + schema + "'";
  }

  @Test
  void appliesNothingWithoutTheReceiptOfThatPlan() {
    String hash = "--plan-hash=" + ok("plan", "head").plan().hash();
    assertThat(fail("apply", "head", hash).reason()).isEqualTo(Reason.BACKUP_FAILED.code());

    String other = ok("plan", JobFixture.FIRST).plan().hash();
    ok("backup", JobFixture.FIRST, "--plan-hash=" + other, "--backup-policy=Never");
    assertThat(jobs.report().backup().waived()).isEqualTo("backup.policy=Never");
    assertThat(fail("apply", "head", hash).reason()).isEqualTo(Reason.PLAN_CHANGED.code());

    JobReport changed = fail("apply", "head", "--plan-hash=" + other);
    assertThat(changed.reason()).isEqualTo(Reason.PLAN_CHANGED.code());
    assertThat(changed.retryable()).isTrue();
    assertThat(fail("backup", "head", "--plan-hash=" + other, "--backup-dir=" + volume()).reason())
        .isEqualTo(Reason.PLAN_CHANGED.code());
    assertThat(jobs.columns()).isEmpty();
    assertThat(volume()).doesNotExist();
  }

  @Test
  void runsOnABackupThatAnotherToolHasTakenAndRecordsWhich() {
    String hash = "--plan-hash=" + ok("plan", "head", "--backup-policy=External").plan().hash();
    String[] unnamed = {hash, "--backup-policy=External"};
    assertThat(fail("backup", "head", unnamed).message()).contains("--external-backup");
    String taken = "VolumeSnapshot shop-backup-1, done at 2026-11-29T08:00:00Z";
    ok("backup", "head", hash, "--backup-policy=External", "--external-backup=" + taken);
    assertThat(jobs.report().backup().external()).isEqualTo(taken);
    assertThat(jobs.report().backup().waived()).isNull();

    ok("apply", "head", hash);

    assertThat(jobs.query(jobs.database, "SELECT backup FROM athanor.run"))
        .isEqualTo("by another tool: " + taken);
  }

  /** Each of the three steps plans, and so each must accept what the others do. */
  @Test
  void leavesUnknownHistoryAloneWhenThatIsAllowed() {
    migrate(JobFixture.FIRST);
    jobs.query(
        jobs.database,
        "INSERT INTO databasechangelog (id, author, filename, dateexecuted, orderexecuted,"
            + " exectype) VALUES ('1', 'they', 'other.sql', now(), 99, 'EXECUTED') RETURNING id");
    JobReport refused = fail("plan", "head");
    assertThat(refused.reason()).isEqualTo(Reason.UNKNOWN_HISTORY.code());
    assertThat(refused.message()).contains("spec.history.allowUnknown");

    migrate("head", "--allow-unknown-history");
    assertThat(jobs.columns()).isEqualTo("id,name");
  }

  @Test
  void trustsAHistoryOfTheRolesThatAreNamed() {
    migrate(JobFixture.FIRST);
    jobs.execute("CREATE ROLE history_owner");
    jobs.execute("ALTER TABLE databasechangelog OWNER TO history_owner");
    String hash = "--plan-hash=" + ok("plan", "head").plan().hash();
    ok("backup", "head", hash, "--backup-policy=Never");
    JobReport refused = fail("apply", "head", hash);
    assertThat(refused.reason()).isEqualTo(Reason.UNTRUSTED_HISTORY.code());
    assertThat(refused.message()).contains("spec.history.trustedRoles: [history_owner]");
    assertThat(fail("apply", "head", hash, "--trusted-roles=somebody,else").reason())
        .isEqualTo(Reason.UNTRUSTED_HISTORY.code());

    migrate("head", "--trusted-roles=somebody,history_owner");
    assertThat(jobs.columns()).isEqualTo("id,name");
  }

  @Test
  void reportsWhereAFailureLeftTheDatabase() {
    jobs.revision("3aaaaaaaaaaa", JobFixture.SECOND, "SELECT 1 / 0", "SELECT 1");
    jobs.compile();
    String hash = "--plan-hash=" + ok("plan", "head").plan().hash();
    ok("backup", "head", hash, "--backup-policy=Never");
    JobReport failed = fail("apply", "head", hash);
    assertThat(failed.reason()).isEqualTo(Reason.STATEMENT_FAILED.code());
    assertThat(failed.message()).contains("division by zero").contains("SELECT 1 / 0");
    assertThat(failed.history().current()).containsExactly(JobFixture.SECOND);
    assertThat(failed.plan().pending()).isEqualTo(1);
  }

  /** Of one that takes an hour, the log does not wait for the end; nor for that of its flight. */
  @Test
  void namesAChangesetBeforeItRuns() throws Exception {
    jobs.revision("3aaaaaaaaaaa", JobFixture.SECOND, "SELECT pg_sleep(300)", "SELECT 1");
    jobs.revision("4aaaaaaaaaaa", "3aaaaaaaaaaa", "SELECT 1", "SELECT 1");
    jobs.compile();
    String hash = "--plan-hash=" + ok("plan", "head").plan().hash();
    ok("backup", "head", hash, "--backup-policy=Never");

    Process process = start("apply", hash, "--interrupt-grace=PT0.1S");
    await(SLEEPING.formatted(jobs.database), "1");

    assertThat(Files.readString(directory.resolve("log")))
        .contains("1/4 apply " + JobFixture.FIRST, "3/4 apply 3aaaaaaaaaaa")
        .doesNotContain("4/4");
    process.destroy();
    assertThat(Patience.ends(process)).isTrue();
  }

  /** "The connection attempt failed." says nothing that helps. */
  @Test
  void saysWhyItCannotConnect() throws IOException {
    try (ServerSocket deaf = new ServerSocket(0)) {
      CompletableFuture<Void> closing =
          CompletableFuture.runAsync(
              () -> {
                try {
                  deaf.accept().close();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      JobReport failed = fail("plan", "head", "--database-port=" + deaf.getLocalPort());

      assertThat(failed.reason()).isEqualTo(Reason.CONNECTION_FAILED.code());
      assertThat(failed.message()).containsPattern("\\((EOF|Socket)Exception");
      closing.join();
    }
  }

  @Test
  void saysWhatIsWrongWithItsInput() throws IOException {
    assertThat(fail("plan", "nowhere").reason()).isEqualTo(Reason.UNKNOWN_TARGET.code());
    assertThat(fail("plan", "head", "--bundle-digest=sha256:" + "0".repeat(64)).reason())
        .isEqualTo(Reason.INVALID_BUNDLE.code());
    assertThat(fail("plan", "head", "--database-name=none").reason())
        .isEqualTo(Reason.NO_DATABASE.code());
    assertThat(fail("plan", "head", "--database-port=1").reason())
        .isEqualTo(Reason.CONNECTION_FAILED.code());
    assertThat(fail("plan", "head", "--tools-dir=" + directory).reason())
        .isEqualTo(Reason.BACKUP_TOOL_UNUSABLE.code());
    assertThat(fail("plan", "head", "--no-such-option").message()).contains("--no-such-option");
    Files.delete(jobs.credentials().resolve("password"));
    assertThat(fail("plan", "head", "--credentials-dir=" + directory).reason())
        .isEqualTo(Reason.INVALID_CONFIGURATION.code());
  }

  @Test
  void aSignalEndsTheRunInOrderAndIsReported() throws Exception {
    jobs.revision("3aaaaaaaaaaa", JobFixture.SECOND, "SELECT pg_sleep(300)", "SELECT 1");
    jobs.compile();
    String hash = "--plan-hash=" + ok("plan", "head").plan().hash();
    ok("backup", "head", hash, "--backup-policy=Never");
    Files.delete(jobs.report);

    Process process = start("apply", hash, "--interrupt-grace=PT0.1S");
    String sleeping = SLEEPING.formatted(jobs.database);
    await(sleeping, "1");
    process.destroy();
    assertThat(Patience.ends(process)).isTrue();

    assertThat(process.exitValue()).isNotZero();
    JobReport report = jobs.report();
    assertThat(report.reason()).isEqualTo(Reason.INTERRUPTED.code());
    assertThat(report.retryable()).isTrue();
    assertThat(report.history().current()).containsExactly(JobFixture.SECOND);
    await(sleeping, "0");
    assertThat(Files.readString(directory.resolve("log")))
        .contains("Told to stop")
        .doesNotContain("s3cret");
  }

  @Test
  void reportsADefectAndAnError() {
    for (Throwable thrown : List.of(new IllegalStateException("oops"), new OutOfMemoryError("x"))) {
      Throwing step = new Throwing(thrown);
      Arguments arguments = new Arguments();
      step.declare(arguments);
      arguments.parse(List.of("--report=" + jobs.report));
      assertThat(step.run()).isEqualTo(ExitCode.DEFECT);
      assertThat(jobs.report().reason()).isEqualTo(Reason.INTERNAL_ERROR.code());
      assertThat(jobs.report().message()).contains(thrown.toString());
    }
  }

  @Test
  void failsWhenTheReportCannotBeWritten() {
    assertThat(Commands.run(jobs.step("plan", "head", "--report=" + directory.resolve("no/where"))))
        .isEqualTo(ExitCode.FAILED);
  }

  /** A step towards head as a process of its own; its log is the file {@code log}. */
  private Process start(String step, String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.athanor.cli.Main"));
    command.addAll(List.of(jobs.step(step, "head", more)));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("log").toFile())
        .start();
  }

  private JobReport migrate(String target, String... more) {
    List<String> arguments = new ArrayList<>(List.of(more));
    JobReport plan = ok("plan", target, more);
    arguments.add("--plan-hash=" + plan.plan().hash());
    String[] withHash = arguments.toArray(String[]::new);
    arguments.add("--backup-dir=" + volume());
    JobReport backup = ok("backup", target, arguments.toArray(String[]::new));
    ok("apply", target, withHash);
    return backup;
  }

  /** What comes before apply; the plan's hash. */
  private String migrateUntilApply(String target) {
    String hash = ok("plan", target).plan().hash();
    ok("backup", target, "--plan-hash=" + hash, "--backup-dir=" + volume());
    return hash;
  }

  private Path volume() {
    return directory.resolve("volume");
  }

  private JobReport ok(String step, String target, String... more) {
    int code = Commands.run(jobs.step(step, target, more));
    JobReport report = jobs.report();
    assertThat(report.message()).doesNotContain("s3cret");
    assertThat(code).as(report.message()).isEqualTo(ExitCode.OK);
    assertThat(report.outcome()).isEqualTo(JobReport.SUCCEEDED);
    assertThat(report.step()).isEqualTo(step);
    return report;
  }

  private JobReport fail(String step, String target, String... more) {
    int code = Commands.run(jobs.step(step, target, more));
    JobReport report = jobs.report();
    assertThat(code).isNotZero();
    assertThat(report.outcome()).isEqualTo(JobReport.FAILED);
    assertThat(report.message()).isNotBlank().doesNotContain("s3cret");
    return report;
  }

  private void await(String sql, String expected) throws InterruptedException {
    long deadline = System.nanoTime() + Patience.PATIENCE.toNanos();
    while (!jobs.query("postgres", sql).equals(expected) && System.nanoTime() < deadline) {
      Thread.sleep(20);
    }
    assertThat(jobs.query("postgres", sql)).isEqualTo(expected);
  }

  /** A step that fails in a way nobody foresaw. */
  private static final class Throwing extends JobStep {
    private final Throwable thrown;

    Throwing(Throwable thrown) {
      this.thrown = thrown;
    }

    @Override
    String name() {
      return "plan";
    }

    @Override
    void options(Arguments arguments) {}

    @Override
    public String summary() {
      return "";
    }

    @Override
    String work(ReportBuilder builder) {
      if (thrown instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) thrown;
    }
  }
}
