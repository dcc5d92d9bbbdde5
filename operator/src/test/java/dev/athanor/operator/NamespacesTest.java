package dev.athanor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.operator.testing.ChartRights;
import dev.athanor.operator.testing.Tenant;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.Test;

/** With {@code watchNamespaces}, one namespace without its Role does not stop the others. */
@SuppressWarnings("try") // an operator is there to be running
class NamespacesTest {
  private final Tenant granted = new Tenant();
  private final Tenant forgotten = new Tenant();

  @Test
  void aNamespaceWithoutItsRoleStopsNoOther() {
    KubernetesClient user = ChartRights.only("team", granted.namespace());
    forgotten.create();
    granted.create();

    try (RunningOperator operator =
        RunningOperator.as(user, granted.namespace(), forgotten.namespace())) {
      granted.awaitJob("plan", 1);
      assertThat(operator.get("/readyz")).startsWith("200");
      assertThat(operator.get("/metrics"))
          .contains(watched(granted) + "1.0")
          .contains(watched(forgotten) + "0.0");
      assertThat(forgotten.jobs()).isEmpty();

      ChartRights.only("team", forgotten.namespace());

      forgotten.awaitJob("plan", 1);
      forgotten.awaitTrue(
          "watched", () -> operator.get("/metrics").contains(watched(forgotten) + "1.0"));
    }
  }

  private static String watched(Tenant tenant) {
    return "athanor_namespace_watched{namespace=\"" + tenant.namespace() + "\"} ";
  }
}
