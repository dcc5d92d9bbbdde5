package dev.athanor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What goes wrong in a cluster ends in a truthful status and a database at a known revision. */
class FailureTest {
  private static final String FIRST =
      revision("111111111111", "<base>", "CREATE TABLE first (id int);", "DROP TABLE first;");
  private static final String SECOND =
      revision(
          "222222222222", "111111111111", "CREATE TABLE second (id int);", "DROP TABLE second;");
  private static Tenant tenant;

  @BeforeAll
  static void install() {
    Cluster.install();
    tenant = new Tenant("athanor-e2e-failures");
  }

  @AfterAll
  static void close() {
    if (tenant != null) {
      tenant.close();
    }
  }

  @Test
  void aFailingStatementLeavesTheRevisionBeforeAndShowsPostgresMessage() {
    String database = database("failing");
    TestBundle bundle =
        bundle(
            "failing",
            FIRST,
            revision(
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
    assertThat(tables(database)).isEqualTo("first");
  }

  @Test
  void anEditedRevisionStallsAndNamesFileAndChecksums() {
    String database = database("edited");
    TestBundle before = bundle("edited", FIRST);
    apply(before, database, "target: head");
    tenant.awaitReady(database);

    TestBundle after = bundle("edited", FIRST.replace("(id int)", "(id bigint)"), SECOND);
    apply(after, database, "target: head");
    JsonNode status = tenant.awaitStalled(database);

    assertThat(reason(status)).isEqualTo("ChecksumMismatch");
    assertThat(status.path("message").asText())
        .contains("111111111111.sql")
        .containsPattern("9:[0-9a-f]{32}");
    assertThat(tables(database)).isEqualTo("first");

    apply(bundle("edited", FIRST, SECOND), database, "target: head");
    assertThat(tenant.awaitReady(database).path("currentRevision").asText())
        .isEqualTo("222222222222");
  }

  @Test
  void aWrongPasswordIsSaidAndHealsWhenTheSecretDoes() {
    String database = database("password");
    tenant.apply(secret("wrong-password", "not-the-password"));
    TestBundle bundle = bundle("password", FIRST);
    tenant.apply(bundle.configMap());
    tenant.apply(
        bundle
            .migration(database, "target: head\n  retry: {backoff: 1s, maxBackoff: 2s}")
            .replace("tweeteval-database", "wrong-password"));

    JsonNode status =
        tenant.awaitStatus(
            database,
            "failing with AuthenticationFailed",
            dbm ->
                dbm.path("status")
                    .path("failure")
                    .path("reason")
                    .asText()
                    .equals("AuthenticationFailed"));
    assertThat(status.path("failure").path("message").asText()).contains("tweeteval");

    tenant.apply(secret("wrong-password", "correct-horse-battery-staple"));
    tenant.awaitReady(database);
    tenant.assertNowhere("not-the-password");
    assertThat(Cluster.operatorLog()).doesNotContain("not-the-password");
  }

  @Test
  void aMissingConfigMapIsNamedAndAwaited() {
    String database = database("unpublished");
    TestBundle bundle = bundle("unpublished", FIRST);
    tenant.apply(bundle.migration(database, "target: head"));

    tenant.awaitStatus(
        database,
        "naming the missing ConfigMap",
        dbm -> dbm.path("status").path("message").asText().contains(bundle.configMapName()));

    tenant.apply(bundle.configMap());
    tenant.awaitReady(database);
  }

  @Test
  void anAlteredBundleIsRefused() {
    String database = database("altered");
    TestBundle bundle = bundle("altered", FIRST);
    tenant.apply(bundle.withOneByteChanged().configMapNamed(bundle.configMapName()));
    tenant.apply(bundle.migration(database, "target: head"));

    assertThat(reason(tenant.awaitStalled(database))).isEqualTo("InvalidBundle");
    assertThat(tables(database)).isEmpty();
  }

  @Test
  void aKilledPodLeavesAKnownRevisionAndANewJobFinishes() {
    String database = database("killed");
    TestBundle bundle =
        bundle(
            "killed",
            FIRST,
            revision(
                "222222222222",
                "111111111111",
                "CREATE TABLE second (id int); SELECT pg_sleep(20);",
                "DROP TABLE second;"));
    apply(bundle, database, "target: head\n  retry: {backoff: 1s, maxBackoff: 2s}");
    String sleeping =
        "SELECT count(*) FROM pg_stat_activity WHERE state = 'active'"
            + " AND datname = 'killed' AND pid <> pg_backend_pid() AND query LIKE '%pg_sleep(20)%'";
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
    assertThat(tables(database)).isEqualTo("first second");
    assertThat(tenant.sql(database, "SELECT count(*) FROM databasechangelog")).isEqualTo("2");
  }

  @Test
  void aKilledOperatorNeitherInterruptsNorDoublesARun() {
    String database = database("headless");
    TestBundle bundle =
        bundle(
            "headless",
            revision(
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
    apply(bundle("locked", FIRST), database, "target: head");
    tenant.awaitReady(database);
    tenant.sql(
        database,
        "UPDATE databasechangeloglock SET locked = true, lockgranted = now(),"
            + " lockedby = 'build-server (10.0.0.7)'");

    apply(
        bundle("locked", FIRST, SECOND),
        database,
        "target: head\n  timeouts: {lock: 2s}\n  retry: {backoff: 1s, maxBackoff: 2s}");
    JsonNode status =
        tenant.awaitStatus(
            database,
            "failing with Locked",
            dbm -> dbm.path("status").path("failure").path("reason").asText().equals("Locked"));
    assertThat(status.path("failure").path("message").asText()).contains("build-server");

    tenant.sql(
        database,
        "UPDATE databasechangeloglock SET locked = false, lockgranted = NULL, lockedby = NULL");
    assertThat(tenant.awaitReady(database).path("currentRevision").asText())
        .isEqualTo("222222222222");
  }

  @Test
  void theApiServerRefusesWhatCanNeverWork() {
    TestBundle bundle = bundle("refused", FIRST);
    for (Map.Entry<String, String> bad :
        Map.of("target: \"+1\"", "relative targets", "target: \"\"", "target").entrySet()) {
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
      assertThat(result.output()).contains(bad.getValue());
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

  private static String tables(String database) {
    return tenant.sql(
        database,
        "SELECT coalesce(string_agg(tablename, ' ' ORDER BY tablename), '') FROM pg_tables"
            + " WHERE schemaname = 'public' AND tablename NOT LIKE 'databasechangelog%'");
  }

  private static String reason(JsonNode status) {
    return Tenant.condition(status, "Stalled").path("reason").asText();
  }

  private static String secret(String name, String password) {
    return """
        apiVersion: v1
        kind: Secret
        metadata: {name: %s}
        type: kubernetes.io/basic-auth
        stringData: {username: tweeteval, password: %s}
        """
        .formatted(name, password);
  }

  private static TestBundle bundle(String name, String... revisions) {
    Map<String, String> files = new TreeMap<>();
    for (String revision : revisions) {
      String id = revision.lines().skip(1).findFirst().orElseThrow().replaceAll(".* ", "");
      files.put("versions/" + id + ".sql", revision);
    }
    return TestBundle.of(name, files);
  }

  private static String revision(String id, String parent, String up, String down) {
    return """
        --liquibase formatted sql
        -- revision: %s
        -- down-revision: %s
        -- message: revision %s

        --changeset e2e:%s
        %s
        --rollback %s
        """
        .formatted(id, parent, id, id, up, down);
  }
}
