package dev.athanor.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/**
 * What the operator knows and intends. The database is the truth: all of this can be lost and is
 * then rebuilt by a {@code plan} Job.
 *
 * @param observedGeneration the generation of the spec that this status speaks of.
 * @param phase where it stands, in a word; programs should read the conditions.
 * @param conditions {@code Ready} (the database is at the target), {@code Reconciling} (work is
 *     under way or waited for), {@code Stalled} (nothing will happen until somebody does
 *     something).
 * @param message the last thing worth saying to a person.
 * @param database the database that all of this is about, as {@code host:port/name}. What is known
 *     of one is forgotten when the spec names another.
 * @param currentRevision the current revisions of the database when it was last observed: {@code
 *     base} when nothing is applied, several joined by commas; a partly applied one as {@code
 *     1975ea83b712 (2/3)}; of {@code spec.schemas}, where they differ, each place with how many
 *     schemas are there.
 * @param schemas where each of {@code spec.schemas} is; absent without them.
 * @param kept how much is kept of what upgrades dropped; absent where nothing is, and with {@code
 *     spec.schemas}.
 * @param adopted how the database was taken over; absent before, and without {@code spec.adopt}.
 * @param targetRevision the revisions that {@code spec.target} stood for when it was last planned.
 * @param pending number of changesets between the two.
 * @param observedAt when the database was last observed.
 * @param serverVersion version of the PostgreSQL server.
 * @param historyFingerprint SHA-256 over the history rows; absent with {@code spec.schemas}.
 * @param lastPlanHash hash of the last plan that had something to do.
 * @param plan the plan that is to be run next; absent when nothing is pending.
 * @param spentApprovals how many approved plans have been run: each approval is for one run.
 * @param backup the last backup.
 * @param backups what is known of all backups in the store; each has its DatabaseBackup.
 * @param attempt number of the last Job pair that was started for this resource.
 * @param job the Job that was last decided on and has not been concluded. Written before the Job is
 *     created.
 * @param failure what went wrong last; absent after a success.
 * @param goBack what {@code spec.onFailure} is to go back from, and what came of it; absent with
 *     {@code Stop} and after a success.
 * @param lastSuccess the last time the database was seen at its target.
 * @param lastRetryRequest value of the annotation {@code athanor.dev/retry} that was last acted on.
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DatabaseMigrationStatus(
    Long observedGeneration,
    Phase phase,
    List<Condition> conditions,
    String message,
    String database,
    String currentRevision,
    SchemasStatus schemas,
    KeptStatus kept,
    AdoptedStatus adopted,
    String targetRevision,
    Integer pending,
    String observedAt,
    String serverVersion,
    String historyFingerprint,
    String lastPlanHash,
    PlanStatus plan,
    Integer spentApprovals,
    BackupStatus backup,
    BackupsStatus backups,
    Long attempt,
    JobStatus job,
    FailureStatus failure,
    GoBackStatus goBack,
    SuccessStatus lastSuccess,
    String lastRetryRequest) {

  /** Before anything was observed. */
  public static final DatabaseMigrationStatus EMPTY =
      DatabaseMigrationStatusBuilder.builder().build();

  public DatabaseMigrationStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }

  /** Another status in the making, which starts from this one. */
  public DatabaseMigrationStatusBuilder toBuilder() {
    return DatabaseMigrationStatusBuilder.builder(this);
  }

  /** Where a resource stands, for people. */
  public enum Phase {
    Pending,
    Queued,
    Planning,
    AwaitingApproval,
    BackingUp,
    Rehearsing,
    Applying,
    GoingBack,
    Ready,
    Failed,
    Stalled,
    Suspended,
    Deleting
  }

  /**
   * What came of {@code spec.adopt}.
   *
   * @param adoptedAt when.
   * @param job the Job that did it; its log has all.
   * @param tool who had migrated; absent where there was nothing to take over.
   * @param found what that tool's table said, or why there was nothing.
   * @param revision where the database was by that; {@code base} for none.
   * @param recorded how many changesets count as applied since.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record AdoptedStatus(
      String adoptedAt, String job, String tool, String found, String revision, Integer recorded) {}

  /**
   * A plan that waits to be run.
   *
   * @param generation the generation it was made for.
   * @param digest the bundle it was made from.
   * @param direction {@code Up} or {@code Down}.
   * @param hash what {@code run} must find again.
   * @param pending number of changesets it runs.
   * @param risks what a reviewer should know, worst first.
   * @param plannedAt when it was made.
   * @param job the Job that made it; its log has all of the SQL.
   * @param approval what {@code spec.approvedPlan} must be for it to run with {@code approval:
   *     Manual}.
   * @param rehearsal what it did on the restored backup; absent where it was not rehearsed.
   * @param external the backup that another controller takes for it; absent before it is asked for.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record PlanStatus(
      Long generation,
      String digest,
      String direction,
      String hash,
      Integer pending,
      List<String> risks,
      String plannedAt,
      String job,
      String approval,
      RehearsalStatus rehearsal,
      ExternalBackupStatus external) {
    public PlanStatus {
      risks = risks == null ? List.of() : List.copyOf(risks);
    }

    /** The same, once it was rehearsed. */
    public PlanStatus withRehearsal(RehearsalStatus shown) {
      return new PlanStatus(
          generation,
          digest,
          direction,
          hash,
          pending,
          risks,
          plannedAt,
          job,
          approval,
          shown,
          external);
    }

    /** The same with a backup that another controller takes. */
    public PlanStatus withExternal(ExternalBackupStatus backup) {
      return new PlanStatus(
          generation,
          digest,
          direction,
          hash,
          pending,
          risks,
          plannedAt,
          job,
          approval,
          rehearsal,
          backup);
    }
  }

  /**
   * The object that asks another controller for a backup. It has no owner: it stays when the
   * DatabaseMigration goes.
   *
   * @param apiVersion of the object.
   * @param kind of the object.
   * @param name of the object, in the resource's namespace.
   * @param requestedAt when it was decided on.
   * @param readyAt when it was seen done; absent before.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ExternalBackupStatus(
      String apiVersion, String kind, String name, String requestedAt, String readyAt) {

    /** The same, done. */
    public ExternalBackupStatus withReadyAt(String time) {
      return new ExternalBackupStatus(apiVersion, kind, name, requestedAt, time);
    }

    /** As people name it. */
    @Override
    public String toString() {
      return kind + " " + name;
    }
  }

  /**
   * What a plan did on the restored backup.
   *
   * @param outcome {@code Passed}; {@code Failed} when a statement failed on the data that is
   *     there; {@code LimitExceeded}; {@code NotRehearsed} when it could not be tried, so that
   *     nothing is known. Only what has passed runs.
   * @param backup the backup that was restored.
   * @param rehearsedAt when it ended.
   * @param job the Job that did it; its log has all statements.
   * @param restoreMillis how many milliseconds the backup took to restore.
   * @param millis how many milliseconds all statements took together.
   * @param statements those that fail, block or rewrite, the worst first.
   * @param others how many statements are left out.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record RehearsalStatus(
      String outcome,
      String backup,
      String rehearsedAt,
      String job,
      Long restoreMillis,
      Long millis,
      List<StatementRehearsal> statements,
      Integer others) {
    /** The outcome of a plan that may run. */
    public static final String PASSED = "Passed";

    public RehearsalStatus {
      statements = statements == null ? List.of() : List.copyOf(statements);
    }
  }

  /**
   * A backup.
   *
   * @param location directory below the backup volume; absent when it was waived.
   * @param digest SHA-256 over all its files.
   * @param bytes its size.
   * @param takenAt when its snapshot was taken.
   * @param reused whether an earlier one served because nothing was migrated since.
   * @param waived the policy that waived it; absent when there is a backup.
   * @param generation the generation it was taken for.
   * @param record the DatabaseBackup that describes it; absent when it was waived, or none could be
   *     made.
   * @param external the object by which another controller took one; absent when none did.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record BackupStatus(
      String location,
      String digest,
      Long bytes,
      String takenAt,
      Boolean reused,
      String waived,
      Long generation,
      String record,
      String external) {

    /** The same with its record. */
    public BackupStatus withRecord(String name) {
      return new BackupStatus(
          location, digest, bytes, takenAt, reused, waived, generation, name, external);
    }
  }

  /**
   * The store, and what is done there beside migrations.
   *
   * @param store the place of backups that this is about. What is known of one is forgotten when
   *     the spec names another.
   * @param listedAt when it was last listed as a whole.
   * @param listing a listing that is under way.
   * @param listRequest value of the annotation {@code athanor.dev/list-backups} that was last acted
   *     on.
   * @param schedule the schedule that is followed.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record BackupsStatus(
      String store,
      String listedAt,
      ListingStatus listing,
      String listRequest,
      ScheduleStatus schedule) {

    /** Before anything is known. */
    public static final BackupsStatus EMPTY = new BackupsStatus(null, null, null, null, null);

    public BackupsStatus withListing(ListingStatus next) {
      return new BackupsStatus(store, listedAt, next, listRequest, schedule);
    }

    public BackupsStatus withListedAt(String time) {
      return new BackupsStatus(store, time, listing, listRequest, schedule);
    }

    public BackupsStatus withListRequest(String request) {
      return new BackupsStatus(store, listedAt, listing, request, schedule);
    }

    public BackupsStatus withSchedule(ScheduleStatus next) {
      return new BackupsStatus(store, listedAt, listing, listRequest, next);
    }
  }

  /**
   * A listing of the store, a page of it after the other.
   *
   * @param job the Job that lists the page.
   * @param attempt its number.
   * @param after the last backup of the page before; absent for the first page.
   * @param since when the listing began.
   * @param failure why the last try failed; absent when it did not.
   * @param retryAt when it is tried again; absent while a Job is under way.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ListingStatus(
      String job, Integer attempt, String after, String since, String failure, String retryAt) {}

  /**
   * A schedule.
   *
   * @param cron that is followed.
   * @param last until when nothing more is due: the last time that was, or when the schedule was
   *     first seen.
   * @param record the DatabaseBackup that was made last.
   * @param message why none is made; absent while all is well.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ScheduleStatus(String cron, String last, String record, String message) {}

  /**
   * A Job that was decided on. Its name derives from the resource's uid and from all of this.
   *
   * @param step {@code Adopt}, {@code Plan}, {@code Rehearse}, {@code Run} or {@code GoBack}.
   * @param name name of the Job.
   * @param generation the generation it works for.
   * @param digest the bundle it reads.
   * @param target the target it was given.
   * @param attempt the attempt it belongs to.
   * @param planHash the plan it may run or rehearse; not with {@code Adopt} and {@code Plan}.
   * @param decidedAt when it was decided on.
   * @param database the database it works on.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record JobStatus(
      Step step,
      String name,
      Long generation,
      String digest,
      String target,
      Long attempt,
      String planHash,
      String decidedAt,
      String database) {

    /** Which of the Jobs. */
    public enum Step {
      Adopt,
      Plan,
      Rehearse,
      Run,
      GoBack
    }
  }

  /**
   * A failure.
   *
   * @param generation the generation that failed.
   * @param reason code of the failure, such as {@code ChecksumMismatch}.
   * @param message what happened and what to do.
   * @param job name of the Job that failed.
   * @param retryable whether it may pass by itself.
   * @param count how often this generation has failed in a row.
   * @param at when it failed.
   * @param retryAt when it is tried again; absent when only a change of the resource helps.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record FailureStatus(
      Long generation,
      String reason,
      String message,
      String job,
      Boolean retryable,
      Integer count,
      String at,
      String retryAt) {}

  /**
   * A failure policy at work. Written before the run that it is for.
   *
   * @param generation whose run it is for.
   * @param attempt the run's attempt: names the write fence and the restore.
   * @param policy {@code Downgrade} or {@code Restore}.
   * @param fence {@code Up} while only the migration's login may connect, as far as is known,
   *     {@code Lifted} afterwards; absent without a write fence.
   * @param state {@code Armed}; {@code Due} once the run has failed for good; {@code Lifting} when
   *     the policy itself failed and a write fence is still to be lifted; {@code Done}, {@code
   *     Failed}.
   * @param backup the backup from before the first run of the generation.
   * @param revision the revisions that are served again.
   * @param keptAs after {@code Restore}, the name of the database that was there before.
   * @param tries how often going back was tried.
   * @param retryAt when it is tried again.
   * @param message what went wrong with it, or what it came to.
   * @param at when it ended.
   */
  @RecordBuilder
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record GoBackStatus(
      Long generation,
      Long attempt,
      DatabaseMigrationSpec.OnFailure policy,
      Fence fence,
      State state,
      String backup,
      String revision,
      String keptAs,
      Integer tries,
      String retryAt,
      String message,
      String at) {

    /** Another one in the making, which starts from this. */
    public DatabaseMigrationStatusGoBackStatusBuilder toBuilder() {
      return DatabaseMigrationStatusGoBackStatusBuilder.builder(this);
    }

    /** Who may connect. */
    public enum Fence {
      Up,
      Lifted
    }

    /** How far it is. */
    public enum State {
      Armed,
      Due,
      Lifting,
      Done,
      Failed
    }
  }

  /**
   * A success.
   *
   * @param generation the generation that the database then satisfied.
   * @param digest the bundle it was compared with.
   * @param target the target it was at.
   * @param revision the current revisions.
   * @param at when.
   * @param appliedAt when something was last changed for it; absent when nothing had to be.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SuccessStatus(
      Long generation,
      String digest,
      String target,
      String revision,
      String at,
      String appliedAt) {}
}
