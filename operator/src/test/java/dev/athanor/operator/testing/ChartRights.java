package dev.athanor.operator.testing;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** Gives a user what the chart gives the operator, and nothing else. */
public final class ChartRights {
  /** Where the chart is thought to be installed. */
  public static final String SYSTEM = "athanor-system";

  private static boolean granted;

  private ChartRights() {}

  /** To the user {@code operator}, in the whole cluster. */
  public static synchronized void grant() {
    if (granted) {
      return;
    }
    apply("operator");
    granted = true;
    awaitGranted();
  }

  /**
   * To a user of this name, in one namespace: what {@code watchNamespaces} gives.
   *
   * @param values more arguments of helm
   * @return a client of that user
   */
  public static KubernetesClient only(String user, String namespace, String... values) {
    List<String> all = new ArrayList<>(List.of("--set", "watchNamespaces={" + namespace + "}"));
    all.addAll(List.of(values));
    apply(user, all.toArray(String[]::new));
    return TestApiServer.get().user(user);
  }

  private static void apply(String name, String... values) {
    KubernetesClient admin = TestApiServer.get().admin();
    admin
        .resource(new NamespaceBuilder().withNewMetadata().withName(SYSTEM).endMetadata().build())
        .createOr(existing -> existing.update());
    List<String> arguments = new ArrayList<>(List.of("--set", "crds.install=false"));
    arguments.addAll(List.of(values));
    String manifests = Helm.template(arguments.toArray(String[]::new));
    Subject user =
        new SubjectBuilder()
            .withKind("User")
            .withName(name)
            .withApiGroup("rbac.authorization.k8s.io")
            .build();
    for (HasMetadata object :
        admin.load(new ByteArrayInputStream(manifests.getBytes(StandardCharsets.UTF_8))).items()) {
      if (object instanceof ClusterRoleBinding binding) {
        binding.setSubjects(List.of(user));
      }
      if (object instanceof RoleBinding binding) {
        binding.setSubjects(List.of(user));
      }
      // The lease's are the operator's alone.
      boolean wanted = values.length == 0 || !SYSTEM.equals(object.getMetadata().getNamespace());
      if (wanted && object.getApiVersion().startsWith("rbac.")) {
        admin.resource(object).createOr(existing -> existing.update());
      }
    }
  }

  /** The API server takes a moment to know new roles. */
  private static void awaitGranted() {
    Awaitility.await()
        .atMost(Patience.PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptions()
        .until(
            () ->
                TestApiServer.get().operatorUser().batch().v1().jobs().inAnyNamespace().list()
                    != null);
  }
}
