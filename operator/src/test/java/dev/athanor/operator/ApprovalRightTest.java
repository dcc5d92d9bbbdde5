package dev.athanor.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.crds.v1alpha1.DatabaseMigration;
import dev.athanor.operator.testing.Helm;
import dev.athanor.operator.testing.Manifests;
import dev.athanor.operator.testing.Reports;
import dev.athanor.operator.testing.Tenant;
import dev.athanor.operator.testing.TestApiServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** To approve is not to edit: the chart's policy, asked by a real API server. */
class ApprovalRightTest {
  private static final String APPROVED = "{\"spec\":{\"approvedPlan\":\"%s\"}}";

  private final KubernetesClient admin = TestApiServer.get().admin();
  private final Tenant tenant = new Tenant();

  @BeforeEach
  void installThePolicyAndTheUsers() {
    String chart = Helm.template("--set", "crds.install=false");
    for (HasMetadata object :
        admin.load(new ByteArrayInputStream(chart.getBytes(StandardCharsets.UTF_8))).items()) {
      if (object.getApiVersion().startsWith("admissionregistration.")) {
        admin.resource(object).createOr(existing -> existing.update());
      }
    }
    allow("developer", "create", "get", "update", "patch");
    allow("approver", "get", "patch", "approve");
    tenant.create("approval", "Manual");
    // A new policy takes a moment to be known.
    tenant.awaitTrue("the policy", () -> isRefused("other-" + System.nanoTime()));
  }

  @Test
  void whoMayOnlyEditChangesEverythingElse() {
    patch("developer", "{\"spec\":{\"target\":\"base\"}}");

    assertThatThrownBy(() -> patch("developer", APPROVED.formatted(Reports.HASH)))
        .hasMessageContaining("approve");
    assertThatThrownBy(() -> patch("developer", "{\"spec\":{\"approval\":\"Automatic\"}}"))
        .hasMessageContaining("approve");
    assertThat(tenant.get().getSpec().approvedPlan()).isNull();
    assertThat(tenant.get().getSpec().target()).isEqualTo("base");
  }

  @Test
  void whoMayApproveDoesAndOthersEditOn() {
    patch("approver", APPROVED.formatted(Reports.HASH));
    patch("developer", "{\"spec\":{\"target\":\"base\"}}");
    patch("approver", APPROVED.formatted(Reports.HASH + "#2"));

    assertThat(tenant.get().getSpec().approvedPlan()).isEqualTo(Reports.HASH + "#2");
    assertThat(tenant.get().getSpec().target()).isEqualTo("base");
  }

  /** Else a resource that is made anew would be approved by its maker. */
  private boolean isRefused(String name) {
    try {
      as("developer")
          .resource(
              Manifests.typed(
                  tenant.namespace(),
                  name,
                  Manifests.changes("approval", "Manual", "approvedPlan", Reports.HASH)))
          .create();
      return false;
    } catch (KubernetesClientException e) {
      return e.getCode() == 403 && e.getMessage().contains("approve");
    }
  }

  private void patch(String user, String patch) {
    as(user)
        .resources(DatabaseMigration.class)
        .inNamespace(tenant.namespace())
        .withName("tweeteval")
        .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }

  private static KubernetesClient as(String user) {
    return TestApiServer.get().user(user);
  }

  private void allow(String user, String... verbs) {
    admin
        .resource(
            new RoleBuilder()
                .withNewMetadata()
                .withName(user)
                .withNamespace(tenant.namespace())
                .endMetadata()
                .addNewRule()
                .withApiGroups("athanor.dev")
                .withResources("databasemigrations")
                .withVerbs(List.of(verbs))
                .endRule()
                .build())
        .create();
    admin
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName(user)
                .withNamespace(tenant.namespace())
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "Role", user)
                .addNewSubject()
                .withKind("User")
                .withName(user)
                .withApiGroup("rbac.authorization.k8s.io")
                .endSubject()
                .build())
        .create();
  }
}
