package dev.athanor.cli.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.cli.Commands;
import dev.athanor.cli.ExitCode;
import dev.athanor.crds.report.JobReport;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.testing.SystemPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Jobs' contract where {@code spec.onFailure} says what is done about a run that failed. */
class JobGoBackTest {
  private static final String BROKEN = "3aaaaaaaaaaa";
  private static final String RUN = "--run=uid-2-1";
  private static final String FENCE = "--fence=uid-2-1";

  @TempDir Path directory;

  private JobFixture jobs;
  private String application;

  @BeforeAll
  static void needsPostgres() {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
  }

  /** A fence keeps superusers in, and all who log in as the migration does: it has a login. */
  @BeforeEach
  void createDatabaseOfAMigrator() {
    jobs = new JobFixture(directory);
    String migrator = jobs.database + "_migrator";
    application = jobs.database + "_app";
    jobs.execute(
        ("CREATE ROLE %1$s LOGIN CREATEDB; CREATE ROLE %2$s LOGIN;"
                + " GRANT pg_signal_backend TO %1$s; ALTER DATABASE %3$s OWNER TO %1$s")
            .formatted(migrator, application, jobs.database));
    jobs.as(migrator);
  }

  @Test
  void aFenceStandsFromBeforeTheBackupUntilTheRunHasSucceeded() {
    String hash = plan();
    JobReport taken = backUp(hash, "--restorable", FENCE);
    assertThat(taken.backup().location()).isNotBlank();
    assertThat(applicationConnects()).isFalse();

    ok("apply", hash, FENCE);

    assertThat(applicationConnects()).isTrue();
    assertThat(jobs.columns()).isEqualTo("id,name");
  }

  /** Nothing was changed: there is nothing to keep anybody out for. */
  @Test
  void withoutABackupNobodyIsKeptOut() {
    String hash = plan();
    JobReport failed = fail("backup", hash, "--backup-dir=/proc/none", FENCE);

    assertThat(failed.reason()).isEqualTo(Reason.BACKUP_FAILED.code());
    assertThat(applicationConnects()).isTrue();
  }

  @Test
  void stopsBeforeTheBackupWhereItCouldNotBeSwappedIn() {
    jobs.execute("ALTER ROLE %s_migrator NOCREATEDB".formatted(jobs.database));
    JobReport refused = fail("backup", plan(), "--backup-dir=" + volume(), "--restorable", FENCE);

    assertThat(refused.message()).contains("CREATEDB");
    assertThat(volume()).doesNotExist();
    assertThat(applicationConnects()).isTrue();
  }

  @Test
  void aFailedRunIsServedAgainFromItsBackup() {
    migrateAndBreak();
    String hash = plan();
    String backup = "--backup=" + backUp(hash, "--restorable", FENCE, key()).backup().location();
    assertThat(fail("apply", hash, FENCE).reason()).isEqualTo(Reason.STATEMENT_FAILED.code());
    assertThat(jobs.columns()).isEqualTo("id,name,halfway");
    assertThat(applicationConnects()).isFalse();

    String[] back = {
      RUN, "--policy=Restore", "--fenced", backup, "--backup-dir=" + volume(), key()
    };
    JobReport went = ok("go-back", back);

    assertThat(went.history().current()).containsExactly(JobFixture.SECOND);
    assertThat(went.restore().keptAs()).startsWith(jobs.database + "_before_restore_");
    assertThat(jobs.columns()).isEqualTo("id,name");
    assertThat(jobs.query(jobs.database, "SELECT name FROM users")).isEqualTo("seven");
    assertThat(applicationConnects()).isTrue();

    JobReport again = ok("go-back", back);
    assertThat(again.restore().keptAs()).isEqualTo(went.restore().keptAs());
  }

