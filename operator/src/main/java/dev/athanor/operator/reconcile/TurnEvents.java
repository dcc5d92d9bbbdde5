package dev.athanor.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.Cache;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a resource reconciled when its turn comes; and tells the turns, before any is given, who had
 * a Job at work and who was waiting when this operator started.
 *
 * @param <R> the kind of resource
 */
public final class TurnEvents<R extends HasMetadata> extends AbstractEventSource<Turns, R>
    implements Turns.Everybody {
  private static final Logger LOG = LoggerFactory.getLogger(TurnEvents.class);

  private final Turns turns;
  private final Class<R> kind;
  private final Cache<R> resources;
  private final Predicate<ResourceID> hasJob;
  private final Function<R, Optional<Work>> work;

  /**
   * What a resource has decided on.
   *
   * @param job name of its Job
   */
  public record Work(Turns.Place place, String job) {}

  /**
   * @param hasJob whether there is a Job of that name and namespace
   * @param work what a resource has decided on and has not concluded
   */
  public TurnEvents(
      Turns turns,
      Class<R> kind,
      Cache<R> resources,
      Predicate<ResourceID> hasJob,
      Function<R, Optional<Work>> work) {
    super(Turns.class, "turns");
    this.turns = turns;
    this.kind = kind;
    this.resources = resources;
    this.hasJob = hasJob;
    this.work = work;
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
  private void tellOne(R resource) {
    try {
      work.apply(resource).ifPresent(each -> tell(resource.getMetadata().getNamespace(), each));
    } catch (RuntimeException e) {
      LOG.warn("{} has no place in the queue: {}", ResourceID.fromResource(resource), e.toString());
    }
  }

  private void tell(String namespace, Work each) {
    if (hasJob.test(new ResourceID(each.job(), namespace))) {
      turns.isAtWork(each.place());
    } else {
      turns.waits(each.place());
    }
  }

  @Override
  public boolean exists(Turns.Who who) {
    return isOurs(who) && resources.get(who.resource()).isPresent();
  }

  @Override
  public void wake(Turns.Who who) {
    if (isOurs(who)) {
      getEventHandler().handleEvent(new Event(who.resource()));
    }
  }

  private boolean isOurs(Turns.Who who) {
    return who.kind().equals(kind.getSimpleName());
  }

  @Override
  public Set<Turns> getSecondaryResources(R resource) {
    return Set.of();
  }
}
