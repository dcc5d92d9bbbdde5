package dev.athanor.maven;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.athanor.crds.v1alpha1.DatabaseMigration;
import dev.athanor.crds.v1alpha1.SourceSpec;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.AtomicFile;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * The YAML that {@code kubectl apply} takes: the bundle in an immutable ConfigMap that is named by
 * digest, and the resource that runs it.
 *
 * <p>A new bundle is a new ConfigMap, so a Job that runs never sees its bundle change.
 */
final class Manifest {
  /** What Kubernetes keeps in a ConfigMap. */
  static final int MAX_CONFIG_MAP = 1 << 20;

  /** Above it, the annotation that a client-side apply writes does not fit (256 KiB, in base64). */
  static final int MAX_CLIENT_SIDE = 190_000;

  private static final String CONFIG_MAP_FILE = "configmap.yaml";
  private static final String MIGRATION_FILE = "databasemigration.yaml";
  private static final int SHORT_DIGEST = 12;
  private static final String KEY = "bundle.zip";

  private final Map<String, String> files;

  private Manifest(Map<String, String> files) {
    this.files = files;
  }

  /**
   * The bundle in a ConfigMap.
   *
   * @throws AthanorException INVALID_CONFIGURATION when it is larger than a ConfigMap may be
   */
  static Manifest of(Bundle bundle, ManifestRequest request) {
    byte[] bytes = bundle.bytes();
    if (bytes.length > MAX_CONFIG_MAP) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "the bundle has " + bytes.length + " bytes, and a ConfigMap holds " + MAX_CONFIG_MAP,
          "Put the bundle into an image and name it with athanor.manifest.image.");
    }
    String name = request.name() + "-" + shortDigest(bundle);
    Map<String, Object> map = resource("v1", "ConfigMap", name, request.namespace());
    map.put("immutable", true);
    map.put("binaryData", Map.of(KEY, Base64.getEncoder().encodeToString(bytes)));
    SourceSpec source =
        new SourceSpec(new SourceSpec.ConfigMapSource(name, KEY), null, bundle.digest());
    return new Manifest(
        Map.of(CONFIG_MAP_FILE, dump(map), MIGRATION_FILE, dump(migration(request, source))));
  }

  /** The bundle in an image that somebody builds. */
  static Manifest ofImage(Bundle bundle, ManifestRequest request, SourceSpec.ImageSource image) {
    SourceSpec source = new SourceSpec(null, image, bundle.digest());
    return new Manifest(Map.of(MIGRATION_FILE, dump(migration(request, source))));
  }

  /** Writes its files and takes away what another kind of source left there. */
  void write(Path directory) {
    try {
      for (String name : List.of(CONFIG_MAP_FILE, MIGRATION_FILE)) {
        String yaml = files.get(name);
        if (yaml == null) {
          Files.deleteIfExists(directory.resolve(name));
        } else {
          AtomicFile.write(directory.resolve(name), yaml.getBytes(StandardCharsets.UTF_8));
        }
      }
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "manifests cannot be written to " + directory + ": " + e.getMessage(),
          "Name a directory that may be written to with athanor.manifest.directory.",
          e);
    }
  }

  static boolean needsServerSide(Bundle bundle) {
    return bundle.bytes().length > MAX_CLIENT_SIDE;
  }

  private static String shortDigest(Bundle bundle) {
    String hex = bundle.digest().substring(bundle.digest().indexOf(':') + 1);
    return hex.substring(0, SHORT_DIGEST);
  }

  private static Map<String, Object> migration(ManifestRequest request, SourceSpec source) {
    Map<String, Object> resource =
        resource(
            DatabaseMigration.GROUP + "/" + DatabaseMigration.VERSION,
            DatabaseMigration.KIND,
            request.name(),
            request.namespace());
    resource.put("spec", new ObjectMapper().convertValue(request.spec().apply(source), Map.class));
    return resource;
  }

  private static Map<String, Object> resource(
      String apiVersion, String kind, String name, Optional<String> namespace) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", name);
    namespace.ifPresent(value -> metadata.put("namespace", value));
    metadata.put("labels", Map.of("app.kubernetes.io/managed-by", "athanor-maven-plugin"));
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
