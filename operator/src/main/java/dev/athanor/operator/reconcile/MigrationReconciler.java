package dev.athanor.operator.reconcile;

import dev.athanor.crds.report.JobReport;
import dev.athanor.crds.v1alpha1.DatabaseMigration;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.BackupsStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.Phase;
import dev.athanor.operator.jobs.JobState;
import dev.athanor.operator.jobs.LiveJobs;
import dev.athanor.operator.metrics.MigrationMetrics;
import dev.athanor.operator.records.Housekeeping;
import dev.athanor.operator.records.Records;
import dev.athanor.operator.resource.Migration;
import dev.athanor.operator.watch.Watches;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
    informer = @Informer(onUpdateFilter = MeantForUs.class, informerListLimit = Watches.PAGE))
@GradualRetry(
    maxAttempts = Integer.MAX_VALUE,
    initialInterval = 1_000,
    intervalMultiplier = 2,
    maxInterval = 60_000)
public final class MigrationReconciler
    implements Reconciler<DatabaseMigration>, Cleaner<DatabaseMigration> {
  public static final String FINALIZER = "athanor.dev/finish-running-jobs";

  private static final Logger LOG = LoggerFactory.getLogger(MigrationReconciler.class);

  /** Zero would not be a delay to the framework. */
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  private final Observer observer;
  private final Decider decider;
  private final Actor actor;
  private final Turns turns;
  private final Records records;
  private final Housekeeping housekeeping;
  private final MigrationMetrics metrics;
  private volatile IndexerResourceCache<DatabaseMigration> primaries;

  public MigrationReconciler(
      Observer observer,
      Decider decider,
      Actor actor,
      Turns turns,
      Records records,
      Housekeeping housekeeping,
      MigrationMetrics metrics) {
    this.observer = observer;
    this.decider = decider;
    this.actor = actor;
    this.turns = turns;
    this.records = records;
    this.housekeeping = housekeeping;
    this.metrics = metrics;
  }

  @Override
  public List<EventSource<?, DatabaseMigration>> prepareEventSources(
      EventSourceContext<DatabaseMigration> context) {
    primaries = context.getPrimaryCache();
    Watches<DatabaseMigration> watches = Watches.ofMigrations(context);
    List<EventSource<?, DatabaseMigration>> sources = new ArrayList<>(watches.sources());
    sources.add(
        new TurnEvents<>(turns, DatabaseMigration.class, primaries, watches::hasJob, Actor::work));
    return sources;
  }

  /** All resources that the watch knows; to be asked once it has started. */
  public Stream<DatabaseMigration> resources() {
    return primaries.list();
  }

  @Override
  public UpdateControl<DatabaseMigration> reconcile(
      DatabaseMigration resource, Context<DatabaseMigration> context) {
    if (resource.unreadable().isPresent()) {
      return after(step(resource, context, () -> observer.nothing(resource), decider::unreadable));
    }
    if (resource.getStatus() == null || resource.getStatus().phase() == null) {
      // First of all its own matter: a status without conditions would say nothing to anybody.
      step(resource, context, () -> observe(resource, context), decider::decide);
      return after(Optional.of(Duration.ZERO));
    }
    Housekeeping.Kept kept = housekeeping.step(new Migration(resource));
    if (kept.changed().isPresent() && written(resource, kept.changed().get(), context)) {
      return after(Optional.of(Duration.ZERO)); // what it is now, the next look decides from
    }
    Optional<Duration> again =
        step(resource, context, () -> observe(resource, context), decider::decide);
    return after(
        kept.lookAgainAfter()
            .filter(own -> again.filter(other -> other.compareTo(own) < 0).isEmpty())
            .or(() -> again));
  }

  private static UpdateControl<DatabaseMigration> after(Optional<Duration> again) {
    UpdateControl<DatabaseMigration> control = UpdateControl.noUpdate();
    again.ifPresent(delay -> control.rescheduleAfter(atLeast(delay)));
    return control;
  }

  private boolean written(
      DatabaseMigration resource, BackupsStatus backups, Context<DatabaseMigration> context) {
    DatabaseMigrationStatus status =
        new Migration(resource).status().toBuilder().backups(backups).build();
    return actor.write(resource, status, context);
  }

  /** What lets a resource go is never decided from a cache. */
  @Override
  public DeleteControl cleanup(DatabaseMigration resource, Context<DatabaseMigration> context) {
    AtomicBoolean release = new AtomicBoolean();
    Optional<Duration> again =
        step(
            resource,
            context,
            () -> observer.live(resource),
            seen -> {
              Decision decision = decider.decideDeletion(seen);
              release.set(decision instanceof Decision.Release);
              return decision;
            });
    housekeeping.leave(ResourceID.fromResource(resource));
    if (release.get()) {
      return DeleteControl.defaultDelete();
    }
    DeleteControl control = DeleteControl.noFinalizerRemoval();
    again.ifPresent(delay -> control.rescheduleAfter(atLeast(delay).toMillis()));
    return control;
  }

  private Observation observe(DatabaseMigration resource, Context<DatabaseMigration> context) {
    return observer.observe(
        resource,
        context.getSecondaryResources(Job.class),
        context.getSecondaryResources(Pod.class));
  }

  private Optional<Duration> step(
      DatabaseMigration resource,
      Context<DatabaseMigration> context,
      Supplier<Observation> look,
      Function<Observation, Decision> decide) {
    try {
      Observation seen = look.get();
      Decision decision = recorded(seen, decide.apply(seen));
      Actor.Outcome outcome = act(resource, seen, decision, context);
      while (!(outcome instanceof Actor.Done)) {
        outcome = act(resource, seen, instead(seen, outcome), context);
      }
      return ((Actor.Done) outcome).lookAgainAfter();
    } catch (RuntimeException e) {
      turns.leave(Turns.Who.of(resource));
      tell(resource, context, e);
      throw e; // the framework tries again, with growing waits
    }
  }

  /**
   * What a Job that has ended reports of the store is written down before its end is: who is told
   * twice writes it once. That it cannot be is no reason to hold a migration up.
   */
  private Decision recorded(Observation seen, Decision decision) {
    Optional<JobReport.Store> store =
        Optional.ofNullable(seen.migration().status().job())
            .map(seen::job)
            .filter(JobState.Ended.class::isInstance)
            .map(state -> ((JobState.Ended) state).result().store());
    if (store.isEmpty() || !(decision instanceof Decision.Write write)) {
      return decision;
    }
    try {
      String record =
          records.keep(seen.migration(), store.get()).values().stream().findFirst().orElse(null);
      return record == null || write.status().backup() == null ? write : write.withRecord(record);
    } catch (KubernetesClientException e) {
      LOG.warn(
          "{}: the record of its backup was not written, {} lists it: {}",
          seen.migration(),
          Migration.LIST_ANNOTATION,
          LiveJobs.answer(e));
      return write;
    }
  }

  /** The Job could not be created, which is decided on like anything else. */
  private Decision instead(Observation seen, Actor.Outcome outcome) {
    if (outcome instanceof Actor.NotAsked notAsked) {
      return decider.refused(seen, notAsked.backup(), notAsked.refusal());
    }
    return outcome instanceof Actor.Refused refused
        ? decider.refused(seen, refused.refusal())
        : decider.queued(seen, ((Actor.Queued) outcome).behind());
  }

  private Actor.Outcome act(
      DatabaseMigration resource,
      Observation seen,
      Decision decision,
      Context<DatabaseMigration> context) {
    DatabaseMigrationStatus status =
        decision instanceof Decision.Write write ? write.status() : seen.migration().status();
    Actor.Outcome outcome = actor.act(resource, decision, context);
    if (decision instanceof Decision.Release || !needsItsTurn(status)) {
      turns.leave(Turns.Who.of(resource));
    }
    return outcome;
  }

  /** From its plan to the end of its run; not while it stands still for want of somebody. */
  private static boolean needsItsTurn(DatabaseMigrationStatus status) {
    boolean stalled = status.phase() == Phase.Stalled || status.phase() == Phase.AwaitingApproval;
    return !stalled && (status.job() != null || status.plan() != null);
  }

  /** Whoever only has the resource to look at shall know as well. */
  private void tell(
      DatabaseMigration resource, Context<DatabaseMigration> context, RuntimeException e) {
    metrics.failed();
    int tries = context.getRetryInfo().map(RetryInfo::getAttemptCount).orElse(0);
    try {
      Observation nothing = observer.nothing(resource);
      actor.act(resource, decider.failed(nothing, ReconcileError.of(e), tries), context);
    } catch (RuntimeException alsoFailed) {
      LOG.warn("that a reconcile failed could not be written either: {}", alsoFailed.getMessage());
    }
  }

  private static Duration atLeast(Duration delay) {
    return delay.compareTo(AT_ONCE) < 0 ? AT_ONCE : delay;
  }
}
