package dev.athanor.operator.jobs;

import dev.athanor.crds.v1alpha1.BackupSpec.Policy;
import dev.athanor.crds.v1alpha1.DatabaseBackup;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.BackupJobStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus.Step;
import dev.athanor.crds.v1alpha1.DatabaseRestoreStatus.RestoreJobStatus;
import dev.athanor.crds.v1alpha1.RunnerSpec;
import dev.athanor.operator.resource.Adoption;
import dev.athanor.operator.resource.BackupRecord;
import dev.athanor.operator.resource.Migration;
import dev.athanor.operator.resource.Names;
import dev.athanor.operator.resource.RestoreRecord;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes the Jobs: those of a migration, those that work on backups, and those that restore.
 *
 * <p>They are run once and by nobody else: no retry by Kubernetes (it would run a second pod beside
 * a first one that is still going), no deadline (ending a migration in the middle is never safe)
 * and no owner reference (garbage collection would end it in the middle when the resource is
 * deleted with foreground propagation, as Argo CD does; the finalizer cleans up instead).
 */
public final class JobFactory {
  /** Takes over what somebody else has migrated. */
  public static final String ADOPT = "adopt";

  public static final String PLAN = "plan";
  public static final String BACKUP = "backup";
  public static final String REHEARSE = "rehearse";
  public static final String APPLY = "apply";

  /** Takes the database back to before a run that failed. */
  public static final String GO_BACK = "go-back";

  /** Backs up for the backup's own sake. */
  public static final String TAKE = "take-backup";

  /** Looks into the place of backups, or changes something there. */
  public static final String STORE = "backups";

  /** Brings a backup back. */
  public static final String RESTORE = "restore";

  /** Drops what a restore has put aside. */
  public static final String DROP_KEPT = "drop-kept";

  /** The init container that copies the bundle out of an image. */
  public static final String COPY = "bundle";

  /** The containers that touch the database; admission may add others, a mesh's for one. */
  static final Set<String> RUNNERS =
      Set.of(ADOPT, PLAN, BACKUP, REHEARSE, APPLY, GO_BACK, TAKE, STORE, RESTORE, DROP_KEPT);

  /** Those of them whose end is the pod's, for us: nothing of ours comes after them. */
  static final Set<String> LAST =
      Set.of(ADOPT, PLAN, REHEARSE, APPLY, GO_BACK, TAKE, STORE, RESTORE, DROP_KEPT);

  private final RunnerSettings settings;

  public JobFactory(RunnerSettings settings) {
    this.settings = settings;
  }

  public Job create(Migration migration, JobStatus intent) {
    Map<String, String> notes = new HashMap<>();
    notes.put(Names.GENERATION, String.valueOf(intent.generation()));
    notes.put(Names.ATTEMPT, String.valueOf(intent.attempt()));
    if (intent.planHash() != null) {
      notes.put(Names.PLAN_HASH, intent.planHash());
    }
    String step = Names.step(intent.step());
    boolean steady = intent.step() == Step.Run || intent.step() == Step.GoBack;
    Marks marks = new Marks(step, migration.uid(), Map.of(), notes, steady);
    return job(migration, intent.name(), marks, containers(migration, intent));
  }

  private static List<RunnerContainer> containers(Migration migration, JobStatus intent) {
    RunnerArguments arguments = new RunnerArguments(migration, intent);
    boolean backsUp =
        migration.spec().backup().policy() != Policy.Never && migration.spec().backup().hasStore();
    return switch (intent.step()) {
      case Adopt ->
          List.of(
              RunnerContainer.ofMigration(ADOPT, arguments.adopt(), false)
                  .beside(new Adoption(migration).server()));
      case Plan -> List.of(RunnerContainer.ofMigration(PLAN, arguments.plan(), false));
      case Rehearse ->
          List.of(
              RunnerContainer.ofMigration(BACKUP, arguments.backup(), backsUp),
              RunnerContainer.ofMigration(REHEARSE, arguments.rehearse(), backsUp)
                  .beside(migration.spec().rehearsal()));
      case Run ->
          List.of(
              RunnerContainer.ofMigration(BACKUP, arguments.backup(), backsUp),
              RunnerContainer.ofMigration(APPLY, arguments.apply(), false));
      case GoBack ->
          List.of(
              RunnerContainer.ofMigration(
                  GO_BACK, arguments.goBack(), backsUp && !arguments.onlyLifts()));
    };
  }

  /** A Job that works on one backup. */
  public Job create(Migration migration, DatabaseBackup backup, BackupJobStatus intent) {
    String name = backup.getMetadata().getName();
    Marks marks =
        new Marks(
            intent.step() == BackupJobStatus.Step.Take ? Names.TAKE_BACKUP : Names.LOOK,
            migration.uid(),
            Map.of(Names.BACKUP_UID, backup.getMetadata().getUid()),
            Map.of(Names.BACKUP, name),
            intent.step() == BackupJobStatus.Step.Take);
    return job(
        migration, intent.name(), marks, List.of(container(migration, backup, intent.step())));
  }

