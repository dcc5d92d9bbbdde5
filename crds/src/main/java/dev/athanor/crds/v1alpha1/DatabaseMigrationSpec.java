package dev.athanor.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/**
 * What the database shall be.
 *
 * @param database the database to migrate.
 * @param schemas the schemas that are migrated alike, each with a history of its own: names, in
 *     which {@code *} stands for any characters and {@code ?} for one. One plan with one backup is
 *     made of them all. Those that come later are found when the database is looked at again.
 *     {@code database.searchPath} is what follows each in the search path; nothing when absent.
 * @param parallelism how many of the schemas are migrated at the same time, with two connections
 *     each; 4 when absent.
 * @param source the compiled bundle of revisions.
 * @param target where to bring the database: {@code head}, {@code base}, the id of a revision (or a
 *     unique prefix of it) or a branch label. Targets relative to the current revision ({@code +1},
 *     {@code -1}, {@code a:b}) are refused: a resource says where to be, not how far to go.
 * @param allowDowngrade whether the target may lie before the current revision. Without it such a
 *     plan stops with reason {@code DowngradeNotAllowed} and nothing is run.
 * @param allowDowngradeTo the same for one downgrade: the revisions where the database shall be
 *     after it, as {@code status.targetRevision} has them ({@code base} for none). A target that
 *     lies elsewhere is not allowed by it, so that it may stay.
 * @param allowLive whether Liquibase may run what could not be compiled to SQL, such as custom Java
 *     changes, whose classes the runner's image has in {@code /opt/athanor/live}. Nobody can read
 *     before what they do. Without it such a plan stops with reason {@code LiveChangeset}.
 * @param history where the history in the database is, and what is accepted of it.
 * @param adopt takes a database over that somebody else has migrated; absent for one that nobody
 *     else has.
 * @param backup the backup that is taken and verified before anything is changed.
 * @param rehearsal the plan is tried on the restored backup before it runs.
 * @param retainDropped for how long what an upgrade drops or converts is kept in schema {@code
 *     athanor_kept}, as a duration such as {@code 168h}, so that a downgrade brings it back.
 *     Nothing is kept when absent.
 * @param approval {@code Automatic} runs every plan; {@code Manual} waits until {@code
 *     approvedPlan} is what {@code status.plan.approval} asks for.
 * @param approvedPlan the plan that may run, once, when {@code approval} is {@code Manual}: {@code
 *     status.plan.approval}, which is the plan's hash and, where others have been approved before,
 *     {@code #} and a number. Setting it takes the right to {@code approve} the resource.
 * @param contexts Liquibase contexts that are active. All changesets run when none is given.
 * @param labelFilter Liquibase label expression that changesets must match, such as {@code core and
 *     !slow}.
 * @param labels the same by its old name, which reads as if they were Kubernetes' labels;
 *     deprecated.
 * @param suspend stops new Jobs from being started. A Job that is running is not interrupted. A
 *     DatabaseBackup that somebody creates is taken all the same.
 * @param verifyInterval how often an up-to-date database is looked at again, as a duration such as
 *     {@code 12h}; each resource shifts it by up to a tenth, so that not all verify at once. {@code
 *     0s} never looks again.
 * @param timeouts limits on what a migration may wait for.
 * @param retry how failures that may pass by themselves are tried again.
 * @param onFailure what is done about a run that failed and is not tried again: {@code Stop} leaves
 *     the database where it is, {@code Downgrade} undoes what the failed runs have applied, {@code
 *     Restore} swaps in the backup from before them. Afterwards the same generation is not tried
 *     again, unless somebody asks for it.
 * @param onFailureWrites with {@code Restore}, what becomes of what others write between the backup
 *     and its restore: {@code Lose} accepts now that it is lost (the old database is kept beside
 *     and has it); {@code Fence} has nobody write: from before the backup to the end of the run, or
 *     of the restore, only the migration's own login may connect, and all other sessions are ended.
 * @param runner the pods in which the work runs.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!(has(self.labelFilter) && has(self.labels))",
    message = "spec.labels is the old name of spec.labelFilter: set that one only",
    fieldPath = ".labels")
@ValidationRule(
    value = "!has(self.approvedPlan) || self.approval == 'Manual'",
    message = "spec.approvedPlan is only read with approval: Manual",
    fieldPath = ".approvedPlan")
@ValidationRule(
    value =
        "!has(self.rehearsal) || self.rehearsal.mode == 'Never' || self.backup.policy != 'Never' &&"
            + " (has(self.backup.persistentVolumeClaim) || has(self.backup.objectStore))",
    message =
        "there is nothing to rehearse on without a dump: set backup.policy to Always, and"
            + " backup.persistentVolumeClaim or backup.objectStore",
    fieldPath = ".rehearsal")
@ValidationRule(
    value = "!has(self.parallelism) || has(self.schemas)",
    message = "spec.parallelism is only read with spec.schemas",
    fieldPath = ".parallelism")
@ValidationRule(
    value = "!has(self.schemas) || !has(self.history) || !has(self.history.liquibaseSchema)",
    message =
        "all schemas would have one history: leave out history.liquibaseSchema, each of spec.schemas"
            + " has its own",
    fieldPath = ".schemas")
@ValidationRule(
    value = "!has(self.schemas) || !has(self.rehearsal) || self.rehearsal.mode == 'Never'",
    message = "a rehearsal knows one history: leave out spec.rehearsal with spec.schemas",
    fieldPath = ".schemas")
@ValidationRule(
    value = "!has(self.adopt) || !has(self.schemas)",
    message = "one history is taken over at a time: leave out spec.adopt with spec.schemas",
    fieldPath = ".adopt")
@ValidationRule(
    value =
        "!has(self.adopt) || has(self.adopt.image) || has(self.rehearsal) && has(self.rehearsal.image)",
    message =
        "adopt.image is required: an image of the server's own major version, such as postgres:17",
    fieldPath = ".adopt")
@ValidationRule(
    value = "!has(self.schemas) || !has(self.onFailure) || self.onFailure == 'Stop'",
    message =
        "a failure policy goes back in one history: set spec.onFailure to Stop with spec.schemas",
    fieldPath = ".schemas")
@ValidationRule(
    value =
        "!has(self.onFailure) || self.onFailure != 'Restore' || self.backup.policy != 'Never' &&"
            + " (has(self.backup.persistentVolumeClaim) || has(self.backup.objectStore)) &&"
            + " has(self.onFailureWrites)",
    message =
        "onFailure: Restore needs a backup (backup.policy: Always, with a place of its own) and"
            + " onFailureWrites: Lose accepts that what is written after it is lost, Fence keeps"
            + " everybody from writing",
    fieldPath = ".onFailure")
@ValidationRule(
    value = "!has(self.onFailureWrites) || has(self.onFailure) && self.onFailure == 'Restore'",
    message = "onFailureWrites is for onFailure: Restore: nothing else loses what others write",
    fieldPath = ".onFailureWrites")
@ValidationRule(
    value =
        "!has(self.onFailureWrites) || self.onFailureWrites != 'Fence' || !has(self.backup.maxAge)",
    message =
        "backup.maxAge has a backup serve again from before the write fence: leave it out with"
            + " onFailureWrites: Fence",
    fieldPath = ".onFailureWrites")
public record DatabaseMigrationSpec(
    @Required DatabaseSpec database,
    @Size(min = 1, max = 64)
        List<@Size(min = 1, max = 63) @Pattern("^[^,]*[^,\\s][^,]*$") String> schemas,
    @Min(1) @Max(32) Integer parallelism,
    @Required SourceSpec source,
    @Required
        @Size(min = 1, max = 253)
        @ValidationRule(
            value = "!(self in ['current', 'heads'])",
            message =
                "a target is head, base, one revision or one label; 'current' and 'heads' name no"
                    + " single place to be")
        @ValidationRule(
            value = "!self.matches('[+:\\\\s,]') && !self.matches('-[0-9]+$')",
            message =
                "relative targets and ranges (+1, -1, rev+2, a:b) are for people: name head, base,"
                    + " a revision or a label")
        String target,
    @Default("false") Boolean allowDowngrade,
    @Size(min = 1, max = 253) @Pattern("^[0-9a-z]+(,[0-9a-z]+)*$") String allowDowngradeTo,
    @Default("false") Boolean allowLive,
    HistorySpec history,
    AdoptSpec adopt,
    @Required BackupSpec backup,
    RehearsalSpec rehearsal,
    @Size(max = 32)
        @ValidationRule(
            value = "duration(self) >= duration('0s')",
            message = "retainDropped is a duration such as 168h")
        String retainDropped,
    @Default("Automatic") Approval approval,
    @Pattern("^sha256:[0-9a-f]{64}(#[1-9][0-9]{0,8})?$") String approvedPlan,
    @Size(max = 64) List<String> contexts,
    @Size(max = 1024) String labelFilter,
    @Size(max = 1024) String labels,
    @Default("false") Boolean suspend,
    @Default("24h")
        @Size(max = 32)
        @ValidationRule(
            value = "duration(self) == duration('0s') || duration(self) >= duration('1m')",
            message = "verifyInterval is a duration of at least 1m, such as 24h, or 0s for never")
        String verifyInterval,
    TimeoutsSpec timeouts,
    @Default("{}") RetrySpec retry,
    @Default("Stop") OnFailure onFailure,
    Writes onFailureWrites,
    RunnerSpec runner) {

  static final String DIGEST = "^sha256:[0-9a-f]{64}$";

  public DatabaseMigrationSpec {
    schemas = schemas == null ? null : List.copyOf(schemas);
    contexts = contexts == null ? null : List.copyOf(contexts);
  }

  /** Whether a plan runs at once or waits for a person. */
  public enum Approval {
    Automatic,
    Manual
  }

  /** What is done about a run that failed and is not tried again. */
  public enum OnFailure {
    Stop,
    Downgrade,
    Restore
  }

  /** What becomes of what others write between a backup and its restore. */
  public enum Writes {
    Fence,
    Lose
  }
}
