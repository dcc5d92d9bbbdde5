package dev.athanor.operator.jobs;

import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus.Step;
import dev.athanor.crds.v1alpha1.RunnerSpec;
import dev.athanor.operator.resource.Migration;
import dev.athanor.operator.resource.Names;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Makes the two Jobs.
 *
 * <p>They are run once and by nobody else: no retry by Kubernetes (it would run a second pod beside
 * a first one that is still going), no deadline (ending a migration in the middle is never safe)
 * and no owner reference (garbage collection would end it in the middle when the resource is
 * deleted with foreground propagation, as Argo CD does; the finalizer cleans up instead).
 */
public final class JobFactory {
  public static final String PLAN = "plan";
  public static final String BACKUP = "backup";
  public static final String APPLY = "apply";

  /** The init container that copies the bundle out of an image. */
  public static final String COPY = "bundle";

  /** The containers that touch the database; admission may add others, a mesh's for one. */
  static final Set<String> RUNNERS = Set.of(PLAN, BACKUP, APPLY);

  private final RunnerSettings settings;

  public JobFactory(RunnerSettings settings) {
    this.settings = settings;
  }

  public Job create(Migration migration, JobStatus intent) {
    return new JobBuilder()
        .withMetadata(metadata(migration, intent, Map.of(), Map.of()))
        .editMetadata()
        .withName(intent.name())
        .withNamespace(migration.resource().getMetadata().getNamespace())
        .endMetadata()
        .withNewSpec()
        .withParallelism(1)
        .withCompletions(1)
        .withBackoffLimit(0)
        .withPodReplacementPolicy("Failed")
        .withTtlSecondsAfterFinished(settings.secondsToKeep())
        .withTemplate(template(migration, intent))
        .endSpec()
        .build();
  }

  private PodTemplateSpec template(Migration migration, JobStatus intent) {
    RunnerSpec runner = migration.spec().runner();
    return new PodTemplateSpecBuilder()
        .withMetadata(
            metadata(
                migration,
                intent,
                runner == null ? Map.of() : orEmpty(runner.labels()),
                podAnnotations(intent, runner)))
        .withSpec(new RunnerPod(settings, migration, intent).spec())
        .build();
  }

  /** A node is not to be drained for the autoscaler's sake while a database is being changed. */
  private static Map<String, String> podAnnotations(JobStatus intent, RunnerSpec runner) {
    Map<String, String> annotations = new HashMap<>();
    if (intent.step() == Step.Run) {
      annotations.put("cluster-autoscaler.kubernetes.io/safe-to-evict", "false");
      annotations.put("karpenter.sh/do-not-disrupt", "true");
    }
    if (runner != null) {
      annotations.putAll(orEmpty(runner.annotations()));
    }
    return annotations;
  }

  private static ObjectMeta metadata(
      Migration migration,
      JobStatus intent,
      Map<String, String> labels,
      Map<String, String> annotations) {
    String step = intent.step().name().toLowerCase(Locale.ROOT);
    return new ObjectMetaBuilder()
        .withLabels(labels)
        .addToLabels("app.kubernetes.io/name", "athanor")
        .addToLabels("app.kubernetes.io/component", step)
        .addToLabels(Names.MANAGED_BY, Names.MANAGER)
        .addToLabels(Names.MIGRATION, Names.label(migration.resource().getMetadata().getName()))
        .addToLabels(Names.UID, migration.uid())
        .addToLabels(Names.STEP, step)
        .withAnnotations(annotations)
        .addToAnnotations(Names.MIGRATION, migration.resource().getMetadata().getName())
        .addToAnnotations(Names.GENERATION, String.valueOf(intent.generation()))
        .addToAnnotations(Names.ATTEMPT, String.valueOf(intent.attempt()))
        .addToAnnotations(
            intent.planHash() == null ? Map.of() : Map.of(Names.PLAN_HASH, intent.planHash()))
        .build();
  }

  private static Map<String, String> orEmpty(Map<String, String> map) {
    return map == null ? Map.of() : map;
  }
}
