package dev.athanor.operator.reconcile;

import dev.athanor.crds.v1alpha1.DatabaseMigration;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import dev.athanor.operator.metrics.MigrationMetrics;
import dev.athanor.operator.resource.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Brings a database to its target, one step a reconcile: observe, decide, act.
 *
 * <p>What is to be done is written into the status before it is done, so that whoever comes next
 * (this operator, restarted, or another one that took over the lease) goes on from there.
 */
@ControllerConfiguration(
    name = "databasemigration",
    finalizerName = MigrationReconciler.FINALIZER,
    generationAwareEventProcessing = false,
    informer = @Informer(onUpdateFilter = MeantForUs.class))
@GradualRetry(
    maxAttempts = Integer.MAX_VALUE,
    initialInterval = 1_000,
    intervalMultiplier = 2,
    maxInterval = 60_000)
public final class MigrationReconciler
    implements Reconciler<DatabaseMigration>, Cleaner<DatabaseMigration> {
  public static final String FINALIZER = "athanor.dev/finish-running-jobs";

  /** Zero would not be a delay to the framework. */
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  private final Observer observer;
  private final Decider decider;
  private final Actor actor;
  private final MigrationMetrics metrics;

  public MigrationReconciler(
      Observer observer, Decider decider, Actor actor, MigrationMetrics metrics) {
    this.observer = observer;
    this.decider = decider;
    this.actor = actor;
    this.metrics = metrics;
  }

  @Override
  public List<EventSource<?, DatabaseMigration>> prepareEventSources(
      EventSourceContext<DatabaseMigration> context) {
    return List.of(ofOurs(Job.class, context), ofOurs(Pod.class, context));
  }

  @Override
  public UpdateControl<DatabaseMigration> reconcile(
      DatabaseMigration resource, Context<DatabaseMigration> context) {
    Observation seen =
        observer.observe(
            resource,
            context.getSecondaryResources(Job.class),
            context.getSecondaryResources(Pod.class));
    Decision decision = decider.decide(seen);
    metrics.observe(resource, statusAfter(decision).orElse(seen.migration().status()));
    Optional<Duration> again = actor.act(resource, decision, context);
    UpdateControl<DatabaseMigration> control = UpdateControl.noUpdate();
    again.ifPresent(delay -> control.rescheduleAfter(atLeast(delay)));
    return control;
  }

  @Override
  public DeleteControl cleanup(DatabaseMigration resource, Context<DatabaseMigration> context) {
    Decision decision = decider.decideDeletion(observer.live(resource));
    if (decision instanceof Decision.Release) {
      metrics.forget(resource);
      return DeleteControl.defaultDelete();
    }
    Optional<Duration> again = actor.act(resource, decision, context);
    DeleteControl control = DeleteControl.noFinalizerRemoval();
    again.ifPresent(delay -> control.rescheduleAfter(atLeast(delay).toMillis()));
    return control;
  }

  private static Optional<DatabaseMigrationStatus> statusAfter(Decision decision) {
    return decision instanceof Decision.Write write
        ? Optional.of(write.status())
        : Optional.empty();
  }

  private static Duration atLeast(Duration delay) {
    return delay.compareTo(AT_ONCE) < 0 ? AT_ONCE : delay;
  }

  private static <T extends HasMetadata> EventSource<?, DatabaseMigration> ofOurs(
      Class<T> type, EventSourceContext<DatabaseMigration> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(type, DatabaseMigration.class)
            .withLabelSelector(Names.SELECTOR)
            .withNamespacesInheritedFromController()
            .withSecondaryToPrimaryMapper(MigrationReconciler::owner)
            .build(),
        context);
  }

  private static Set<ResourceID> owner(HasMetadata object) {
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    String name = annotations == null ? null : annotations.get(Names.MIGRATION);
    return name == null
        ? Set.of()
        : Set.of(new ResourceID(name, object.getMetadata().getNamespace()));
  }
}
