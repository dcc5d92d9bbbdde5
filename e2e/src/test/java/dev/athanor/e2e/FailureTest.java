package dev.athanor.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What goes wrong in a cluster ends in a truthful status and a database at a known revision. Each
 * test has a database of its own, and several run at once, as they do in a cluster.
 */
@Execution(ExecutionMode.CONCURRENT)
class FailureTest {
  private static final String FIRST =
      TestBundle.revision(
          "111111111111", "<base>", "CREATE TABLE first (id int);", "DROP TABLE first;");
  private static final String SECOND =
      TestBundle.revision(
          "222222222222", "111111111111", "CREATE TABLE second (id int);", "DROP TABLE second;");

  @AutoClose private static Tenant tenant;

  @BeforeAll
  static void install() {
    Cluster.install();
    tenant = new Tenant("athanor-e2e-failures");
  }

  @Test
  void aFailingStatementLeavesTheRevisionBeforeAndShowsPostgresMessage() {
    String database = database("failing");
    TestBundle bundle =
        TestBundle.ofRevisions(
            "failing",
            FIRST,
            TestBundle.revision(
                "222222222222",
                "111111111111",
                "CREATE TABLE second (id int); INSERT INTO missing_table VALUES (1);",
                "DROP TABLE second;"));
    apply(bundle, database, "target: head");

    JsonNode status = tenant.awaitStalled(database);

    assertThat(reason(status)).isEqualTo("StatementFailed");
    assertThat(status.path("message").asText())
        .contains("missing_table")
        .contains("does not exist");
    assertThat(status.path("currentRevision").asText()).isEqualTo("111111111111");
    assertThat(status.path("backup").path("location").asText()).isNotEmpty();
    assertThat(tenant.tables(database)).isEqualTo("first");
  }

  @Test
  void anEditedRevisionStallsAndNamesFileAndChecksums() {
    String database = database("edited");
    TestBundle before = TestBundle.ofRevisions("edited", FIRST);
    apply(before, database, "target: head");
    tenant.awaitReady(database);

    TestBundle after =
        TestBundle.ofRevisions("edited", FIRST.replace("(id int)", "(id bigint)"), SECOND);
    apply(after, database, "target: head");
    JsonNode status = tenant.awaitStalled(database);

    assertThat(reason(status)).isEqualTo("ChecksumMismatch");
    assertThat(status.path("message").asText())
        .contains("111111111111.sql")
        .containsPattern("9:[0-9a-f]{32}");
    assertThat(tenant.tables(database)).isEqualTo("first");

    apply(TestBundle.ofRevisions("edited", FIRST, SECOND), database, "target: head");
    assertThat(tenant.awaitReady(database).path("currentRevision").asText())
        .isEqualTo("222222222222");
  }

  @Test
  void aWrongPasswordIsSaidAndHealsWhenTheSecretDoes() {
    String database = database("password");
    tenant.applySecret("wrong-password", "not-the-password");
    TestBundle bundle = TestBundle.ofRevisions("password", FIRST);
    tenant.apply(bundle.configMap());
    tenant.apply(
        bundle
            .migration(database, "target: head\n  retry: {backoff: 1s, maxBackoff: 2s}")
            .replace("tweeteval-database", "wrong-password"));

    JsonNode failure = tenant.awaitFailure(database, "AuthenticationFailed");
    assertThat(failure.path("message").asText()).contains("tweeteval");

    tenant.applySecret("wrong-password", "correct-horse-battery-staple");
    tenant.awaitReady(database);
    tenant.assertNowhere("not-the-password");
    assertThat(Cluster.operatorLog())
        .as("the log of who saw the failure")
        .contains("athanor-e2e-failures/" + database + ": Failed: ")
        .doesNotContain("not-the-password");
  }

  @Test
  void aMissingConfigMapOrSecretIsNamedAndAwaited() {
    TestBundle bundle = TestBundle.ofRevisions("unpublished", FIRST);
    String database = database("unpublished");
    tenant.apply(bundle.migration(database, "target: head"));
    TestBundle other = TestBundle.ofRevisions("secretless", FIRST);
    String secretless = database("secretless");
    tenant.apply(other.configMap());
    tenant.apply(
        other.migration(secretless, "target: head").replace("tweeteval-database", "not-there-yet"));

    tenant.awaitMessage(database, bundle.configMapName());
    tenant.awaitMessage(secretless, "not-there-yet");

    tenant.apply(bundle.configMap());
    tenant.applySecret("not-there-yet", "correct-horse-battery-staple");
    tenant.awaitReady(database);
    tenant.awaitReady(secretless);
  }

  @Test
  void aWrongHostIsNamedAndARightOneGoesOn() {
    String database = database("elsewhere");
    TestBundle bundle = TestBundle.ofRevisions("elsewhere", FIRST);
    tenant.apply(bundle.configMap());
    tenant.apply(
        bundle.migration(database, "target: head").replace("host: postgres", "host: nowhere"));

    JsonNode failure = tenant.awaitFailure(database, "ConnectionFailed");
    assertThat(failure.path("message").asText()).contains("nowhere");

    tenant.apply(bundle.migration(database, "target: head"));
    tenant.awaitReady(database);
  }

