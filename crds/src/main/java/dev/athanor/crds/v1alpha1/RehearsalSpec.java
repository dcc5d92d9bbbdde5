package dev.athanor.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * The rehearsal of a plan: the backup is restored into a PostgreSQL that is thrown away, and the
 * plan runs there before anything is sent to the database. {@code status.plan.rehearsal} shows what
 * it did; where it fails, is over a limit or cannot be tried, the plan does not run.
 *
 * @param mode {@code Always} rehearses every plan, {@code Risky} those that {@code
 *     status.plan.risks} says something of, {@code Never} none.
 * @param image the image of that PostgreSQL, such as {@code postgres:17}: of the server's own major
 *     version, with its extensions. It has {@code sh}, {@code initdb} and {@code postgres}; its own
 *     entrypoint is not used.
 * @param volume where that PostgreSQL keeps its data.
 * @param resources requests and limits of its container; those of the runner when absent.
 * @param limits what a plan may do in its rehearsal.
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "self.mode == 'Never' || has(self.image)",
    message =
        "rehearsal.image is required: an image of the server's own major version, such as postgres:17")
public record RehearsalSpec(
    @Default("Never") Mode mode,
    @Size(min = 1, max = 1024) String image,
    VolumeSpec volume,
    ResourceRequirements resources,
    LimitsSpec limits) {

  static final String QUANTITY = "^[0-9]{1,15}([kKMGT]|[KMGT]i)?$";

  /** Which plans are rehearsed. */
  public enum Mode {
    Always,
    Risky,
    Never
  }

  /**
   * An emptyDir: it needs room for the restored database and for what the plan writes.
   *
   * @param sizeLimit how much it may hold, such as {@code 20Gi}; as much as the node has when
   *     absent. A pod that is over it is ended.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record VolumeSpec(@Pattern(QUANTITY) String sizeLimit) {}

  /**
   * What is over one of them stops with reason {@code RehearsalLimitExceeded}.
   *
   * @param maxBlocked how long the lock of one statement may keep readers or writers of a table
   *     waiting, to the end of its transaction, as a duration such as {@code 2s}.
   * @param maxRewrite how much one statement may write anew of tables and indexes that are there,
   *     such as {@code 1Gi}.
   * @param maxDuration how long all statements may take together, as a duration such as {@code
   *     30m}.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record LimitsSpec(
      @Size(max = 32)
          @ValidationRule(
              value = "duration(self) > duration('0s')",
              message = "rehearsal.limits.maxBlocked is a positive duration such as 2s")
          String maxBlocked,
      @Pattern(QUANTITY) String maxRewrite,
      @Size(max = 32)
          @ValidationRule(
              value = "duration(self) > duration('0s')",
              message = "rehearsal.limits.maxDuration is a positive duration such as 30m")
          String maxDuration) {}
}
