package dev.athanor.operator.restores;

import dev.athanor.crds.v1alpha1.DatabaseRestore;
import dev.athanor.operator.reconcile.MeantForUs;
import dev.athanor.operator.reconcile.ReconcileError;
import dev.athanor.operator.watch.Watches;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restores, one step a reconcile: look, decide, act. As for migrations, what is to be done is
 * written into the status before it is done.
 *
 * <p>It takes no turn: whoever restores does not wait behind others' migrations. It has no
 * finalizer: a Job that is at work ends by itself, and the DatabaseMigration stays held.
 */
@ControllerConfiguration(
    name = "databaserestore",
    generationAwareEventProcessing = false,
    informer = @Informer(onUpdateFilter = MeantForUs.class, informerListLimit = Watches.PAGE))
@GradualRetry(
    maxAttempts = Integer.MAX_VALUE,
    initialInterval = 1_000,
    intervalMultiplier = 2,
    maxInterval = 60_000)
public final class RestoreReconciler implements Reconciler<DatabaseRestore> {
  private static final Logger LOG = LoggerFactory.getLogger(RestoreReconciler.class);

  private final RestoreObserver observer;
  private final RestoreDecider decider = new RestoreDecider();
  private final RestoreActor actor;

  public RestoreReconciler(RestoreObserver observer, RestoreActor actor) {
    this.observer = observer;
    this.actor = actor;
  }

  @Override
  public List<EventSource<?, DatabaseRestore>> prepareEventSources(
      EventSourceContext<DatabaseRestore> context) {
    return Watches.ofRestores(context).sources();
  }

  @Override
  public UpdateControl<DatabaseRestore> reconcile(
      DatabaseRestore resource, Context<DatabaseRestore> context) {
    UpdateControl<DatabaseRestore> control = UpdateControl.noUpdate();
    step(resource, context).ifPresent(delay -> control.rescheduleAfter(atLeast(delay)));
    return control;
  }

  private Optional<Duration> step(DatabaseRestore resource, Context<DatabaseRestore> context) {
    try {
      if (resource.unreadable().isPresent()) {
        RestoreView nothing = observer.nothing(resource);
        return actor.act(nothing, decider.unreadable(nothing), decider, context);
      }
      RestoreView seen = observer.look(resource);
      return actor.act(seen, decider.decide(seen), decider, context);
    } catch (RuntimeException e) {
      tell(resource, context, e);
      throw e; // the framework tries again, with growing waits
    }
  }

  private void tell(
      DatabaseRestore resource, Context<DatabaseRestore> context, RuntimeException e) {
    LOG.debug("a step failed", e);
    try {
      RestoreView nothing = observer.nothing(resource);
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
