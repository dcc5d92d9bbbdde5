package dev.athanor.operator.jobs;

import dev.athanor.crds.v1alpha1.RehearsalSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The PostgreSQL beside a rehearsal: a sidecar of the user's own image, which sees an empty volume
 * and nothing else of the pod's.
 */
final class RehearsalServer {
  static final String CONTAINER = "rehearsal-server";
  static final String PASSWORD = "/athanor/rehearsal/password";

  /** One that a proxy to the database, which may be in the pod, too, is not likely to have. */
  private static final int PORT = 54329;

  private static final String SUPERUSER = "athanor_rehearsal";
  private static final String DIRECTORY = "/athanor/rehearsal";
  private static final String VOLUME = "rehearsal";
  private static final String NAMES = "rehearsal-user";
  private static final String NAMES_ANNOTATION = "athanor.dev/passwd";
  private static final String SCRIPT = script();

  private final RehearsalSpec spec;
  private final PodSecurityContext security;

  /**
   * @param security of the pod
   */
  RehearsalServer(RehearsalSpec spec, PodSecurityContext security) {
    this.spec = spec;
    this.security = security;
  }

  static String url() {
    return "postgresql://%s@127.0.0.1:%d/postgres".formatted(SUPERUSER, PORT);
  }

  /**
   * @param resources unless the resource has others for it
   */
  Container container(ResourceRequirements resources, SecurityContext restricted) {
    List<VolumeMount> mounts = new ArrayList<>(mounts());
    if (isNamed()) {
      mounts.add(
          new VolumeMountBuilder()
              .withName(NAMES)
              .withMountPath("/etc/passwd")
              .withSubPath("passwd")
              .withReadOnly(true)
              .build());
    }
    return new ContainerBuilder()
        .withName(CONTAINER)
        .withImage(spec.image())
        // With it an init container is a sidecar: those after it find it running.
        .withRestartPolicy("Always")
        .withCommand("sh", "-c", SCRIPT, CONTAINER)
        .withArgs(DIRECTORY, String.valueOf(PORT), SUPERUSER)
        .addNewEnv()
        .withName("HOME")
        .withValue(DIRECTORY)
        .endEnv()
        .addNewEnv()
        .withName("TMPDIR")
        .withValue(DIRECTORY)
        .endEnv()
        .withResources(spec.resources() == null ? resources : spec.resources())
        .withSecurityContext(restricted)
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .withVolumeMounts(mounts)
        .build();
  }

  /** Where who rehearses finds the password. */
  List<VolumeMount> mounts() {
    return List.of(new VolumeMountBuilder().withName(VOLUME).withMountPath(DIRECTORY).build());
  }

  List<Volume> volumes() {
    List<Volume> volumes = new ArrayList<>();
    String limit = spec.volume() == null ? null : spec.volume().sizeLimit();
    volumes.add(
        new VolumeBuilder()
            .withName(VOLUME)
            .withNewEmptyDir()
            .withSizeLimit(limit == null ? null : new Quantity(limit))
            .endEmptyDir()
            .build());
    if (isNamed()) {
      volumes.add(
          new VolumeBuilder()
              .withName(NAMES)
              .withNewDownwardAPI()
              .addNewItem()
              .withPath("passwd")
              .withNewFieldRef()
              .withFieldPath("metadata.annotations['" + NAMES_ANNOTATION + "']")
              .endFieldRef()
              .endItem()
              .endDownwardAPI()
              .build());
    }
    return volumes;
  }

  /** initdb wants its user to have a name, which the images give to another one. */
  Map<String, String> podAnnotations() {
    return isNamed()
        ? Map.of(
            NAMES_ANNOTATION,
            "athanor:x:%d:%d::%s:/bin/sh".formatted(security.getRunAsUser(), group(), DIRECTORY))
        : Map.of();
  }

  /** Where the cluster chooses the user, as OpenShift does, it gives it a name, too. */
  private boolean isNamed() {
    return security.getRunAsUser() != null;
  }

  private long group() {
    return security.getRunAsGroup() == null ? security.getRunAsUser() : security.getRunAsGroup();
  }

  private static String script() {
    try (InputStream script = RehearsalServer.class.getResourceAsStream("rehearsal-server.sh")) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
