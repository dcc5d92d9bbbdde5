package dev.athanor.operator.jobs;

import dev.athanor.crds.v1alpha1.RunnerSpec;
import dev.athanor.crds.v1alpha1.SourceSpec;
import dev.athanor.operator.resource.Migration;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The pod of a Job: Pod Security "restricted", no API token, a read-only root file system. */
final class RunnerPod {
  /** User and group of the image; backup volumes must be writable for the group. */
  static final long USER = 65532;

  /** After SIGTERM a runner ends its transaction, or cancels it and waits for the server. */
  private static final long GRACE_SECONDS = 300;

  private static final String CREDENTIALS = "credentials";
  private static final String WORK = "work";
  private static final String BUNDLE = "bundle";

  /** Where the runner looks for jars of live changesets. */
  private static final String LIVE = "/opt/athanor/live";

  private static final KubernetesSerialization KUBERNETES = new KubernetesSerialization();

  private final RunnerSettings settings;
  private final Migration migration;
  private final List<RunnerContainer> ours;
  private final RunnerSpec runner;
  private final PodSecurityContext security;
  private final Optional<RehearsalServer> rehearsal;

  /**
   * @param ours the containers that run one after the other, at least one
   */
  RunnerPod(RunnerSettings settings, Migration migration, List<RunnerContainer> ours) {
    this.settings = settings;
    this.migration = migration;
    this.ours = List.copyOf(ours);
    this.runner = migration.spec().runner() == null ? RunnerSpec.EMPTY : migration.spec().runner();
    this.security =
        given(runner.podSecurityContext(), PodSecurityContext.class, settings.podSecurity());
    this.rehearsal =
        ours.stream()
            .flatMap(container -> container.server().stream())
            .findFirst()
            .map(spec -> new RehearsalServer(spec, security));
  }

  /** What the pod's own parts need to have said of it. */
  Map<String, String> annotations() {
    return rehearsal.map(RehearsalServer::podAnnotations).orElse(Map.of());
  }