  private static RunnerContainer container(
      Migration migration, DatabaseBackup backup, BackupJobStatus.Step step) {
    BackupArguments arguments = new BackupArguments(migration);
    BackupRecord record = new BackupRecord(backup);
    if (step == BackupJobStatus.Step.Take) {
      return new RunnerContainer(TAKE, arguments.take(record.pinned()), false, true, true);
    }
    String name = record.name().orElseThrow();
    return look(
        switch (step) {
          case Pin -> arguments.one(name, "pin");
          case Unpin -> arguments.one(name, "unpin");
          case Delete -> arguments.delete(name, record.maker());
          default -> arguments.one(name, null);
        });
  }

  /** A Job that works for a restore. */
  public Job create(Migration migration, RestoreRecord restore, RestoreJobStatus intent) {
    boolean restores = intent.step() == RestoreJobStatus.Step.Restore;
    Marks marks =
        new Marks(
            restores ? Names.RESTORE : Names.LOOK,
            migration.uid(),
            Map.of(Names.RESTORE_UID, restore.resource().getMetadata().getUid()),
            Map.of(Names.RESTORE_NAME, restore.name()),
            restores);
    RestoreArguments arguments = new RestoreArguments(migration, restore);
    RunnerContainer container =
        restores
            ? new RunnerContainer(RESTORE, arguments.restore(), false, true, true)
            : new RunnerContainer(DROP_KEPT, arguments.dropKept(), false, true, false);
    return job(migration, intent.name(), marks, List.of(container));
  }

  /**
   * A Job that lists a page of the backups.
   *
   * @param after the last of the page before, null for the first page
   */
  public Job list(Migration migration, String name, String after) {
    Marks marks = new Marks(Names.LOOK, migration.uid(), Map.of(), Map.of(), false);
    List<String> arguments = new BackupArguments(migration).list(after);
    boolean asksTheSecret = migration.address().nameInSecret();
    return job(
        migration,
        name,
        marks,
        List.of(new RunnerContainer(STORE, arguments, false, asksTheSecret, true)));
  }

  private static RunnerContainer look(List<String> arguments) {
    return new RunnerContainer(STORE, arguments, false, false, true);
  }

  /**
   * What tells a Job and its pod from others.
   *
   * @param step in a word
   * @param uid of the DatabaseMigration
   * @param labels more of them
   * @param annotations more of them
   * @param steady whether its pod is not to be moved for the autoscaler's sake
   */
  private record Marks(
      String step,
      String uid,
      Map<String, String> labels,
      Map<String, String> annotations,
      boolean steady) {}

  private Job job(Migration migration, String name, Marks marks, List<RunnerContainer> containers) {
    RunnerSpec runner =
        migration.spec().runner() == null ? RunnerSpec.EMPTY : migration.spec().runner();
    RunnerPod pod = new RunnerPod(settings, migration, containers);
    return new JobBuilder()
        .withMetadata(metadata(migration, marks, Map.of(), Map.of()))
        .editMetadata()
        .withName(name)
        .withNamespace(migration.resource().getMetadata().getNamespace())
        .endMetadata()
        .withNewSpec()
        .withParallelism(1)
        .withCompletions(1)
        .withBackoffLimit(0)
        .withPodReplacementPolicy("Failed")
        .withTtlSecondsAfterFinished(settings.secondsToKeep())
        .withNewTemplate()
        .withMetadata(
            metadata(
                migration, marks, orEmpty(runner.labels()), podAnnotations(marks, pod, runner)))
        .withSpec(pod.spec())
        .endTemplate()
        .endSpec()
        .build();
  }

  /** A node is not to be drained for the autoscaler's sake while a database is being changed. */
  private static Map<String, String> podAnnotations(Marks marks, RunnerPod pod, RunnerSpec runner) {
    Map<String, String> annotations = new HashMap<>(pod.annotations());
    if (marks.steady()) {
      annotations.put("cluster-autoscaler.kubernetes.io/safe-to-evict", "false");
      annotations.put("karpenter.sh/do-not-disrupt", "true");
    }
    annotations.putAll(orEmpty(runner.annotations()));
    return annotations;
  }

  private static ObjectMeta metadata(
      Migration migration,
      Marks marks,
      Map<String, String> labels,
      Map<String, String> annotations) {
    String name = migration.resource().getMetadata().getName();
    return new ObjectMetaBuilder()
        .withLabels(labels)
        .addToLabels("app.kubernetes.io/name", "athanor")
        .addToLabels("app.kubernetes.io/component", marks.step())
        .addToLabels(Names.MANAGED_BY, Names.MANAGER)
        .addToLabels(Names.MIGRATION, Names.label(name))
        .addToLabels(Names.UID, marks.uid())
        .addToLabels(Names.STEP, marks.step())
        .addToLabels(marks.labels())
        .withAnnotations(annotations)
        .addToAnnotations(Names.MIGRATION, name)
        .addToAnnotations(marks.annotations())
        .build();
  }

  private static Map<String, String> orEmpty(Map<String, String> map) {
    return map == null ? Map.of() : map;
  }
}
