package dev.athanor.operator.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.athanor.crds.v1alpha1.BackupSpec;
import dev.athanor.crds.v1alpha1.DatabaseSpec;
import dev.athanor.crds.v1alpha1.ObjectStoreSpec;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
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
  private static final String KEY_VOLUME = "backup-key";
  private static final String KEY_DIRECTORY = "/athanor/backup-key";
  private static final String KEY = "key.txt";

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

  /** What {@code --backup-key-file} is; null where backups are not encrypted. */
  String keyFile() {
    return spec.encryption() == null ? null : KEY_DIRECTORY + "/" + KEY;
  }

  /**
   * @param key whether the key is among them
   */
  List<VolumeMount> mounts(boolean key) {
    return volumes(key).stream().map(BackupMount::mount).toList();
  }

  private static VolumeMount mount(Volume volume) {
    boolean backups = volume.getName().equals(VOLUME);
    return new VolumeMountBuilder()
        .withName(volume.getName())
        .withMountPath(
            backups ? DIRECTORY : volume.getName().equals(KEY_VOLUME) ? KEY_DIRECTORY : AUTHORITY)
        .withReadOnly(backups ? null : Boolean.TRUE)
        .build();
  }

  /**
   * @param key as for {@link #mounts}
   */
  List<Volume> volumes(boolean key) {
    List<Volume> volumes = new ArrayList<>();
    if (spec.persistentVolumeClaim() != null) {
      volumes.add(
          new VolumeBuilder()
              .withName(VOLUME)
              .withNewPersistentVolumeClaim()
              .withClaimName(spec.persistentVolumeClaim().claimName())
              .endPersistentVolumeClaim()
              .build());
    }
    if (spec.objectStore() != null && spec.objectStore().caSecret() != null) {
      DatabaseSpec.CaSecret authority = spec.objectStore().caSecret();
      volumes.add(secret(AUTHORITY_VOLUME, authority.name(), authority.key(), CERTIFICATE));
    }
    if (key && spec.encryption() != null) {
      BackupSpec.EncryptionKey from = spec.encryption().keySecret();
      volumes.add(secret(KEY_VOLUME, from.name(), from.key(), KEY));
    }
    return volumes;
  }

  /**
   * @param key of the Secret; null: as the file
   */
  private static Volume secret(String volume, String secret, String key, String file) {
    return new VolumeBuilder()
        .withName(volume)
        .withNewSecret()
        .withSecretName(secret)
        .addNewItem()
        .withKey(key == null ? file : key)
        .withPath(file)
        .endItem()
        .endSecret()
        .build();
  }
}
