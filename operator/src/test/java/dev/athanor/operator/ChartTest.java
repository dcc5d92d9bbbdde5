package dev.athanor.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.operator.testing.ChartRights;
import dev.athanor.operator.testing.Helm;
import dev.athanor.operator.testing.TestApiServer;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chart, linted and rendered by the real helm. */
class ChartTest {
  private final KubernetesClient admin = TestApiServer.get().admin();

  @Test
  void lints() {
    assertThat(Helm.lint()).contains("0 chart(s) failed");
  }

  @ParameterizedTest
  @CsvSource({
    "replica=2, replica",
    "replicas=many, replicas",
    "image.pullPolicy=Sometimes, pullPolicy",
    "image.digest=abc, digest",
    "watchNamespaces[0]=Not_A_Name, watchNamespaces",
    "runner.jobTtlSeconds=1, jobTtlSeconds",
    "metrics.service.enabled=true, enabled"
  })
  void refusesValuesThatMeanNothing(String value, String named) {
    assertThatThrownBy(() -> Helm.template("--set", value)).hasMessageContaining(named);
  }

  @Test
  void watchesTheWholeClusterByAClusterRole() {
    List<HasMetadata> objects = render();

    assertThat(operatorRole(objects)).isNotNull();
    assertThat(env(objects)).containsEntry("WATCH_NAMESPACES", "");
  }

  @Test
  void watchesNamedNamespacesWithoutAnyClusterWideRight() {
    List<HasMetadata> objects = render("--set", "watchNamespaces={team-a,team-b}");

    assertThat(objects).noneMatch(object -> object.getKind().startsWith("ClusterRole"));
    assertThat(objects)
        .filteredOn(Role.class::isInstance)
        .extracting(object -> object.getMetadata().getNamespace())
        .containsExactlyInAnyOrder("team-a", "team-b", "athanor-system");
    assertThat(env(objects)).containsEntry("WATCH_NAMESPACES", "team-a,team-b");
  }

  @Test
  void mayDoThisAndNothingElse() {
    Map<String, List<String>> rights = new TreeMap<>();
    for (PolicyRule rule : operatorRole(render()).getRules()) {
      assertThat(rule.getApiGroups()).hasSize(1);
      for (String resource : rule.getResources()) {
        rights.put(rule.getApiGroups().get(0) + "/" + resource, rule.getVerbs());
      }
    }

    assertThat(rights)
        .isEqualTo(
            Map.of(
                "/events", List.of("list"),
                "/pods", List.of("get", "list", "watch"),
                "athanor.dev/databasemigrations", List.of("get", "list", "watch", "patch"),
                "athanor.dev/databasemigrations/status", List.of("update"),
                "batch/jobs", List.of("get", "list", "watch", "create", "delete"),
                "events.k8s.io/events", List.of("get", "create", "patch")));
  }

  @Test
  void namesOneImageForItselfAndItsJobs() {
    List<HasMetadata> objects =
        render("--set", "image.repository=docker.io/local/athanor", "--set", "image.tag=dev");

    assertThat(operator(objects).getImage()).isEqualTo("docker.io/local/athanor:dev");
    assertThat(env(objects)).containsEntry("RUNNER_IMAGE", "docker.io/local/athanor:dev");
    String digest = "sha256:" + "0".repeat(64);
    assertThat(operator(render("--set", "image.digest=" + digest)).getImage())
        .endsWith("/athanor@" + digest);
  }

  @Test
  void itsSettingsAreThoseThatTheOperatorReads() {
    Map<String, String> env = env(render("--set", "watchNamespaces={team-a}"));
    env.put("POD_NAME", "athanor-0");
    env.put("POD_NAMESPACE", "athanor-system");

    Settings settings = Settings.from(env);

    assertThat(settings.leaderElection()).isTrue();
    assertThat(settings.leaseName()).isEqualTo("athanor");
    assertThat(settings.namespaces()).containsExactly("team-a");
    assertThat(settings.runner().resources().getRequests()).containsKeys("cpu", "memory");
  }

  @Test
  void itsPodIsAdmittedWherePodSecurityIsRestricted() {
    Deployment deployment = only(render(), Deployment.class);
    admin
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName("restricted")
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build())
        .create();

    admin
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName("operator")
                .withNamespace("restricted")
                .endMetadata()
                .withSpec(deployment.getSpec().getTemplate().getSpec())
                .build())
        .create();
  }

  @Test
  void isAcceptedWholeByAnApiServer() {
    ChartRights.grant(); // makes the namespace, too
    for (HasMetadata object : render("--set", "crds.install=false")) {
      admin.resource(object).dryRun().forceConflicts().serverSideApply();
    }
  }

  @Test
  void installsTheCrdAndKeepsIt() {
    assertThat(Helm.template())
        .contains("name: \"databasemigrations.athanor.dev\"")
        .contains("helm.sh/resource-policy: \"keep\"");
    assertThat(Helm.template("--set", "crds.install=false"))
        .doesNotContain("CustomResourceDefinition");
  }

  @Test
  void offersItsMetrics() {
    assertThat(only(render(), Service.class).getSpec().getPorts().get(0).getPort()).isEqualTo(8080);
    assertThat(Helm.template("--set", "metrics.serviceMonitor.create=true"))
        .contains("kind: ServiceMonitor");
    assertThat(Helm.template("--set", "metrics.service.create=false"))
        .doesNotContain("kind: Service\n");
    assertThatThrownBy(
            () ->
                Helm.template(
                    "--set", "metrics.service.create=false,metrics.serviceMonitor.create=true"))
        .hasMessageContaining("needs metrics.service.create");
  }

  private List<HasMetadata> render(String... arguments) {
    String manifests = Helm.template(arguments);
    return admin.load(new ByteArrayInputStream(manifests.getBytes(StandardCharsets.UTF_8))).items();
  }

  private static <T> T only(List<HasMetadata> objects, Class<T> type) {
    return objects.stream()
        .filter(type::isInstance)
        .map(type::cast)
        .reduce(
            (a, b) -> {
              throw new AssertionError("more than one " + type.getSimpleName());
            })
        .orElseThrow();
  }

  private static ClusterRole operatorRole(List<HasMetadata> objects) {
    return objects.stream()
        .filter(object -> object.getMetadata().getName().equals("athanor-system-athanor"))
        .filter(ClusterRole.class::isInstance)
        .map(ClusterRole.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static Container operator(List<HasMetadata> objects) {
    return only(objects, Deployment.class).getSpec().getTemplate().getSpec().getContainers().get(0);
  }

  private static Map<String, String> env(List<HasMetadata> objects) {
    return operator(objects).getEnv().stream()
        .filter(variable -> variable.getValue() != null)
        .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue, (a, b) -> b, TreeMap::new));
  }
}
