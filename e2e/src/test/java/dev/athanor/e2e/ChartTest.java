package dev.athanor.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** What the chart adds, where it runs: its test, its NetworkPolicy, and the upgrade of its CRD. */
@Isolated("a CRD that is deleted takes the resources of all others along")
class ChartTest {
  /** So long a readiness probe that is not let through would take to be noticed, and more. */
  private static final int SETTLED_MILLIS = 10_000;

  @BeforeAll
  static void install() {
    Cluster.install();
  }

  @Test
  void helmsTestPassesWithAndWithoutANetworkPolicy() throws InterruptedException {
    assertThat(Cluster.helmTest()).contains("Phase:          Succeeded");

    Cluster.upgrade("networkPolicy.create=true");
    try {
      assertThat(Cluster.kubectl("get", "networkpolicy", "athanor", "-o", "jsonpath={.spec}"))
          .contains("6443");
      String before = restarts();
      Thread.sleep(SETTLED_MILLIS);
      assertThat(restarts()).isEqualTo(before).startsWith("true ");
      assertThat(Cluster.helmTest()).contains("Phase:          Succeeded");
    } finally {
      Cluster.upgrade("networkPolicy.create=false");
    }
  }

  private static String restarts() {
    return Cluster.kubectl(
        "get",
        "pods",
        "-l",
        "app.kubernetes.io/name=athanor",
        "-o",
        "jsonpath={.items[*].status.containerStatuses[*]['ready','restartCount']}");
  }

  /** A resource that was stored under the CRD of an older version is migrated by this one. */
  @Test
  void whatIsStoredUnderAnOlderCrdSurvivesItsUpgrade() {
    assumeFalse("own".equals(System.getenv("ATHANOR_CLUSTER")), "its CRD is not ours to delete");
    Cluster.uninstallWithCrd();
    Cluster.installOldCrd(
        Tenant.read("operator/src/test/resources/databasemigrations-2026-11.yaml"));
    try (Tenant tenant = new Tenant("athanor-e2e-stored")) {
      tenant.createDatabase("stored");
      TestBundle bundle = TestBundle.tweetEval(0);
      tenant.apply(bundle.configMap());
      tenant.apply(
          bundle.migration(
              "stored",
              """
              target: head
                labels: "!slow"
                allowDowngrade: true
                history: {allowForeign: true, allowUnknown: true}
              """));
      JsonNode before = tenant.migration("stored").path("spec");

      Cluster.install();

      tenant.awaitReady("stored");
      JsonNode after = tenant.migration("stored").path("spec");
      before
          .properties()
          .forEach(field -> assertThat(after.path(field.getKey())).isEqualTo(field.getValue()));
      tenant.patch("stored", "{\"spec\":{\"history\":{\"trustedRoles\":[\"admin\"]}}}");
      tenant.awaitReady("stored");
    }
  }
}
