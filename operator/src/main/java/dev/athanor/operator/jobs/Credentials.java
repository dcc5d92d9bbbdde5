package dev.athanor.operator.jobs;

import dev.athanor.crds.v1alpha1.DatabaseSpec;
import dev.athanor.crds.v1alpha1.DatabaseSpec.SecretRef;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.ProjectedVolumeSource;
import io.fabric8.kubernetes.api.model.ProjectedVolumeSourceBuilder;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.VolumeProjectionBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of {@code --credentials-dir}, whatever the Secrets call them: {@code username}, {@code
 * password}, {@code ca.crt}, {@code tls.crt} and {@code tls.key}. Nothing else of the Secrets
 * reaches a pod.
 */
final class Credentials {
  /** libpq takes no key that others may read. */
  private static final int GROUP_READABLE = 0440;

  private Credentials() {}

  static ProjectedVolumeSource of(DatabaseSpec database) {
    SecretRef secret = database.credentialsSecret();
    boolean hasCertificate = database.clientCertificateSecret() != null;
    List<VolumeProjection> files = new ArrayList<>();
    files.add(file(secret.name(), secret.usernameKey(), "username", false));
    files.add(file(secret.name(), secret.passwordKey(), "password", hasCertificate));
    files.add(
        database.caSecret() == null
            ? file(secret.name(), null, "ca.crt", true)
            : file(database.caSecret().name(), database.caSecret().key(), "ca.crt", false));
    if (hasCertificate) {
      String certificate = database.clientCertificateSecret().name();
      files.add(file(certificate, null, "tls.crt", false));
      files.add(file(certificate, null, "tls.key", false));
    }
    return new ProjectedVolumeSourceBuilder()
        .withDefaultMode(GROUP_READABLE)
        .withSources(files)
        .build();
  }

  private static VolumeProjection file(String secret, String key, String file, boolean optional) {
    return new VolumeProjectionBuilder()
        .withNewSecret()
        .withName(secret)
        .withItems(new KeyToPath(key == null ? file : key, null, file))
        .withOptional(optional ? Boolean.TRUE : null)
        .endSecret()
        .build();
  }
}