  /** Without its key neither the run nor the way back begins; others wait only behind a backup. */
  @Test
  void fromAnEncryptedBackupItTakesTheKey() {
    migrateAndBreak();
    String hash = plan();
    String wrong = "--backup-key-file=" + directory.resolve("none");
    try (Connection session = application()) {
      JobReport refused =
          fail("backup", hash, "--backup-dir=" + volume(), "--restorable", FENCE, wrong);
      assertThat(refused.reason()).isEqualTo(Reason.BACKUP_KEY_MISSING.code());
      assertThat(session.isValid(1)).isTrue();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    String right = "--backup-key-file=" + jobs.backupKey();
    String backup =
        "--backup=" + backUp(hash, "--restorable", FENCE, key(), right).backup().location();
    fail("apply", hash, FENCE);
    List<String> back =
        new ArrayList<>(
            List.of(
                RUN, "--policy=Restore", "--fenced", backup, "--backup-dir=" + volume(), key()));
    JobReport refused = fail("go-back", back.toArray(String[]::new));
    assertThat(refused.reason()).isEqualTo(Reason.BACKUP_KEY_MISSING.code());
    assertThat(refused.retryable()).isTrue();
    assertThat(refused.message()).contains(JobFixture.KEY_ID);
    assertThat(jobs.columns()).isEqualTo("id,name,halfway");
    assertThat(applicationConnects()).isFalse();

    back.add(right);
    JobReport went = ok("go-back", back.toArray(String[]::new));

    assertThat(went.history().current()).containsExactly(JobFixture.SECOND);
    assertThat(jobs.query(jobs.database, "SELECT name FROM users")).isEqualTo("seven");
    assertThat(applicationConnects()).isTrue();
  }

  /** What is there before it is undone is backed up like all else. */
  @Test
  void undoingTakesTheKeyOfTheBackupBefore() {
    migrateAndBreak();
    String hash = plan();
    backUp(hash);
    fail("apply", hash);
    String volume = "--backup-dir=" + volume();
    String wrong = "--backup-key-file=" + directory.resolve("none");
    JobReport refused = fail("go-back", RUN, "--policy=Downgrade", volume, key(), wrong);
    assertThat(refused.reason()).isEqualTo(Reason.BACKUP_KEY_MISSING.code());
    assertThat(jobs.columns()).isEqualTo("id,name,halfway");

    ok(
        "go-back",
        RUN,
        "--policy=Downgrade",
        volume,
        key(),
        "--backup-key-file=" + jobs.backupKey());
    assertThat(jobs.columns()).isEqualTo("id,name");
  }

  @Test
  void whatTheFailedRunDidIsUndone() {
    migrateAndBreak();
    String hash = plan();
    backUp(hash);
    fail("apply", hash);
    String[] back = {RUN, "--policy=Downgrade", "--backup-dir=" + volume(), key()};

    JobReport went = ok("go-back", back);

    assertThat(went.message()).contains("Undone: now at " + JobFixture.SECOND);
    assertThat(went.plan().direction()).isEqualTo("Down");
    assertThat(went.history().current()).containsExactly(JobFixture.SECOND);
    assertThat(jobs.columns()).isEqualTo("id,name");
    JobReport again = ok("go-back", back);
    assertThat(again.message()).contains("Nothing was to be brought back");
    assertThat(again.plan().direction()).isEqualTo("None");
  }

  /** Where going back has failed, others are let in all the same. */
  @Test
  void stopOnlyLiftsTheFence() {
    migrateAndBreak();
    String hash = plan();
    backUp(hash, FENCE);
    fail("apply", hash, FENCE);

    JobReport lifted = ok("go-back", RUN, "--policy=Stop", "--fenced");

    assertThat(lifted.message()).isEqualTo("Nothing was brought back; the write fence is lifted.");
    assertThat(applicationConnects()).isTrue();
    assertThat(jobs.columns()).isEqualTo("id,name,halfway");
  }

  /** At the second revision with a row, and two more of which the last fails. */
  private void migrateAndBreak() {
    String hash = plan();
    backUp(hash);
    ok("apply", hash);
    jobs.execute("INSERT INTO users VALUES (7, 'seven')");
    jobs.revision(
        BROKEN,
        JobFixture.SECOND,
        "ALTER TABLE users ADD halfway int",
        "ALTER TABLE users DROP halfway");
    jobs.revision("4aaaaaaaaaaa", BROKEN, "SELECT 1 / 0", "SELECT 1");
    jobs.compile();
  }

  private String plan() {
    return "--plan-hash=" + ok("plan").plan().hash();
  }

  private JobReport backUp(String... more) {
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.add("--backup-dir=" + volume());
    return ok("backup", arguments.toArray(String[]::new));
  }

  private static String key() {
    return "--generation-key=uid-2";
  }

  private Path volume() {
    return directory.resolve("volume");
  }

  private Connection application() throws SQLException {
    return DriverManager.getConnection(
        jobs.server.url(jobs.database).replace("user=postgres", "user=" + application));
  }

  private boolean applicationConnects() {
    try (Connection session = application()) {
      return session.isValid(1);
    } catch (SQLException e) {
      assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo("42501");
      return false;
    }
  }

  private JobReport ok(String step, String... more) {
    int code = Commands.run(jobs.step(step, "head", more));
    assertThat(code).as(jobs.report().message()).isEqualTo(ExitCode.OK);
    return jobs.report();
  }

  private JobReport fail(String step, String... more) {
    assertThat(Commands.run(jobs.step(step, "head", more))).isNotEqualTo(ExitCode.OK);
    return jobs.report();
  }
}
