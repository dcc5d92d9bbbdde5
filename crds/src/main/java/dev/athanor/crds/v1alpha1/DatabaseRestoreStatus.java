package dev.athanor.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.BackupFailure;
import io.fabric8.kubernetes.api.model.Condition;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/**
 * How far the restore is, and what it came to.
 *
 * @param observedGeneration the generation of the spec that this status speaks of.
 * @param phase {@code Pending}, {@code Running}, {@code AwaitingAcceptance} (the loss in {@code
 *     loss} is to be accepted first; nothing was changed), {@code Restored} or {@code Failed}.
 * @param conditions {@code Ready} (it was restored), {@code Reconciling} (work is under way or
 *     waited for), {@code Stalled} (nothing will happen until somebody does something).
 * @param message the last thing worth saying to a person.
 * @param backup the backup's name in the store.
 * @param takenAt when its snapshot was taken: what was written since is not in it.
 * @param revision the revisions that are current in it: {@code <base>} when nothing was applied.
 * @param loss what would be lost, and the token that accepts it; after {@code Swap}, what the old
 *     database has that the backup had not.
 * @param keptAs after {@code Swap}, the old database's name.
 * @param swappedAt when the new one took its name.
 * @param unavailable from the first session that was ended until then, such as {@code 120ms};
 *     absent where a run was killed that did not come to say so.
 * @param dropAt when the old one is dropped; absent when it is kept until somebody drops it.
 * @param droppedAt when it was dropped.
 * @param attempt number of the last Job of this resource.
 * @param job the Job that was last decided on and has not been concluded. Written before the Job is
 *     created.
 * @param failure what went wrong last; absent after a success.
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DatabaseRestoreStatus(
    Long observedGeneration,
    Phase phase,
    List<Condition> conditions,
    String message,
    String backup,
    String takenAt,
    String revision,
    Loss loss,
    String keptAs,
    String swappedAt,
    String unavailable,
    String dropAt,
    String droppedAt,
    Long attempt,
    RestoreJobStatus job,
    BackupFailure failure) {

  /** Before anything is known. */
  public static final DatabaseRestoreStatus EMPTY = DatabaseRestoreStatusBuilder.builder().build();

  public DatabaseRestoreStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }

  /** Another status in the making, which starts from this one. */
  public DatabaseRestoreStatusBuilder toBuilder() {
    return DatabaseRestoreStatusBuilder.builder(this);
  }

  /** Where a restore stands. */
  public enum Phase {
    Pending,
    Running,
    AwaitingAcceptance,
    Restored,
    Failed
  }

  /**
   * What a database has that the backup has not.
   *
   * @param token for {@code spec.acceptLoss}; good for that backup over that history only.
   * @param since when the backup's snapshot was taken.
   * @param rows written since, by the server's statistics; absent where that is not known.
   * @param message all of it, table by table.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Loss(String token, String since, Long rows, String message) {}

  /**
   * A Job that was decided on.
   *
   * @param step {@code Restore} or {@code DropKept} (drops the old database).
   * @param name name of the Job.
   * @param decidedAt when it was decided on.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record RestoreJobStatus(Step step, String name, String decidedAt) {

    /** What a Job does for a restore. */
    public enum Step {
      Restore,
      DropKept
    }
  }
}
