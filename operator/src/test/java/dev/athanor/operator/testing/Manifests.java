package dev.athanor.operator.testing;

import dev.athanor.crds.v1alpha1.DatabaseMigration;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Resources as people write them. */
public final class Manifests {
  public static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);
  public static final String OTHER_DIGEST = "sha256:" + "fedcba9876543210".repeat(4);

  private Manifests() {}

  /**
   * The smallest one, with fields changed.
   *
   * @param changes by path below spec, such as {@code database.host}; a null value removes
   */
  public static GenericKubernetesResource changed(
      String namespace, String name, Map<String, Object> changes) {
    GenericKubernetesResource resource =
        Serialization.unmarshal(yaml(namespace, name), GenericKubernetesResource.class);
    change(resource, changes);
    return resource;
  }

  /** The same as the records read it. */
  public static DatabaseMigration typed(
      String namespace, String name, Map<String, Object> changes) {
    String yaml = Serialization.asYaml(changed(namespace, name, changes));
    return Serialization.unmarshal(yaml, DatabaseMigration.class);
  }

  /** Changes fields below spec. */
  public static void change(GenericKubernetesResource resource, Map<String, Object> changes) {
    changes.forEach((path, value) -> set(resource.get("spec"), List.of(path.split("\\.")), value));
  }

  /** Paths and values in turn, as a map that may hold nulls. */
  public static Map<String, Object> changes(Object... pathsAndValues) {
    Map<String, Object> changes = new LinkedHashMap<>();
    for (int i = 0; i < pathsAndValues.length; i += 2) {
      changes.put((String) pathsAndValues[i], pathsAndValues[i + 1]);
    }
    return changes;
  }

  @SuppressWarnings("unchecked")
  private static void set(Map<String, Object> map, List<String> path, Object value) {
    if (path.size() > 1) {
      Object child = map.computeIfAbsent(path.get(0), key -> new LinkedHashMap<>());
      set((Map<String, Object>) child, path.subList(1, path.size()), value);
    } else if (value == null) {
      map.remove(path.get(0));
    } else {
      map.put(path.get(0), value);
    }
  }

  private static String yaml(String namespace, String name) {
    return """
    apiVersion: athanor.dev/v1alpha1
    kind: DatabaseMigration
    metadata:
      name: %s
      namespace: %s
    spec:
      database:
        host: postgres
        name: tweeteval
        credentialsSecret:
          name: tweeteval-owner
      source:
        configMap:
          name: tweeteval-0123456789ab
        digest: %s
      target: head
      backup:
        persistentVolumeClaim:
          claimName: backups
    """
        .formatted(name, namespace, DIGEST);
  }
}
