package dev.athanor.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.cli.Commands;
import dev.athanor.cli.ExitCode;
import dev.athanor.crds.report.JobReport;
import dev.athanor.crds.v1alpha1.StatementRehearsal;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.scratch.ScratchServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The container that tries a plan on its backup, with another real server beside it. */
class RehearseJobTest {
  @TempDir static Path home;
  @TempDir Path directory;
  @AutoClose private static ScratchServer beside;

  private JobFixture jobs;

  @BeforeAll
  static void start() {
    beside = JobFixture.serverBeside(home);
  }

  @BeforeEach
  void createDatabase() {
    jobs = new JobFixture(directory);
    jobs.execute(
        "CREATE TABLE people (id int, mail text);"
            + "INSERT INTO people SELECT i, 'm' || i % 900 FROM generate_series(1, 1000) i");
  }

  @Test
  void whatThePlanDoesOnTheBackupIsInTheReportAndThePlanCanBeRun() throws IOException {
    jobs.revision(
        "3aaaaaaaaaaa",
        JobFixture.SECOND,
        "ALTER TABLE people ALTER id TYPE bigint",
        "ALTER TABLE people ALTER id TYPE int");
    jobs.compile();
    String hash = backedUp();
    String before = transactions();

    JobReport report = rehearse(ExitCode.OK, hash);

    assertThat(report.message()).startsWith("The plan passed on backup ");
    assertThat(report.plan().pending()).isEqualTo(3);
    assertThat(report.rehearsal().outcome()).isEqualTo("Passed");
    assertThat(report.rehearsal().statements().size() + report.rehearsal().others()).isEqualTo(3);
    assertThat(report.rehearsal().restoreMillis()).isPositive();
    // Not the first one: how long each kept others waiting is a matter of a millisecond here.
    StatementRehearsal rewrite =
        report.rehearsal().statements().stream()
            .filter(each -> each.revision().equals("3aaaaaaaaaaa"))
            .findFirst()
            .orElseThrow();
    assertThat(rewrite.statement()).isEqualTo("ALTER TABLE people ALTER id TYPE bigint");
    assertThat(rewrite.lock()).isEqualTo("ACCESS EXCLUSIVE");
    assertThat(rewrite.relation()).isEqualTo("public.people");
    assertThat(rewrite.blocks()).isEqualTo("reads and writes");
    assertThat(rewrite.rewriteBytes()).isPositive();
    assertThat(transactions()).isEqualTo(before);

    Commands.Outcome apply = Commands.capture(jobs.step("apply", "head", hash));
    assertThat(apply.code()).as(apply.err()).isEqualTo(ExitCode.OK);
  }

  @Test
  void aDuplicateStopsItAndNothingWasSentToTheDatabase() throws IOException {
    jobs.revision(
        "3aaaaaaaaaaa",
        JobFixture.SECOND,
        "CREATE UNIQUE INDEX mails ON people (mail)",
        "DROP INDEX mails");
    jobs.compile();
    String hash = backedUp();
    String before = transactions();

    JobReport report = rehearse(ExitCode.FAILED, hash);

    assertThat(report.reason()).isEqualTo("RehearsalFailed");
    assertThat(report.retryable()).isFalse();
    assertThat(report.message()).contains("3aaaaaaaaaaa", "is duplicated", "Nothing was sent");
    assertThat(report.rehearsal().outcome()).isEqualTo("Failed");
    assertThat(report.rehearsal().statements())
        .first()
        .extracting(StatementRehearsal::failure)
        .asString()
        .contains("is duplicated");
    assertThat(transactions()).isEqualTo(before);
    assertThat(jobs.columns()).isEmpty();
  }

  @Test
  void onAnEncryptedBackupItTakesTheKey() throws IOException {
    String key = "--backup-key-file=" + jobs.backupKey();
    String hash = backedUp(key);

    // Nobody answers there: the key is asked for before.
    JobReport refused =
        run(
            ExitCode.RETRYABLE,
            hash,
            List.of(
                "--rehearsal-url=postgresql://postgres@127.0.0.1:1/postgres",
                "--rehearsal-password=" + directory.resolve("nothing")));
    assertThat(refused.reason()).isEqualTo("BackupKeyMissing");
    assertThat(refused.retryable()).isTrue();
    assertThat(refused.message())
        .contains("is encrypted to " + JobFixture.KEY_ID, "spec.backup.encryption");
    assertThat(refused.rehearsal()).isNull();

    assertThat(rehearse(ExitCode.OK, hash, key).rehearsal().outcome()).isEqualTo("Passed");
  }

  @Test
  void aLimitStopsIt() throws IOException {
    jobs.revision("3aaaaaaaaaaa", JobFixture.SECOND, "SELECT pg_sleep(0.2)", "SELECT 1");
    jobs.compile();
    JobReport report = rehearse(ExitCode.FAILED, backedUp(), "--max-duration=PT0.1S");
    assertThat(report.reason()).isEqualTo("RehearsalLimitExceeded");
    assertThat(report.message()).contains("maxDuration is 100 ms");
    assertThat(report.rehearsal().outcome()).isEqualTo("LimitExceeded");
  }

  @Test
  void aServerThatDoesNotStartIsSaidAndTriedAgain() throws IOException {
    Path nothing = directory.resolve("nothing");
    JobReport report =
        run(
            ExitCode.RETRYABLE,
            backedUp(),
            List.of(
                "--rehearsal-url=postgresql://postgres@127.0.0.1:1/postgres",
                "--rehearsal-password=" + nothing,
                "--rehearsal-wait=PT1S"));
    assertThat(report.reason()).isEqualTo("ScratchServerFailed");
    assertThat(report.message()).contains("did not answer within 1 s", nothing.toString());
  }

  @Test
  void withoutABackupThereIsNothingToRehearseOn() throws IOException {
    String hash = "--plan-hash=" + run("plan", "head").plan().hash();
    run("backup", "head", hash, "--backup-policy=Never");
    JobReport report = rehearse(ExitCode.FAILED, hash);
    assertThat(report.reason()).isEqualTo("NotRehearsed");
  }

  /** A sequence number of the whole server's, which every transaction that writes raises. */
  private String transactions() {
    return jobs.query(jobs.database, "SELECT txid_snapshot_xmax(txid_current_snapshot())");
  }

  private String backedUp(String... more) {
    String hash = "--plan-hash=" + run("plan", "head").plan().hash();
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.addAll(List.of(hash, "--backup-dir=" + directory.resolve("volume")));
    run("backup", "head", arguments.toArray(String[]::new));
    return hash;
  }

  private JobReport run(String step, String target, String... more) {
    Commands.Outcome outcome = Commands.capture(jobs.step(step, target, more));
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.OK);
    return jobs.report();
  }

  private JobReport rehearse(int code, String... more) throws IOException {
    DatabaseUrl url = beside.url(ScratchServer.MAINTENANCE);
    Path password = directory.resolve("password");
    Files.writeString(password, url.password().orElseThrow());
    List<String> own = new ArrayList<>(List.of(more).subList(1, more.length));
    own.add("--rehearsal-url=" + url.withCredentials(url.user(), null));
    own.add("--rehearsal-password=" + password);
    return run(code, more[0], own);
  }

  private JobReport run(int code, String hash, List<String> own) {
    List<String> arguments = new ArrayList<>(List.of(hash));
    arguments.addAll(own);
    Commands.Outcome outcome =
        Commands.capture(jobs.step("rehearse", "head", arguments.toArray(String[]::new)));
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(code);
    assertThat(jobs.report().step()).isEqualTo("rehearse");
    return jobs.report();
  }
}
