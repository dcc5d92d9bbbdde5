package dev.athanor.crds.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.athanor.crds.manifest.ManifestException.Setting;
import dev.athanor.crds.v1alpha1.BackupSpec;
import dev.athanor.crds.v1alpha1.DatabaseMigrationSpec;
import dev.athanor.crds.v1alpha1.DatabaseSpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

class ManifestTest {
  private static final String DIGEST = "sha256:0123456789ab" + "0".repeat(52);
  private static final ManifestRequest.Image IMAGE =
      new ManifestRequest.Image("registry.example/shop@sha256:0", "/bundle.zip");

  @Test
  void theConfigMapIsImmutableAndNamedByDigestAndTheResourcePinsIt() throws ManifestException {
    Manifest manifest = Manifest.of(request("shop", "team", null), DIGEST, new byte[] {1, 2, 3});

    Map<String, Object> configMap = yaml(manifest, "configmap.yaml");
    assertThat(configMap).containsEntry("kind", "ConfigMap").containsEntry("immutable", true);
    assertThat(map(configMap.get("metadata")))
        .containsEntry("name", "shop-0123456789ab")
        .containsEntry("namespace", "team");
    String data = map(configMap.get("binaryData")).get("bundle.zip").toString();
    assertThat(Base64.getDecoder().decode(data)).containsExactly(1, 2, 3);

    DatabaseMigrationSpec spec = spec(manifest);
    assertThat(spec.source().configMap().name()).isEqualTo("shop-0123456789ab");
    assertThat(spec.source().digest()).isEqualTo(DIGEST);
    assertThat(spec.target()).isEqualTo("head");
    assertThat(spec.allowDowngrade()).isNull();
    assertThat(spec.contexts()).isNull();
    assertThat(spec.labelFilter()).isNull();
    assertThat(spec.database().credentialsSecret().name()).isEqualTo("shop-database");
    assertThat(spec.database().sslMode()).isEqualTo(DatabaseSpec.SslMode.VERIFY_FULL);
    assertThat(spec.backup().persistentVolumeClaim().claimName()).isEqualTo("shop-backups");
  }

  @Test
  void whatIsSaidGoesBeforeTheDefaults() throws ManifestException {
    ManifestRequest request =
        new ManifestRequest(
            "shop",
            null,
            new ManifestRequest.Database("db", 6432, "shop", "login", null, "owner"),
            "1975",
            true,
            new ManifestRequest.Backup(BackupSpec.Policy.Never, "unused"),
            IMAGE,
            new ManifestRequest.Selection(List.of("prod", "eu"), "core and !slow"));

    DatabaseMigrationSpec spec = spec(Manifest.of(request, DIGEST, new byte[0]));

    assertThat(spec.database().port()).isEqualTo(6432);
    assertThat(spec.database().credentialsSecret().name()).isEqualTo("login");
    assertThat(spec.database().role()).isEqualTo("owner");
    assertThat(spec.target()).isEqualTo("1975");
    assertThat(spec.allowDowngrade()).isTrue();
    assertThat(spec.backup().persistentVolumeClaim()).isNull();
    assertThat(spec.source().configMap()).isNull();
    assertThat(spec.source().image().reference()).isEqualTo(IMAGE.reference());
    assertThat(spec.contexts()).containsExactly("prod", "eu");
    assertThat(spec.labelFilter()).isEqualTo("core and !slow");
  }

  @Test
  void aBundleInAnImageLeavesNoConfigMapBehind() throws ManifestException {
    byte[] large = new byte[Manifest.MAX_CONFIG_MAP + 1];
    Manifest manifest = Manifest.of(request("shop", null, IMAGE), DIGEST, large);

    assertThat(manifest.files().get("configmap.yaml")).isEmpty();
    assertThat(manifest.hint()).isEmpty();
    assertThat(manifest.needs())
        .contains("Secret shop-database", "PersistentVolumeClaim shop-backups");
    assertThatThrownBy(() -> Manifest.of(request("shop", null, null), DIGEST, large))
        .isInstanceOfSatisfying(
            ManifestException.class, e -> assertThat(e.setting()).isEqualTo(Setting.IMAGE))
        .hasMessageContaining(large.length + " bytes");
  }

  @Test
  void aLargeConfigMapIsForAServerSideApply() throws ManifestException {
    ManifestRequest request = request("shop", null, null);

    assertThat(Manifest.of(request, DIGEST, new byte[Manifest.MAX_CLIENT_SIDE]).hint()).isEmpty();
    assertThat(Manifest.of(request, DIGEST, new byte[Manifest.MAX_CLIENT_SIDE + 1]).hint())
        .hasValueSatisfying(hint -> assertThat(hint).contains("kubectl apply --server-side"));
  }

  @ParameterizedTest
  @CsvSource({
    "My_App, db, shop, prefer, NAME, 'My_App' cannot be the name of a DatabaseMigration",
    "shop, , shop, prefer, HOST, the manifest needs a host",
    "shop, db, ' ', prefer, DATABASE, the manifest needs a database",
    "shop, db, shop, always, SSL_MODE, 'always' is no sslmode"
  })
  void theSettingAtFaultIsNamed(
      String name, String host, String database, String sslMode, Setting setting, String message) {
    ManifestRequest request =
        new ManifestRequest(
            name,
            null,
            new ManifestRequest.Database(host, null, database, null, sslMode, null),
            null,
            false,
            new ManifestRequest.Backup(BackupSpec.Policy.Always, null),
            null,
            ManifestRequest.Selection.ALL);

    assertThatThrownBy(() -> Manifest.of(request, DIGEST, new byte[0]))
        .isInstanceOfSatisfying(
            ManifestException.class, e -> assertThat(e.setting()).isEqualTo(setting))
        .hasMessage(message);
  }

  private static ManifestRequest request(
      String name, String namespace, ManifestRequest.Image image) {
    return new ManifestRequest(
        name,
        namespace,
        new ManifestRequest.Database("postgres", null, "shop", null, "verify-full", null),
        null,
        false,
        new ManifestRequest.Backup(BackupSpec.Policy.Always, null),
        image,
        ManifestRequest.Selection.ALL);
  }

  /** Read as the operator reads it, refusing a field that the CRD does not have. */
  private static DatabaseMigrationSpec spec(Manifest manifest) {
    return new ObjectMapper()
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .convertValue(
            yaml(manifest, "databasemigration.yaml").get("spec"), DatabaseMigrationSpec.class);
  }

  private static Map<String, Object> yaml(Manifest manifest, String file) {
    return map(new Yaml().load(manifest.files().get(file).orElseThrow()));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }
}
