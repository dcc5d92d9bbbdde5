package dev.athanor.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A backup that another controller takes: an object is created in the resource's namespace between
 * the plan and its run, and nothing runs before it says that it is done. Exactly one of {@code
 * cloudNativePG}, {@code volumeSnapshot} and {@code hook} is given. The operator needs the right to
 * create and read such objects: {@code externalBackups} of the chart's values.
 *
 * @param cloudNativePG a {@code Backup} of a CloudNativePG cluster.
 * @param volumeSnapshot a CSI {@code VolumeSnapshot} of the volume that the database is on.
 * @param hook any other object that a controller in this cluster acts on.
 * @param timeout how long that may take, as a duration such as {@code 30m}; then the run fails and
 *     is tried again as {@code retry} says, with another backup.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "[has(self.cloudNativePG), has(self.volumeSnapshot), has(self.hook)].filter(x, x).size() == 1",
    message = "backup.external has exactly one of cloudNativePG, volumeSnapshot and hook")
public record ExternalBackupSpec(
    CloudNativePgBackup cloudNativePG,
    VolumeSnapshotBackup volumeSnapshot,
    HookBackup hook,
    @Default("30m")
        @Size(max = 32)
        @ValidationRule(
            value = "duration(self) > duration('0s')",
            message = "backup.external.timeout is a positive duration such as 30m")
        String timeout) {

  /**
   * A {@code Backup} of {@code postgresql.cnpg.io/v1}.
   *
   * @param cluster name of the CloudNativePG {@code Cluster}.
   * @param method {@code barmanObjectStore}, {@code volumeSnapshot} or {@code plugin};
   *     CloudNativePG's own default when absent.
   * @param plugin name of the plugin, with {@code method: plugin}.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(
      value = "has(self.plugin) == (has(self.method) && self.method == 'plugin')",
      message = "backup.external.cloudNativePG.plugin goes with method: plugin")
  public record CloudNativePgBackup(
      @Required @Size(min = 1, max = 253) String cluster,
      @Pattern("^(barmanObjectStore|volumeSnapshot|plugin)$") String method,
      @Size(min = 1, max = 253) String plugin) {}

  /**
   * A {@code VolumeSnapshot} of {@code snapshot.storage.k8s.io/v1}: what the disk holds at that
   * moment, from which PostgreSQL recovers as after a crash. So the write-ahead log and all
   * tablespaces have to be on that one volume.
   *
   * @param claimName the PersistentVolumeClaim of the database's data.
   * @param className the VolumeSnapshotClass; the cluster's default when absent.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record VolumeSnapshotBackup(
      @Required @Size(min = 1, max = 253) String claimName,
      @Size(min = 1, max = 253) String className) {}

  /**
   * An object of any kind. It has failed when its condition {@code Failed} is true or its {@code
   * status.phase} is {@code Failed}.
   *
   * @param apiVersion of the object, such as {@code stash.appscode.com/v1beta1}. Not of the kinds
   *     that the operator itself works with.
   * @param kind of the object.
   * @param spec of the object, word for word.
   * @param condition the condition that is true once it is done, such as {@code Complete}; either
   *     this or {@code phase}.
   * @param phase what {@code status.phase} is once it is done, such as {@code Completed}.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(
      value = "has(self.condition) != has(self.phase)",
      message = "backup.external.hook waits for one of condition and phase")
  public record HookBackup(
      @Required
          @Size(min = 3, max = 253)
          @ValidationRule(
              value =
                  "self.matches('^[a-z0-9.-]+[.][a-z0-9-]+/[a-z0-9]+$') && !self.matches('(^|[.])k8s[.]io/') &&"
                      + " !self.startsWith('athanor.dev/')",
              message =
                  "backup.external.hook.apiVersion is that of a custom resource, such as"
                      + " example.org/v1; not Kubernetes' own, nor athanor.dev")
          String apiVersion,
      @Required @Size(min = 1, max = 63) @Pattern("^[A-Z][A-Za-z0-9]*$") String kind,
      Map<String, Object> spec,
      @Size(min = 1, max = 316) String condition,
      @Size(min = 1, max = 63) String phase) {
    public HookBackup {
      // Not Map.copyOf: what others' kinds take may well be null.
      spec = spec == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(spec));
    }
  }
}
