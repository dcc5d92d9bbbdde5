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
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetSpec;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
    "metrics.service.enabled=true, enabled",
    "podDisruptionBudget.maxUnavailable=0, maxUnavailable",
    "networkPolicy.apiServerPorts[0]=0, apiServerPorts",
    "topologySpreadConstraints[0].maxSkew=1, topologyKey",
    "runner.maxJobs=0, maxJobs"
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
                "athanor.dev/databasebackups",
                    List.of("get", "list", "watch", "create", "patch", "delete"),
                "athanor.dev/databasebackups/status", List.of("update"),
                "athanor.dev/databaserestores", List.of("get", "list", "watch"),
                "athanor.dev/databaserestores/status", List.of("update"),
                "athanor.dev/databasemigrations", List.of("get", "list", "watch", "patch"),
                "athanor.dev/databasemigrations/status", List.of("update"),
                "batch/jobs", List.of("get", "list", "watch", "create", "delete"),
                "events.k8s.io/events", List.of("get", "create", "patch")));
  }

  @Test
  void mayAskOtherControllersForBackupsWhereItsValuesSaySo() {
    List<String> asked =
        operatorRole(
                render(
                    "--set",
                    "externalBackups.cloudNativePG=true",
                    "--set",
                    "externalBackups.volumeSnapshots=true",
                    "--set",
                    "externalBackups.hooks[0].apiGroup=example.org",
                    "--set",
                    "externalBackups.hooks[0].resource=saves"))
            .getRules()
            .stream()
            .filter(rule -> rule.getVerbs().equals(List.of("get", "create")))
            .map(rule -> rule.getApiGroups().get(0) + "/" + rule.getResources().get(0))
            .toList();

    assertThat(asked)
        .containsExactly(
            "postgresql.cnpg.io/backups",
            "snapshot.storage.k8s.io/volumesnapshots",
            "example.org/saves");
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
    assertThatThrownBy(() -> Helm.template("--set", "image.tag="))
        .hasMessageContaining("name an image that exists");
  }

  /** From a clone, what {@code make image} builds. */
  @Test
  void itsDefaultImageIsOneThatExists() throws IOException {
    assertThat(Files.readString(Path.of("../hack/image")))
        .contains("image=" + operator(render()).getImage() + "\n");
  }

  @Test
  void aPackagedChartHasItsImagePinned() {
    String image = "registry.example/team/athanor@sha256:" + "0123456789abcdef".repeat(4);
    Path chart = Helm.packaged(image, "9.9.9");

    assertThat(operator(render(chart)).getImage()).isEqualTo(image);
    assertThat(env(render(chart))).containsEntry("RUNNER_IMAGE", image);
    assertThatThrownBy(() -> Helm.packaged("registry.example/athanor:1.0", "9.9.9"))
        .hasMessageContaining("name the image by digest");
  }

  @Test
  void severalReplicasAreSpreadAndDrainedOneByOne() {
    assertThat(render()).noneMatch(PodDisruptionBudget.class::isInstance);

    List<HasMetadata> objects = render("--set", "replicas=3");

    Map<String, String> selector =
        only(objects, Deployment.class).getSpec().getSelector().getMatchLabels();
    PodDisruptionBudgetSpec budget = only(objects, PodDisruptionBudget.class).getSpec();
    assertThat(budget.getMaxUnavailable().getIntVal()).isEqualTo(1);
    assertThat(budget.getSelector().getMatchLabels()).isEqualTo(selector);
    assertThat(pod(objects).getTopologySpreadConstraints())
        .singleElement()
        .satisfies(
            spread -> {
              assertThat(spread.getTopologyKey()).isEqualTo("kubernetes.io/hostname");
              assertThat(spread.getLabelSelector().getMatchLabels()).isEqualTo(selector);
            });
    assertThat(render("--set", "replicas=3", "--set", "podDisruptionBudget.create=false"))
        .noneMatch(PodDisruptionBudget.class::isInstance);
  }

  @Test
  void takesEnvironmentVolumesAndSecurityContexts() {
    List<HasMetadata> objects =
        render(
            "--set-json",
            "extraEnv=[{\"name\":\"HTTPS_PROXY\",\"value\":\"http://proxy:3128\"}]",
            "--set-json",
            "extraVolumes=[{\"name\":\"ca\",\"configMap\":{\"name\":\"ca\"}}]",
            "--set-json",
            "extraVolumeMounts=[{\"name\":\"ca\",\"mountPath\":\"/ca\"}]",
            "--set-json",
            "podSecurityContext={\"runAsUser\":null,\"runAsGroup\":null,\"fsGroup\":null}",
            "--set-json",
            "runner.podSecurityContext={\"runAsUser\":null,\"runAsGroup\":null,\"fsGroup\":null}",
            "--set",
            "securityContext.readOnlyRootFilesystem=false");

    assertThat(env(objects)).containsEntry("HTTPS_PROXY", "http://proxy:3128");
    assertThat(operator(objects).getVolumeMounts())
        .anyMatch(mount -> mount.getMountPath().equals("/ca"));
    assertThat(pod(objects).getVolumes()).anyMatch(volume -> volume.getName().equals("ca"));
    assertThat(pod(objects).getSecurityContext().getRunAsUser()).isNull();
    assertThat(pod(objects).getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(operator(objects).getSecurityContext().getReadOnlyRootFilesystem()).isFalse();
    Map<String, String> env = env(objects);
    env.putAll(Map.of("POD_NAME", "athanor-0", "POD_NAMESPACE", "athanor-system"));
    PodSecurityContext runner = Settings.from(env).runner().podSecurity();
    assertThat(runner.getRunAsUser()).isNull();
    assertThat(runner.getRunAsNonRoot()).isTrue();
  }

  @Test
  void itsNetworkIsClosedButForMetricsAndTheApiServer() {
    assertThat(render()).noneMatch(NetworkPolicy.class::isInstance);

    List<HasMetadata> objects = render("--set", "networkPolicy.create=true");

    NetworkPolicySpec policy = only(objects, NetworkPolicy.class).getSpec();
    assertThat(policy.getPolicyTypes()).containsExactly("Ingress", "Egress");
    assertThat(policy.getPodSelector().getMatchLabels())
        .isEqualTo(only(objects, Deployment.class).getSpec().getSelector().getMatchLabels());
    assertThat(policy.getIngress())
        .singleElement()
        .satisfies(
            rule ->
                assertThat(rule.getFrom())
                    .extracting(from -> from.getNamespaceSelector() != null)
                    .containsExactly(false, true));
    assertThat(policy.getEgress()).allSatisfy(rule -> assertThat(rule.getPorts()).isNotEmpty());
  }

  /** Its pod must not be taken for one of the operator's by Service, budget or policy. */
  @Test
  void itsTestIsAPodOfItsOwn() {
    Pod test = only(render(), Pod.class);

    assertThat(test.getMetadata().getAnnotations()).containsEntry("helm.sh/hook", "test");
    assertThat(test.getMetadata().getLabels()).containsEntry("app.kubernetes.io/component", "test");
    assertThat(render("--set", "metrics.service.create=false")).noneMatch(Pod.class::isInstance);
  }

  @Test
  void limitsTheJobsAtWork() {
    Map<String, String> env =
        env(render("--set", "runner.maxJobs=7", "--set", "runner.maxJobsPerServer=3"));
    env.putAll(Map.of("POD_NAME", "athanor-0", "POD_NAMESPACE", "athanor-system"));

    assertThat(Settings.from(env).jobs()).isEqualTo(7);
    assertThat(Settings.from(env).jobsPerServer()).isEqualTo(3);
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
    List<HasMetadata> objects = render();
    admin
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName("restricted")
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build())
        .create();

    for (PodSpec spec : List.of(pod(objects), only(objects, Pod.class).getSpec())) {
      admin
          .resource(
              new PodBuilder()
                  .withNewMetadata()
                  .withGenerateName("pod-")
                  .withNamespace("restricted")
                  .endMetadata()
                  .withSpec(spec)
                  .build())
          .create();
    }
  }

  @Test
  void isAcceptedWholeByAnApiServer() {
    ChartRights.grant(); // makes the namespace, too
    for (HasMetadata object :
        render(
            "--set",
            "crds.install=false",
            "--set",
            "networkPolicy.create=true",
            "--set",
            "replicas=2")) {
      admin.resource(object).dryRun().forceConflicts().serverSideApply();
    }
  }

  @Test
  void installsTheCrdAndKeepsIt() {
    assertThat(Helm.template())
        .contains("name: \"databasemigrations.athanor.dev\"")
        .contains("name: \"databasebackups.athanor.dev\"")
        .contains("name: \"databaserestores.athanor.dev\"")
        .contains("helm.sh/resource-policy: \"keep\"");
    assertThat(Helm.template("--set", "crds.install=false"))
        .doesNotContain("CustomResourceDefinition");
  }

  @Test
  void offersItsMetrics() {
    assertThat(only(render(), Service.class).getSpec().getPorts().get(0).getPort()).isEqualTo(8080);
    assertThat(Helm.template("--set", "metrics.serviceMonitor.create=true"))
        .contains("kind: ServiceMonitor", "honorLabels: true");
    assertThat(Helm.template("--set", "metrics.service.create=false"))
        .doesNotContain("kind: Service\n");
    assertThatThrownBy(
            () ->
                Helm.template(
                    "--set", "metrics.service.create=false,metrics.serviceMonitor.create=true"))
        .hasMessageContaining("needs metrics.service.create");
  }

  private List<HasMetadata> render(String... arguments) {
    return objects(Helm.template(arguments));
  }

  private List<HasMetadata> render(Path chart) {
    return objects(Helm.template(chart));
  }

  private static PodSpec pod(List<HasMetadata> objects) {
    return only(objects, Deployment.class).getSpec().getTemplate().getSpec();
  }

  private List<HasMetadata> objects(String manifests) {
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
    return pod(objects).getContainers().get(0);
  }

  private static Map<String, String> env(List<HasMetadata> objects) {
    return operator(objects).getEnv().stream()
        .filter(variable -> variable.getValue() != null)
        .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue, (a, b) -> b, TreeMap::new));
  }
}
