package dev.athanor.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The life of a database: to head, rows, a newer bundle, a step back, restores. Each test goes on
 * from the one before, and looks into the database itself.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LifecycleTest {
  private static final String DATABASE = "tweeteval";

  @AutoClose private static Tenant tenant;
  private static TestBundle older;
  private static TestBundle newer;
  private static String backupOfNewer;

  @BeforeAll
  static void install() {
    Cluster.install();
    tenant = new Tenant("athanor-e2e-lifecycle");
    tenant.createDatabase(DATABASE);
    older = TestBundle.tweetEval(1);
    newer = TestBundle.tweetEval(0);
  }

  @Test
  @Order(1)
  void anEmptyDatabaseReachesHeadWithAVerifiedBackupFirst() {
    tenant.apply(older.configMap());
    tenant.apply(older.migration(DATABASE, "target: head"));

    JsonNode status = tenant.awaitReady(DATABASE);

    assertThat(status.path("phase").asText()).isEqualTo("Ready");
    assertThat(status.path("currentRevision").asText()).isEqualTo(older.head());
    assertThat(status.path("pending").asInt()).isZero();
    assertThat(status.path("backup").path("location").asText()).isNotEmpty();
    assertThat(status.path("backup").path("digest").asText()).startsWith("sha256:");
    assertThat(tenant.sql(DATABASE, "SELECT count(*) FROM databasechangelog"))
        .isEqualTo(String.valueOf(older.changesets()));
    assertThat(tables())
        .contains(
            "users",
            "datasets",
            "tweets",
            "analysis_results",
            "search_history",
            "export_jobs",
            "system_config");
    assertThat(tenant.sql(DATABASE, "SELECT tableowner FROM pg_tables WHERE tablename = 'users'"))
        .isEqualTo("tweeteval");
  }

  @Test
  @Order(2)
  void theBackupRanBeforeTheApplyInOnePodWithoutAToken() {
    JsonNode run =
        tenant.json("get", "jobs", "-l", "athanor.dev/step=run", "-o", "json").path("items").get(0);
    JsonNode spec = run.path("spec");
    JsonNode pod = spec.path("template").path("spec");

    assertThat(spec.path("backoffLimit").asInt(-1)).isZero();
    assertThat(spec.path("podReplacementPolicy").asText()).isEqualTo("Failed");
    assertThat(spec.has("activeDeadlineSeconds")).isFalse();
    assertThat(pod.path("restartPolicy").asText()).isEqualTo("Never");
    assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
    assertThat(pod.path("initContainers").findValuesAsText("name")).contains("backup");
    assertThat(pod.path("containers").findValuesAsText("name")).contains("apply");
  }

  @Test
  @Order(3)
  void aSettledResourceCausesNoJobAndNoWrite() throws InterruptedException {
    String before = tenant.migration(DATABASE).path("metadata").path("resourceVersion").asText();
    int jobs = tenant.json("get", "jobs", "-o", "json").path("items").size();

    Cluster.killOperator();
    Cluster.awaitOperator();
    Thread.sleep(5_000); // what must not happen would happen at once

    assertThat(tenant.migration(DATABASE).path("metadata").path("resourceVersion").asText())
        .isEqualTo(before);
    assertThat(tenant.json("get", "jobs", "-o", "json").path("items").size()).isEqualTo(jobs);
  }

  @Test
  @Order(4)
  void aNewerBundleKeepsTheRowsAndBacksThemUp() {
    tenant.addUsers(DATABASE);
    tenant.apply(newer.configMap());
    tenant.apply(newer.migration(DATABASE, "target: head"));

    JsonNode status = tenant.awaitReady(DATABASE);

    assertThat(status.path("currentRevision").asText()).isEqualTo(newer.head());
    assertThat(tenant.sql(DATABASE, "SELECT count(*) FROM users")).isEqualTo("1000");
    backupOfNewer = status.path("backup").path("location").asText();
    assertThat(backupOfNewer).isNotEmpty();
  }

  @Test
  @Order(5)
  void aDowngradeThatNobodyAllowedStallsAndChangesNothing() {
    tenant.apply(newer.migration(DATABASE, "target: " + older.head()));

    JsonNode status = tenant.awaitStalled(DATABASE);

    assertThat(Tenant.condition(status, "Stalled").path("reason").asText())
        .isEqualTo("DowngradeNotAllowed");
    assertThat(status.path("currentRevision").asText()).isEqualTo(newer.head());
    assertThat(tenant.sql(DATABASE, "SELECT count(*) FROM databasechangelog"))
        .isEqualTo(String.valueOf(newer.changesets()));
  }

  @Test
  @Order(6)
  void anAllowedDowngradeGoesOneStepBack() {
    tenant.patch(DATABASE, "{\"spec\":{\"allowDowngrade\":true}}");

    JsonNode status = tenant.awaitReady(DATABASE);

    assertThat(status.path("currentRevision").asText()).isEqualTo(older.head());
    assertThat(tenant.sql(DATABASE, "SELECT count(*) FROM databasechangelog"))
        .isEqualTo(String.valueOf(older.changesets()));
    assertThat(tenant.sql(DATABASE, "SELECT count(*) FROM users")).isEqualTo("1000");
  }

  @Test
  @Order(7)
  void theBackupRestoresIntoAnEmptyDatabaseWithTheSameContent() {
    tenant.restore(backupOfNewer, "restored");

    assertThat(tenant.users("restored")).isEqualTo(tenant.users(DATABASE));
    assertThat(tenant.sql("restored", "SELECT count(*) FROM databasechangelog"))
        .isEqualTo(String.valueOf(older.changesets()));
  }

  @Test
  @Order(8)
  void baseLeavesNoTableOfTheirs() {
    tenant.patch(DATABASE, "{\"spec\":{\"target\":\"base\"}}");

    JsonNode status = tenant.awaitReady(DATABASE);

    assertThat(status.path("currentRevision").asText()).isEqualTo("base");
    assertThat(tables()).doesNotContain("users", "tweets", "system_config");
    tenant.assertNowhere("correct-horse-battery-staple");
  }

  /** The application's sessions end, the old database stays, and nothing upgrades by itself. */
  @Test
  @Order(9)
  void aDatabaseRestoreSwapsTheBackupInAndHoldsTheMigration() {
    tenant.sql("postgres", "ALTER ROLE tweeteval CREATEDB");
    tenant.apply(
        """
        apiVersion: athanor.dev/v1alpha1
        kind: DatabaseRestore
        metadata: {name: back}
        spec: {migrationRef: {name: tweeteval}, backup: %s, keepOld: 168h}
        """
            .formatted(backupOfNewer));
    String token = awaitRestore("AwaitingAcceptance").path("loss").path("token").asText();
    assertThat(tables()).doesNotContain("users");

    tenant.kubectl(
        "patch",
        "databaserestore/back",
        "--type=merge",
        "-p",
        "{\"spec\":{\"acceptLoss\":\"%s\"}}".formatted(token));
    JsonNode restored = awaitRestore("Restored");

    assertThat(tenant.users(DATABASE)).isEqualTo(tenant.users("restored"));
    assertThat(restored.path("unavailable").asText()).matches("[0-9]+ms");
    String kept = restored.path("keptAs").asText();
    assertThat(tenant.sql(kept, "SELECT to_regclass('public.users') IS NULL")).isEqualTo("t");
    tenant.awaitMessage(DATABASE, "held by DatabaseRestore back");

    tenant.patch(DATABASE, "{\"spec\":{\"target\":\"head\"}}");
    tenant.kubectl("annotate", "dbm/" + DATABASE, "athanor.dev/held-by-");
    tenant.awaitReady(DATABASE);
    assertThat(tenant.users(DATABASE)).isEqualTo(tenant.users("restored"));
  }

  private static JsonNode awaitRestore(String phase) {
    tenant.kubectl(
        "wait", "databaserestore/back", "--for=jsonpath={.status.phase}=" + phase, Shell.TIMEOUT);
    return tenant.json("get", "databaserestore/back", "-o", "json").path("status");
  }

  @Test
  @Order(10)
  void aBundleFromAnImageReachesHead() {
    String image = Cluster.bundleImage().orElse(null);
    assumeTrue(image != null, "BUNDLE_IMAGE names no image");
    tenant.createDatabase("imaged");
    TestBundle packaged = TestBundle.packaged();
    tenant.apply(packaged.migrationFromImage(image, "imaged", "target: head"));

    JsonNode status = tenant.awaitReady("imaged");

    assertThat(status.path("currentRevision").asText()).isEqualTo(packaged.head());
    assertThat(tables("imaged")).contains("users", "tweets", "system_config");
    assertThat(tenant.sql("imaged", "SELECT count(*) FROM databasechangelog"))
        .isEqualTo(String.valueOf(packaged.changesets()));
  }

  private static List<String> tables() {
    return tables(DATABASE);
  }

  private static List<String> tables(String database) {
    return tenant
        .sql(database, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        .lines()
        .toList();
  }
}
