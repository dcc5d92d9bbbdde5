package dev.athanor.operator.reconcile;

import dev.athanor.crds.v1alpha1.DatabaseMigration;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus;
import dev.athanor.operator.resource.Migration;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.Cache;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a resource reconciled when its turn comes; and tells the turns, before any is given, who had
 * a Job at work and who was waiting when this operator started.
 */
final class TurnEvents extends AbstractEventSource<Turns, DatabaseMigration>
    implements Turns.Everybody {
  private static final Logger LOG = LoggerFactory.getLogger(TurnEvents.class);

  private final Turns turns;
  private final Cache<DatabaseMigration> resources;
  private final Predicate<ResourceID> hasJob;

  /**
   * @param hasJob whether there is a Job of that name and namespace
   */
  TurnEvents(Turns turns, Cache<DatabaseMigration> resources, Predicate<ResourceID> hasJob) {
    super(Turns.class, "turns");
    this.turns = turns;
    this.resources = resources;
    this.hasJob = hasJob;
  }

  @Override
  public void start() {
    super.start();
    turns.among(this);
  }

  @Override
  public void tell(Turns told) {
    resources.list().forEach(this::tellOne);
  }

  /** One that cannot be read is left out: it is not to keep the others from their turns. */
  private void tellOne(DatabaseMigration resource) {
    try {
      Migration migration = new Migration(resource);
      JobStatus intent = migration.status().job();
      if (intent != null) {
        String namespace = resource.getMetadata().getNamespace();
        boolean atWork = hasJob.test(new ResourceID(intent.name(), namespace));
        Turns.Place place = Actor.place(migration, intent);
        if (atWork) {
          turns.isAtWork(place);
        } else {
          turns.waits(place);
        }
      }
    } catch (RuntimeException e) {
      LOG.warn("{} has no place in the queue: {}", ResourceID.fromResource(resource), e.toString());
    }
  }

  @Override
  public boolean exists(ResourceID who) {
    return resources.get(who).isPresent();
  }

  @Override
  public void wake(ResourceID who) {
    getEventHandler().handleEvent(new Event(who));
  }

  @Override
  public Set<Turns> getSecondaryResources(DatabaseMigration resource) {
    return Set.of();
  }
}
