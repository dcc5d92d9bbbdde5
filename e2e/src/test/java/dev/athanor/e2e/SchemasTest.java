package dev.athanor.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A schema per tenant, by a bundle in an image that has the classes of its changes in Java. */
class SchemasTest {
  private static final String DATABASE = "tenants";

  /**
   * {@code tenant_ü}: a pod has no locale unless its image says one, and hands arguments on in it.
   */
  private static final String OTHER = "U&\"tenant_\\00FC\"";

  @AutoClose private static Tenant tenant;

  @BeforeAll
  static void install() {
    assumeTrue(Cluster.liveBundleImage().isPresent(), "LIVE_BUNDLE_IMAGE names no image");
    Cluster.install();
    tenant = new Tenant("athanor-e2e-schemas");
    tenant.createDatabase(DATABASE);
    tenant.sql(
        DATABASE,
        "SET ROLE tweeteval; CREATE SCHEMA tenant_a; CREATE SCHEMA " + OTHER + "; CREATE SCHEMA x");
  }

  @Test
  void allGoUpByOnePlanWithOneBackupAndDownAgain() {
    TestBundle bundle = TestBundle.live();
    tenant.apply(
        bundle.migrationFromLiveImage(
            Cluster.liveBundleImage().orElseThrow(),
            DATABASE,
            "target: head\n  allowLive: true\n  schemas: [\"tenant_a*\", \"tenant_\u00fc\"]"));

    JsonNode up = tenant.awaitReady(DATABASE);

    assertThat(up.path("currentRevision").asText()).isEqualTo("222222222222");
    assertBothReady(up.path("schemas"));
    assertThat(up.path("backup").path("digest").asText()).startsWith("sha256:");
    assertThat(phones()).isEqualTo("+4930901820 +4930901820");
    assertThat(schemasWith("databasechangelog")).isEqualTo("tenant_a tenant_\u00fc");
    assertThat(backups()).isEqualTo(1);

    tenant.patch(DATABASE, "{\"spec\":{\"target\":\"111111111111\",\"allowDowngrade\":true}}");

    JsonNode down = tenant.awaitReady(DATABASE);

    assertThat(down.path("currentRevision").asText()).isEqualTo("111111111111");
    assertBothReady(down.path("schemas"));
    assertThat(phones()).isEqualTo("+49 (30) 90-18 20 +49 (30) 90-18 20");
    assertThat(backups()).isEqualTo(2);
  }

  private static void assertBothReady(JsonNode schemas) {
    assertThat(schemas.path("total").asInt()).as(schemas.toString()).isEqualTo(2);
    assertThat(schemas.path("ready").asInt()).as(schemas.toString()).isEqualTo(2);
    assertThat(schemas.path("failed").asInt()).as(schemas.toString()).isZero();
    assertThat(schemas.path("differing")).as(schemas.toString()).isEmpty();
  }

  private static String phones() {
    return tenant.sql(
        DATABASE,
        "SELECT concat_ws(' ', (SELECT phone FROM tenant_a.customers), (SELECT phone FROM "
            + OTHER
            + ".customers))");
  }

  private static String schemasWith(String table) {
    return tenant.sql(
        DATABASE,
        "SELECT string_agg(schemaname, ' ' ORDER BY schemaname) FROM pg_tables WHERE tablename = '"
            + table
            + "'");
  }

  private static int backups() {
    return tenant.json("get", "databasebackups", "-o", "json").path("items").size();
  }
}
