package dev.athanor.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/**
 * What is known of the backup. The store is the truth: all of this is read from it again when it is
 * lost.
 *
 * @param observedGeneration the generation of the spec that this status speaks of.
 * @param phase {@code Pending} (waits for its Job), {@code Running}, {@code Verified}, {@code
 *     Failed} or {@code Gone} (the store has it no more).
 * @param conditions {@code Ready} (the backup is in the store, and was verified), {@code
 *     Reconciling} (work is under way or waited for), {@code Stalled} (nothing will happen until
 *     somebody does something).
 * @param message the last thing worth saying to a person.
 * @param name its name in the store: what a restore is given.
 * @param location where it is: a claim and a directory, or the URL of a bucket and a name.
 * @param database the database that it is of, by its own name.
 * @param cluster the system identifier of the PostgreSQL cluster that it is of, or {@code
 *     host:port} where that could not be read.
 * @param origin uid of the DatabaseMigration whose Job has made it; absent when no resource's has.
 * @param finder uid of the DatabaseMigration whose Job has last found it in the store.
 * @param takenAt when its snapshot was taken.
 * @param revision the revisions that were current in it: {@code <base>} when nothing was applied; a
 *     partly applied one as {@code 1975ea83b712 (2/3)}.
 * @param serverVersion version of the PostgreSQL server.
 * @param plan hash of the plan that it was taken for; absent when it was taken for its own sake.
 * @param bytes its size as it is stored.
 * @param digest SHA-256 over the names and SHA-256s of all its files.
 * @param key the public half of the key that it is encrypted to; absent when it is not encrypted. A
 *     restore takes the secret one.
 * @param verified how it was verified before it got its name.
 * @param kept why retention leaves it alone; absent when it does not.
 * @param pinned what of {@code spec.pinned} was last carried out.
 * @param startedAt when the Job was decided on that has taken it.
 * @param duration how long it took to dump and to verify it, such as {@code 95s}; absent in backups
 *     of earlier versions.
 * @param expectedRestore how long its restore is expected to take.
 * @param attempt number of the last Job of this resource.
 * @param job the Job that was last decided on and has not been concluded. Written before the Job is
 *     created.
 * @param failure what went wrong last; absent after a success.
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DatabaseBackupStatus(
    Long observedGeneration,
    Phase phase,
    List<Condition> conditions,
    String message,
    String name,
    String location,
    String database,
    String cluster,
    String origin,
    String finder,
    String takenAt,
    String revision,
    String serverVersion,
    String plan,
    Long bytes,
    String digest,
    String key,
    String verified,
    String kept,
    Boolean pinned,
    String startedAt,
    String duration,
    ExpectedRestore expectedRestore,
    Long attempt,
    BackupJobStatus job,
    BackupFailure failure) {

  /** Before anything is known. */
  public static final DatabaseBackupStatus EMPTY = DatabaseBackupStatusBuilder.builder().build();

  public DatabaseBackupStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }

  /** Another status in the making, which starts from this one. */
  public DatabaseBackupStatusBuilder toBuilder() {
    return DatabaseBackupStatusBuilder.builder(this);
  }

  /** Where a backup stands. */
  public enum Phase {
    Pending,
    Running,
    Verified,
    Failed,
    Gone
  }

  /**
   * An estimate.
   *
   * @param duration such as {@code 12m}.
   * @param from what it is estimated from.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ExpectedRestore(String duration, String from) {}

  /**
   * A Job that was decided on.
   *
   * @param step {@code Take}, {@code Look} (reads what the store has of it), {@code Pin}, {@code
   *     Unpin} or {@code Delete}.
   * @param name name of the Job.
   * @param decidedAt when it was decided on.
   * @param migration uid of the DatabaseMigration then.
   * @param store its place of backups then.
   * @param server the server that its database is at.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record BackupJobStatus(
      Step step, String name, String decidedAt, String migration, String store, String server) {

    /** What a Job does for a backup. */
    public enum Step {
      Take,
      Look,
      Pin,
      Unpin,
      Delete
    }
  }

  /**
   * A failure.
   *
   * @param reason code of the failure, such as {@code BackupVolumeFull}.
   * @param message what happened and what to do.
   * @param job name of the Job that failed; absent when none was made.
   * @param retryable whether it may pass by itself.
   * @param count how often it has failed in a row.
   * @param at when it failed.
   * @param retryAt when it is tried again; absent when it is not.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record BackupFailure(
      String reason,
      String message,
      String job,
      Boolean retryable,
      Integer count,
      String at,
      String retryAt) {}
}