  @Test
  void aFullBackupVolumeIsNamedAndNothingIsChanged() {
    assumeTrue(Cluster.hasSmallVolume(), "no volume of class athanor-small");
    String database = database("brimful");
    tenant.sql(
        database, "CREATE TABLE big AS SELECT gen_random_uuid() FROM generate_series(1, 30000)");
    tenant.sql(database, "ALTER TABLE big OWNER TO tweeteval");
    tenant.claimSmallVolume("small");
    TestBundle bundle = TestBundle.ofRevisions("brimful", FIRST);
    tenant.apply(bundle.configMap());
    tenant.apply(bundle.migration(database, "target: head").replace("tweeteval-backups", "small"));

    JsonNode failure = tenant.awaitFailure(database, "BackupVolumeFull");

    assertThat(failure.path("message").asText()).contains("/athanor/backup");
    assertThat(tenant.tables(database)).isEqualTo("big");
  }

  @Test
  void anAlteredBundleIsRefused() {
    String database = database("altered");
    TestBundle bundle = TestBundle.ofRevisions("altered", FIRST);
    tenant.apply(bundle.withOneByteChanged().configMapNamed(bundle.configMapName()));
    tenant.apply(bundle.migration(database, "target: head"));

    assertThat(reason(tenant.awaitStalled(database))).isEqualTo("InvalidBundle");
    assertThat(tenant.tables(database)).isEmpty();
  }

  @Test
  void aKilledPodLeavesAKnownRevisionAndANewJobFinishes() {
    String database = database("killed");
    TestBundle bundle =
        TestBundle.ofRevisions(
            "killed",
            FIRST,
            TestBundle.revision(
                "222222222222",
                "111111111111",
                "CREATE TABLE second (id int); SELECT pg_sleep(10);",
                "DROP TABLE second;"));
    apply(bundle, database, "target: head\n  retry: {backoff: 1s, maxBackoff: 2s}");
    String sleeping =
        "SELECT count(*) FROM pg_stat_activity WHERE state = 'active'"
            + " AND datname = 'killed' AND pid <> pg_backend_pid() AND query LIKE '%pg_sleep(10)%'";
    tenant.awaitStatus(
        database,
        "running its slow statement",
        dbm -> tenant.sql("postgres", sleeping).equals("1"));

    tenant.kubectl(
        "delete",
        "pod",
        "-l",
        "athanor.dev/migration=" + database + ",athanor.dev/step=run",
        "--force",
        "--grace-period=0");
    JsonNode status = tenant.awaitReady(database);

    assertThat(status.path("currentRevision").asText()).isEqualTo("222222222222");
    assertThat(tenant.tables(database)).isEqualTo("first second");
    assertThat(tenant.sql(database, "SELECT count(*) FROM databasechangelog")).isEqualTo("2");
  }

  @Test
  void aKilledOperatorNeitherInterruptsNorDoublesARun() {
    String database = database("headless");
    TestBundle bundle =
        TestBundle.ofRevisions(
            "headless",
            TestBundle.revision(
                "111111111111",
                "<base>",
                "CREATE TABLE first (id int); SELECT pg_sleep(8);",
                "DROP TABLE first;"));
    apply(bundle, database, "target: head");
    tenant.awaitStatus(
        database,
        "running",
        dbm -> dbm.path("status").path("job").path("step").asText().equals("Run"));

    Cluster.killOperator();
    tenant.awaitReady(database);

    assertThat(tenant.sql(database, "SELECT count(*) FROM databasechangelog")).isEqualTo("1");
    assertThat(
            tenant
                .json(
                    "get",
                    "jobs",
                    "-l",
                    "athanor.dev/migration=" + database + ",athanor.dev/step=run",
                    "-o",
                    "json")
                .path("items"))
        .hasSize(1);
  }

  @Test
  void aLockHeldByLiquibaseIsReportedWithItsHolderAndAwaited() {
    String database = database("locked");
    apply(TestBundle.ofRevisions("locked", FIRST), database, "target: head");
    tenant.awaitReady(database);
    tenant.sql(
        database,
        "UPDATE databasechangeloglock SET locked = true, lockgranted = now(),"
            + " lockedby = 'build-server (10.0.0.7)'");

    apply(
        TestBundle.ofRevisions("locked", FIRST, SECOND),
        database,
        "target: head\n  timeouts: {lock: 2s}\n  retry: {backoff: 1s, maxBackoff: 2s}");
    JsonNode failure = tenant.awaitFailure(database, "Locked");
    assertThat(failure.path("message").asText()).contains("build-server");

    tenant.sql(
        database,
        "UPDATE databasechangeloglock SET locked = false, lockgranted = NULL, lockedby = NULL");
    assertThat(tenant.awaitReady(database).path("currentRevision").asText())
        .isEqualTo("222222222222");
  }

  @Test
  void theApiServerRefusesWhatCanNeverWork() {
    TestBundle bundle = TestBundle.ofRevisions("refused", FIRST);
    for (Map.Entry<String, String> bad :
        Map.of(
                "target: \"+1\"",
                "relative targets and ranges (+1, -1, rev+2, a:b) are for people",
                "target: \"\"",
                "spec.target in body should be at least 1 chars long")
            .entrySet()) {
      Shell.Result result =
          Shell.attempt(
              bundle.migration("refused", bad.getKey()),
              "kubectl",
              "-n",
              "athanor-e2e-failures",
              "apply",
              "-f",
              "-");
      assertThat(result.exitCode()).isNotZero();
      assertThat(result.errors()).contains("spec.target: Invalid value", bad.getValue());
    }
  }

  private static String database(String name) {
    tenant.createDatabase(name);
    return name;
  }

  private static void apply(TestBundle bundle, String database, String spec) {
    tenant.apply(bundle.configMap());
    tenant.apply(bundle.migration(database, spec));
  }

  private static String reason(JsonNode status) {
    return Tenant.condition(status, "Stalled").path("reason").asText();
  }
}
