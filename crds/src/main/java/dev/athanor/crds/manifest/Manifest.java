package dev.athanor.crds.manifest;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.athanor.crds.manifest.ManifestException.Setting;
import dev.athanor.crds.v1alpha1.AthanorResource;
import dev.athanor.crds.v1alpha1.DatabaseMigration;
import dev.athanor.crds.v1alpha1.SourceSpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * The YAML that {@code kubectl apply} takes: the bundle in an immutable ConfigMap that is named by
 * digest, and the resource that runs it.
 *
 * <p>A new bundle is a new ConfigMap, so a Job that runs never sees its bundle change.
 */
public final class Manifest {
  /** What Kubernetes keeps in a ConfigMap. */
  static final int MAX_CONFIG_MAP = 1 << 20;

  /** Above it, the annotation that a client-side apply writes does not fit (256 KiB, in base64). */
  static final int MAX_CLIENT_SIDE = 190_000;

  private static final String CONFIG_MAP_FILE = "configmap.yaml";
  private static final String MIGRATION_FILE = "databasemigration.yaml";
  private static final String DIGEST = "sha256:";
  private static final int SHORT_DIGEST = 12;
  private static final String KEY = "bundle.zip";

  private final ManifestRequest request;
  private final String digest;
  private final byte[] bundle;
  private final ManifestRequest.Spec spec;

  private Manifest(ManifestRequest request, String digest, byte[] bundle) throws ManifestException {
    this.request = request;
    this.digest = Objects.requireNonNull(digest, "digest");
    this.bundle = bundle;
    this.spec = request.spec(source());
  }

  /**
   * @param digest of the bundle, as {@code sha256:} and 64 hex digits
   * @param bundle the bundle's bytes
   * @throws ManifestException for a request that no resource can be made of, and for a bundle that
   *     no ConfigMap holds
   */
  public static Manifest of(ManifestRequest request, String digest, byte[] bundle)
      throws ManifestException {
    request.check();
    if (request.image() == null && bundle.length > MAX_CONFIG_MAP) {
      throw new ManifestException(
          Setting.IMAGE,
          "the bundle has " + bundle.length + " bytes, and a ConfigMap holds " + MAX_CONFIG_MAP,
          "Put the bundle into an image and name that");
    }
    return new Manifest(request, digest, bundle);
  }

  /**
   * Text by file name; empty for a file that must not stay, since it is of another kind of source.
   */
  public Map<String, Optional<String>> files() {
    Map<String, Optional<String>> files = new LinkedHashMap<>();
    files.put(CONFIG_MAP_FILE, inImage() ? Optional.empty() : Optional.of(dump(configMap())));
    files.put(MIGRATION_FILE, Optional.of(dump(migration())));
    return files;
  }

  /** What has to be there in its namespace for it to run. */
  public String needs() {
    String secret = "Secret " + spec.database().credentialsSecret().name();
    return "In its namespace it needs the "
        + (spec.backup().persistentVolumeClaim() == null
            ? secret
            : secret
                + " and the PersistentVolumeClaim "
                + spec.backup().persistentVolumeClaim().claimName())
        + ".";
  }

  /** What to mind when applying it. */
  public Optional<String> hint() {
    if (inImage() || bundle.length <= MAX_CLIENT_SIDE) {
      return Optional.empty();
    }
    return Optional.of(
        "The bundle has "
            + bundle.length
            + " bytes, more than a client-side apply can note down: use kubectl apply"
            + " --server-side.");
  }

  private boolean inImage() {
    return request.image() != null;
  }

  private Map<String, Object> configMap() {
    Map<String, Object> map = resource("v1", "ConfigMap", configMapName());
    map.put("immutable", true);
    map.put("binaryData", Map.of(KEY, Base64.getEncoder().encodeToString(bundle)));
    return map;
  }

  private String configMapName() {
    return request.name() + "-" + digest.substring(DIGEST.length(), DIGEST.length() + SHORT_DIGEST);
  }

  private Map<String, Object> migration() {
    Map<String, Object> resource =
        resource(
            AthanorResource.GROUP + "/" + AthanorResource.VERSION,
            DatabaseMigration.KIND,
            request.name());
    resource.put("spec", new ObjectMapper().convertValue(spec, Map.class));
    return resource;
  }

  private SourceSpec source() {
    if (!inImage()) {
      return new SourceSpec(new SourceSpec.ConfigMapSource(configMapName(), KEY), null, digest);
    }
    ManifestRequest.Image image = request.image();
    return new SourceSpec(
        null,
        new SourceSpec.ImageSource(image.reference(), image.path(), null, null, null),
        digest);
  }

  private Map<String, Object> resource(String apiVersion, String kind, String name) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", name);
    if (request.namespace() != null) {
      metadata.put("namespace", request.namespace());
    }
    metadata.put("labels", Map.of("app.kubernetes.io/managed-by", "athanor"));
    Map<String, Object> resource = new LinkedHashMap<>();
    resource.put("apiVersion", apiVersion);
    resource.put("kind", kind);
    resource.put("metadata", metadata);
    return resource;
  }

  private static String dump(Map<String, Object> resource) {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setSplitLines(false);
    return new Yaml(options).dump(resource);
  }
}