  PodSpec spec() {
    return new PodSpecBuilder()
        .withRestartPolicy("Never")
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false)
        .withServiceAccountName(runner.serviceAccountName())
        .withTerminationGracePeriodSeconds(GRACE_SECONDS)
        .withSecurityContext(security)
        .withAffinity(given(runner.affinity(), Affinity.class, null))
        .withPriorityClassName(runner.priorityClassName())
        .withNodeSelector(runner.nodeSelector())
        .withTolerations(runner.tolerations())
        .withImagePullSecrets(pullSecrets())
        .withInitContainers(initContainers())
        .withContainers(runner(ours.get(ours.size() - 1)))
        .addAllToContainers(given(runner.containers(), Container.class))
        .withVolumes(volumes())
        .build();
  }

  private List<Container> initContainers() {
    List<Container> containers = new ArrayList<>(given(runner.initContainers(), Container.class));
    if (any(RunnerContainer::bundle) && migration.spec().source().image() != null) {
      containers.add(copy(migration.spec().source().image()));
    }
    // Before the backup: one that cannot be started keeps the backup from being taken for nothing.
    rehearsal.ifPresent(server -> containers.add(server.container(resources(), restricted())));
    ours.subList(0, ours.size() - 1).forEach(container -> containers.add(runner(container)));
    return containers;
  }

  private boolean any(Predicate<RunnerContainer> which) {
    return ours.stream().anyMatch(which);
  }

  private Container runner(RunnerContainer container) {
    List<VolumeMount> mounts = new ArrayList<>();
    if (container.bundle()) {
      mounts.add(mount(BUNDLE, RunnerArguments.BUNDLE, true));
      classpath().ifPresent(mounts::add);
    }
    if (container.database()) {
      mounts.add(mount(CREDENTIALS, RunnerArguments.CREDENTIALS, true));
    }
    mounts.add(mount(WORK, RunnerArguments.WORK, false));
    mounts.add(mount(WORK, "/tmp", false));
    BackupMount backups = new BackupMount(migration.spec().backup());
    mounts.addAll(container.store() ? backups.mounts(container.takesKey()) : List.of());
    if (container.server().isPresent()) {
      rehearsal.ifPresent(server -> mounts.addAll(server.mounts()));
    }
    mounts.addAll(given(runner.volumeMounts(), VolumeMount.class));
    return new ContainerBuilder()
        .withName(container.name())
        .withImage(settings.image())
        .withImagePullPolicy(settings.pullPolicy())
        .withCommand("/opt/athanor/bin/athanor")
        .withArgs(container.arguments())
        .addNewEnv()
        .withName("HOME")
        .withValue(RunnerArguments.WORK)
        .endEnv()
        .addNewEnv()
        .withName("TMPDIR")
        .withValue(RunnerArguments.WORK)
        .endEnv()
        .addAllToEnv(container.store() ? backups.environment() : List.of())
        .withResources(resources())
        .withSecurityContext(restricted())
        // Without a report, the end of the log says more than an exit code.
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .withVolumeMounts(mounts)
        .build();
  }

  /** What the bundle's image has for live changesets, where the runner's image has it. */
  private Optional<VolumeMount> classpath() {
    return Optional.ofNullable(migration.spec().source().image())
        .map(SourceSpec.ImageSource::classpath)
        .map(
            path ->
                new VolumeMountBuilder(mount(BUNDLE, LIVE, true))
                    .withSubPath(RunnerArguments.name(path))
                    .build());
  }

  /** The user's own image: it has a bundle and `cp`, and sees nothing but the empty volume. */
  private Container copy(SourceSpec.ImageSource image) {
    String path = RunnerArguments.path(image);
    List<String> command =
        image.classpath() == null
            ? List.of("cp", path, RunnerArguments.BUNDLE + "/bundle.zip")
            : List.of("cp", "-r", path, image.classpath(), RunnerArguments.BUNDLE);
    return new ContainerBuilder()
        .withName(JobFactory.COPY)
        .withImage(image.reference())
        .withImagePullPolicy(image.pullPolicy() == null ? null : image.pullPolicy().name())
        .withCommand(command)
        .withResources(resources())
        .withSecurityContext(restricted())
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .withVolumeMounts(mount(BUNDLE, RunnerArguments.BUNDLE, false))
        .build();
  }

  private List<Volume> volumes() {
    List<Volume> volumes = new ArrayList<>();
    if (any(RunnerContainer::bundle)) {
      volumes.add(bundle(migration.spec().source()));
    }
    if (any(RunnerContainer::database)) {
      volumes.add(
          new VolumeBuilder()
              .withName(CREDENTIALS)
              .withProjected(Credentials.of(migration.spec().database()))
              .build());
    }
    volumes.add(new VolumeBuilder().withName(WORK).withNewEmptyDir().endEmptyDir().build());
    if (any(RunnerContainer::store)) {
      boolean key = any(RunnerContainer::takesKey);
      volumes.addAll(new BackupMount(migration.spec().backup()).volumes(key));
    }
    rehearsal.ifPresent(server -> volumes.addAll(server.volumes()));
    volumes.addAll(given(runner.volumes(), Volume.class));
    return volumes;
  }

  private static Volume bundle(SourceSpec source) {
    if (source.configMap() == null) {
      return new VolumeBuilder().withName(BUNDLE).withNewEmptyDir().endEmptyDir().build();
    }
    String key = source.configMap().key();
    return new VolumeBuilder()
        .withName(BUNDLE)
        .withNewConfigMap()
        .withName(source.configMap().name())
        .addNewItem()
        .withKey(key == null ? "bundle.zip" : key)
        .withPath("bundle.zip")
        .endItem()
        .endConfigMap()
        .build();
  }

  private ResourceRequirements resources() {
    return runner.resources() == null ? settings.resources() : runner.resources();
  }

  private List<LocalObjectReference> pullSecrets() {
    Set<String> names = new LinkedHashSet<>(settings.pullSecrets());
    names.addAll(runner.imagePullSecrets() == null ? List.of() : runner.imagePullSecrets());
    SourceSpec.ImageSource image = migration.spec().source().image();
    names.addAll(image == null || image.pullSecrets() == null ? List.of() : image.pullSecrets());
    return names.stream().map(LocalObjectReference::new).toList();
  }

  private static SecurityContext restricted() {
    return new SecurityContextBuilder()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .build();
  }

  /**
   * What the resource says in Kubernetes' own words.
   *
   * @throws IllegalArgumentException when it is not what Kubernetes has there, naming the field
   */
  private static <T> T given(Map<String, Object> words, Class<T> type, T otherwise) {
    return words == null ? otherwise : KUBERNETES.convertValue(words, type);
  }

  private static <T> List<T> given(List<Map<String, Object>> words, Class<T> type) {
    return words == null
        ? List.of()
        : words.stream().map(one -> KUBERNETES.convertValue(one, type)).toList();
  }

  private static VolumeMount mount(String volume, String path, boolean readOnly) {
    return new VolumeMountBuilder()
        .withName(volume)
        .withMountPath(path)
        .withReadOnly(readOnly ? Boolean.TRUE : null)
        .build();
  }
}
