package dev.athanor.cli.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.cli.Commands;
import dev.athanor.crds.report.JobReport;
import dev.athanor.crds.report.JobReports;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.testing.SystemPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the operator, and so the resource, hears of who is in a migration's way. */
class JobLockTest {
  private static final String ATTEMPT = "--lock-attempt=PT0.5S";

  @TempDir Path directory;

  private JobFixture jobs;

  @BeforeAll
  static void needsPostgres() {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
  }

  @BeforeEach
  void atTheFirstRevision() {
    jobs = new JobFixture(directory);
    assertThat(apply(JobFixture.FIRST).outcome()).isEqualTo(JobReport.SUCCEEDED);
  }

  private JobReport apply(String target, String... more) {
    Commands.run(jobs.step("plan", target));
    String hash = "--plan-hash=" + jobs.report().plan().hash();
    Commands.run(jobs.step("backup", target, hash, "--backup-policy=Never"));
    String[] step = jobs.step("apply", target, hash);
    String[] all = new String[step.length + more.length];
    System.arraycopy(step, 0, all, 0, step.length);
    System.arraycopy(more, 0, all, step.length, more.length);
    Commands.run(all);
    return jobs.report();
  }

  /**
   * @return the process id of a reader that is idle in its transaction
   */
  private static int read(Statement reader, String setting) throws SQLException {
    reader.execute("SET application_name = 'a report'");
    reader.execute("SET idle_in_transaction_session_timeout = '" + setting + "'");
    reader.execute("BEGIN");
    reader.execute("SELECT count(*) FROM users");
    try (ResultSet row = reader.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }

  @Test
  void aFailureNamesWhoWasInTheWay() throws SQLException, IOException {
    try (Connection connection = jobs.server.connect(jobs.database);
        Statement reader = connection.createStatement()) {
      int pid = read(reader, "0");

      JobReport report = apply("head", ATTEMPT, "--lock-timeout=PT1S");

      assertThat(report.reason()).isEqualTo(Reason.LOCK_TIMEOUT.code());
      assertThat(report.retryable()).isTrue();
      assertThat(report.message())
          .contains("ACCESS EXCLUSIVE on public.users, behind process " + pid)
          .contains("application a report")
          .contains("idle in transaction since 20")
          .contains("SELECT pg_terminate_backend(" + pid + ")");
      assertThat(report.history().current()).containsExactly(JobFixture.FIRST);
      assertThat(Files.size(jobs.report)).isLessThanOrEqualTo(JobReports.MAX_BYTES);
    }
  }

  @Test
  void aSuccessSaysHowLongItWaitedAndForWhom() throws SQLException {
    try (Connection connection = jobs.server.connect(jobs.database);
        Statement reader = connection.createStatement()) {
      int pid = read(reader, "3s");

      JobReport report = apply("head", ATTEMPT, "--lock-timeout=PT2M");

      assertThat(report.outcome()).isEqualTo(JobReport.SUCCEEDED);
      assertThat(report.message())
          .startsWith("Applied 1 changeset")
          .contains(
              "s for locks, last for ACCESS EXCLUSIVE on public.users, behind process " + pid);
    }
  }
}
