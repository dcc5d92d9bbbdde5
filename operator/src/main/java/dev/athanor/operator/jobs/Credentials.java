package dev.athanor.operator.jobs;

import dev.athanor.crds.v1alpha1.DatabaseSpec;
import dev.athanor.crds.v1alpha1.DatabaseSpec.CaSecret;
import dev.athanor.crds.v1alpha1.DatabaseSpec.CertificateSecret;
import dev.athanor.crds.v1alpha1.DatabaseSpec.SecretRef;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.ProjectedVolumeSource;
import io.fabric8.kubernetes.api.model.ProjectedVolumeSourceBuilder;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.VolumeProjectionBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of {@code --credentials-dir}, whatever the Secrets call them: {@code username} or
 * {@code user}, {@code password}, {@code ca.crt}, {@code tls.crt} and {@code tls.key}; and of the
 * address what the resource leaves to the Secret: {@code host}, {@code port} and {@code dbname}, or
 * {@code uri}. Nothing else of the Secrets reaches a pod.
 */
final class Credentials {
  /** libpq takes no key that others may read. */
  private static final int GROUP_READABLE = 0440;

  private final DatabaseSpec database;
  private final SecretRef secret;
  private final List<VolumeProjection> files = new ArrayList<>();

  private Credentials(DatabaseSpec database) {
    this.database = database;
    this.secret = database.credentialsSecret();
  }

  static ProjectedVolumeSource of(DatabaseSpec database) {
    Credentials credentials = new Credentials(database);
    credentials.login();
    credentials.address();
    credentials.certificates();
    return new ProjectedVolumeSourceBuilder()
        .withDefaultMode(GROUP_READABLE)
        .withSources(credentials.files)
        .build();
  }

  /** What must be there keeps a pod waiting for a Secret that is not yet. */
  private void login() {
    if (secret.usernameKey() == null) {
      add(secret.name(), "username", "username", true);
      add(secret.name(), "user", "user", true);
    } else {
      add(secret.name(), secret.usernameKey(), "username", false);
    }
    boolean elsewhere =
        database.clientCertificateSecret() != null
            || secret.urlKey() != null && secret.passwordKey() == null;
    add(secret.name(), or(secret.passwordKey(), "password"), "password", elsewhere);
  }

  private void address() {
    if (secret.urlKey() != null) {
      add(secret.name(), secret.urlKey(), "uri", false);
      return;
    }
    boolean hosted = database.addressInSecret();
    if (hosted) {
      add(secret.name(), or(secret.hostKey(), "host"), "host", false);
    }
    if (secret.portKey() != null || hosted && database.port() == null) {
      add(secret.name(), or(secret.portKey(), "port"), "port", secret.portKey() == null);
    }
    if (secret.databaseKey() != null || hosted && database.name() == null) {
      add(secret.name(), or(secret.databaseKey(), "dbname"), "dbname", false);
    }
  }

  private void certificates() {
    CaSecret ca = database.caSecret();
    if (ca == null) {
      add(secret.name(), "ca.crt", "ca.crt", true);
    } else {
      add(ca.name(), or(ca.key(), "ca.crt"), "ca.crt", false);
    }
    CertificateSecret own = database.clientCertificateSecret();
    if (own != null) {
      add(own.name(), or(own.certificateKey(), "tls.crt"), "tls.crt", false);
      add(own.name(), or(own.privateKeyKey(), "tls.key"), "tls.key", false);
    }
  }

  private static String or(String key, String otherwise) {
    return key == null ? otherwise : key;
  }

  private void add(String name, String key, String file, boolean optional) {
    files.add(
        new VolumeProjectionBuilder()
            .withNewSecret()
            .withName(name)
            .withItems(new KeyToPath(key, null, file))
            .withOptional(optional ? Boolean.TRUE : null)
            .endSecret()
            .build());
  }
}
