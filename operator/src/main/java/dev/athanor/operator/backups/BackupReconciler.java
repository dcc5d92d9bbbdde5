package dev.athanor.operator.backups;

import dev.athanor.crds.v1alpha1.DatabaseBackup;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.BackupJobStatus;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.BackupJobStatus.Step;
import dev.athanor.operator.reconcile.MeantForUs;
import dev.athanor.operator.reconcile.ReconcileError;
import dev.athanor.operator.reconcile.TurnEvents;
import dev.athanor.operator.reconcile.Turns;
import dev.athanor.operator.watch.Watches;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes backups, keeps their records true and deletes dumps, one step a reconcile: look, decide,
 * act. As for migrations, what is to be done is written into the status before it is done.
 */
@ControllerConfiguration(
    name = "databasebackup",
    finalizerName = BackupReconciler.FINALIZER,
    generationAwareEventProcessing = false,
    informer = @Informer(onUpdateFilter = MeantForUs.class, informerListLimit = Watches.PAGE))
@GradualRetry(
    maxAttempts = Integer.MAX_VALUE,
    initialInterval = 1_000,
    intervalMultiplier = 2,
    maxInterval = 60_000)
public final class BackupReconciler implements Reconciler<DatabaseBackup>, Cleaner<DatabaseBackup> {
  public static final String FINALIZER = "athanor.dev/decide-on-the-dump";

  private static final Logger LOG = LoggerFactory.getLogger(BackupReconciler.class);

  private final BackupObserver observer;
  private final BackupDecider decider = new BackupDecider();
  private final BackupActor actor;
  private final Turns turns;
  private volatile IndexerResourceCache<DatabaseBackup> primaries;

  public BackupReconciler(BackupObserver observer, BackupActor actor, Turns turns) {
    this.observer = observer;
    this.actor = actor;
    this.turns = turns;
  }

  @Override
  public List<EventSource<?, DatabaseBackup>> prepareEventSources(
      EventSourceContext<DatabaseBackup> context) {
    primaries = context.getPrimaryCache();
    Watches<DatabaseBackup> watches = Watches.ofBackups(context);
    List<EventSource<?, DatabaseBackup>> sources = new ArrayList<>(watches.sources());
    sources.add(
        new TurnEvents<>(
            turns, DatabaseBackup.class, primaries, watches::hasJob, BackupReconciler::work));
    return sources;
  }

  /** All resources that the watch knows; to be asked once it has started. */
  public Stream<DatabaseBackup> resources() {
    return primaries.list();
  }

  private static Optional<TurnEvents.Work> work(DatabaseBackup resource) {
    BackupJobStatus intent = resource.getStatus() == null ? null : resource.getStatus().job();
    return Optional.ofNullable(intent)
        .filter(job -> job.step() == Step.Take)
        .map(job -> new TurnEvents.Work(place(resource, job), job.name()));
  }

  static Turns.Place place(DatabaseBackup resource, BackupJobStatus intent) {
    return new Turns.Place(
        Turns.Who.of(resource), intent.server(), Instant.parse(intent.decidedAt()));
  }

  @Override
  public UpdateControl<DatabaseBackup> reconcile(
      DatabaseBackup resource, Context<DatabaseBackup> context) {
    Optional<Duration> again =
        resource.unreadable().isPresent()
            ? step(resource, context, observer::nothing, decider::unreadable).lookAgainAfter()
            : step(resource, context, observer::look, decider::decide).lookAgainAfter();
    UpdateControl<DatabaseBackup> control = UpdateControl.noUpdate();
    again.ifPresent(delay -> control.rescheduleAfter(atLeast(delay)));
    return control;
  }

  @Override
  public DeleteControl cleanup(DatabaseBackup resource, Context<DatabaseBackup> context) {
    if (resource.unreadable().isPresent()) {
      return DeleteControl.defaultDelete(); // no word that the dump is to go
    }
    BackupActor.Outcome outcome = step(resource, context, observer::look, decider::decideDeletion);
    if (outcome.released()) {
      return DeleteControl.defaultDelete();
    }
    DeleteControl control = DeleteControl.noFinalizerRemoval();
    outcome.lookAgainAfter().ifPresent(delay -> control.rescheduleAfter(atLeast(delay).toMillis()));
    return control;
  }

  private BackupActor.Outcome step(
      DatabaseBackup resource,
      Context<DatabaseBackup> context,
      Function<DatabaseBackup, BackupView> look,
      Function<BackupView, BackupDecision> decide) {
    try {
      BackupView seen = look.apply(resource);
      BackupDecision decision = decide.apply(seen);
      BackupActor.Outcome outcome = actor.act(seen, decision, decider, context);
      if (!needsItsTurn(decision)) {
        turns.leave(Turns.Who.of(resource));
      }
      return outcome;
    } catch (RuntimeException e) {
      turns.leave(Turns.Who.of(resource));
      tell(resource, context, e);
      throw e; // the framework tries again, with growing waits
    }
  }

  /** From the decision to take a backup until that has ended. */
  private static boolean needsItsTurn(BackupDecision decision) {
    return decision instanceof BackupDecision.CreateJob
        || decision instanceof BackupDecision.Write write && write.status().job() != null;
  }

  private void tell(DatabaseBackup resource, Context<DatabaseBackup> context, RuntimeException e) {
    try {
      BackupView nothing = observer.nothing(resource);
      actor.act(nothing, decider.failed(nothing, ReconcileError.of(e)), decider, context);
    } catch (RuntimeException alsoFailed) {
      LOG.warn("that a reconcile failed could not be written either: {}", alsoFailed.getMessage());
    }
  }

  /** Zero would not be a delay to the framework. */
  private static Duration atLeast(Duration delay) {
    return delay.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : delay;
  }
}
