package dev.athanor.operator.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.athanor.crds.v1alpha1.BackupSpec;
import dev.athanor.crds.v1alpha1.ObjectStoreSpec;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.net.URLEncoder;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * Where the container that backs up finds the place of backups: a volume, or what opens a bucket.
 */
final class BackupMount {
  private static final String VOLUME = "backup";
  private static final String DIRECTORY = "/athanor/backup";
  private static final String AUTHORITY_VOLUME = "backup-ca";
  private static final String AUTHORITY = "/athanor/store";
  private static final String CERTIFICATE = "ca.crt";

  private final BackupSpec spec;

  BackupMount(BackupSpec spec) {
    this.spec = spec;
  }

  /** What {@code --backup-dir} is. */
  String directory() {
    ObjectStoreSpec store = spec.objectStore();
    if (store == null) {
      return DIRECTORY;
    }
    StringJoiner parameters = new StringJoiner("&", "?", "").setEmptyValue("");
    add(parameters, "endpoint", store.endpoint());
    add(parameters, "region", store.region());
    add(parameters, "pathStyle", store.pathStyle());
    add(parameters, "ca", store.caSecret() == null ? null : AUTHORITY + "/" + CERTIFICATE);
    return "s3://"
        + store.bucket()
        + (store.prefix() == null ? "" : "/" + store.prefix())
        + parameters;
  }

  private static void add(StringJoiner parameters, String name, Object value) {
    if (value != null) {
      parameters.add(name + "=" + URLEncoder.encode(value.toString(), UTF_8));
    }
  }

  List<EnvVar> environment() {
    if (spec.objectStore() == null || spec.objectStore().credentialsSecret() == null) {
      return List.of();
    }
    ObjectStoreSpec.KeySecret secret = spec.objectStore().credentialsSecret();
    return List.of(
        key("AWS_ACCESS_KEY_ID", secret.name(), secret.accessKeyIdKey()),
        key("AWS_SECRET_ACCESS_KEY", secret.name(), secret.secretAccessKeyKey()));
  }

  private static EnvVar key(String name, String secret, String key) {
    return new EnvVarBuilder()
        .withName(name)
        .withNewValueFrom()
        .withNewSecretKeyRef(key == null ? name : key, secret, null)
        .endValueFrom()
        .build();
  }

  List<VolumeMount> mounts() {
    return volume().map(volume -> List.of(mount(volume))).orElseGet(List::of);
  }

  private static VolumeMount mount(Volume volume) {
    boolean authority = volume.getName().equals(AUTHORITY_VOLUME);
    return new VolumeMountBuilder()
        .withName(volume.getName())
        .withMountPath(authority ? AUTHORITY : DIRECTORY)
        .withReadOnly(authority ? Boolean.TRUE : null)
        .build();
  }

  List<Volume> volumes() {
    return volume().map(List::of).orElseGet(List::of);
  }

  private Optional<Volume> volume() {
    if (spec.persistentVolumeClaim() != null) {
      return Optional.of(
          new VolumeBuilder()
              .withName(VOLUME)
              .withNewPersistentVolumeClaim()
              .withClaimName(spec.persistentVolumeClaim().claimName())
              .endPersistentVolumeClaim()
              .build());
    }
    if (spec.objectStore() == null || spec.objectStore().caSecret() == null) {
      return Optional.empty();
    }
    String key = spec.objectStore().caSecret().key();
    return Optional.of(
        new VolumeBuilder()
            .withName(AUTHORITY_VOLUME)
            .withNewSecret()
            .withSecretName(spec.objectStore().caSecret().name())
            .addNewItem()
            .withKey(key == null ? CERTIFICATE : key)
            .withPath(CERTIFICATE)
            .endItem()
            .endSecret()
            .build());
  }
}
