package dev.athanor.operator.external;

import dev.athanor.crds.v1alpha1.ExternalBackupSpec;
import dev.athanor.crds.v1alpha1.ExternalBackupSpec.CloudNativePgBackup;
import dev.athanor.crds.v1alpha1.ExternalBackupSpec.HookBackup;
import dev.athanor.crds.v1alpha1.ExternalBackupSpec.VolumeSnapshotBackup;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The object that asks another controller for a backup, and what its status means.
 *
 * @param apiVersion of the object
 * @param kind of the object
 * @param spec of the object
 * @param status reads whether it is done
 */
public record ExternalObject(
    String apiVersion, String kind, Map<String, Object> spec, StatusReader status) {

  /** What the status of such an object means. */
  interface StatusReader {
    ExternalState read(GenericKubernetesResource object);
  }

  /** As the resource has it. */
  public static ExternalObject of(ExternalBackupSpec spec) {
    if (spec.cloudNativePG() != null) {
      return of(spec.cloudNativePG());
    }
    return spec.volumeSnapshot() != null ? of(spec.volumeSnapshot()) : of(spec.hook());
  }

  private static ExternalObject of(CloudNativePgBackup backup) {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("cluster", Map.of("name", backup.cluster()));
    if (backup.method() != null) {
      spec.put("method", backup.method());
    }
    if (backup.plugin() != null) {
      spec.put("pluginConfiguration", Map.of("name", backup.plugin()));
    }
    return new ExternalObject(
        "postgresql.cnpg.io/v1", "Backup", spec, object -> phase(object, "completed", "failed"));
  }

  private static ExternalObject of(VolumeSnapshotBackup snapshot) {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("source", Map.of("persistentVolumeClaimName", snapshot.claimName()));
    if (snapshot.className() != null) {
      spec.put("volumeSnapshotClassName", snapshot.className());
    }
    return new ExternalObject(
        "snapshot.storage.k8s.io/v1", "VolumeSnapshot", spec, ExternalObject::snapshot);
  }

  private static ExternalObject of(HookBackup hook) {
    Map<String, Object> spec = hook.spec() == null ? Map.of() : hook.spec();
    return new ExternalObject(
        hook.apiVersion(),
        hook.kind(),
        spec,
        object ->
            isTrue(object, "Failed")
                ? failed(object)
                : hook.phase() != null
                    ? phase(object, hook.phase(), "Failed")
                    : condition(object, hook.condition()));
  }

  /** Its controller tries again after an error, which may pass. */
  private static ExternalState snapshot(GenericKubernetesResource object) {
    return Boolean.TRUE.equals(object.get("status", "readyToUse"))
        ? new ExternalState.Ready()
        : new ExternalState.Waiting(text(object.get("status", "error", "message")));
  }

  private static ExternalState phase(GenericKubernetesResource object, String done, String not) {
    String phase = text(object.get("status", "phase"));
    if (phase.equals(done)) {
      return new ExternalState.Ready();
    }
    return phase.equals(not) ? failed(object) : new ExternalState.Waiting(phase);
  }

  private static ExternalState condition(GenericKubernetesResource object, String type) {
    return isTrue(object, type)
        ? new ExternalState.Ready()
        : new ExternalState.Waiting(text(object.get("status", "phase")));
  }

  private static boolean isTrue(GenericKubernetesResource object, String type) {
    return object.get("status", "conditions") instanceof List<?> conditions
        && conditions.stream()
            .anyMatch(
                each ->
                    each instanceof Map<?, ?> condition
                        && type.equals(condition.get("type"))
                        && "True".equals(condition.get("status")));
  }

  private static ExternalState failed(GenericKubernetesResource object) {
    String error = text(object.get("status", "error"));
    return new ExternalState.Failed(
        "ExternalBackupFailed",
        "its controller says that it has failed" + (error.isEmpty() ? "" : ": " + error));
  }

  private static String text(Object value) {
    return Objects.toString(value, "");
  }
}
