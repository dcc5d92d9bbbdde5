package dev.athanor.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who may have a Job at work: so many at once, and so many of them at one database server. First
 * come, first served; whoever waits for a busy server lets those pass who do not.
 *
 * <p>One operator works at a time, so that its memory serves: a new one is told who is at work and
 * who has been waiting since when.
 */
public final class Turns {
  /**
   * Somebody who takes turns.
   *
   * @param kind of resource
   * @param resource which of them
   */
  public record Who(String kind, ResourceID resource) {
    public Who {
      Objects.requireNonNull(kind, "kind");
      Objects.requireNonNull(resource, "resource");
    }

    public static Who of(HasMetadata resource) {
      return new Who(resource.getKind(), ResourceID.fromResource(resource));
    }
  }

  /**
   * Somebody's place.
   *
   * @param who has it
   * @param server the database server it needs
   * @param since when its Job was decided on
   */
  public record Place(Who who, String server, Instant since) {
    public Place {
      Objects.requireNonNull(who, "who");
      Objects.requireNonNull(server, "server");
      Objects.requireNonNull(since, "since");
    }
  }

  /** Those of one kind who take turns. */
  public interface Everybody {
    /** Tells these turns, before any is given, who is at work and who is waiting. */
    void tell(Turns turns);

    /** Whether there still is such a one. */
    boolean exists(Who who);

    /** It is its turn. */
    void wake(Who who);
  }

  private final int most;
  private final int mostPerServer;
  private final Map<Who, Place> atWork = new HashMap<>();
  private final TreeSet<Place> waiting =
      new TreeSet<>(
          Comparator.comparing(Place::since).thenComparing(place -> place.who().toString()));
  private final List<Everybody> everybody = new ArrayList<>();
  private final Set<Everybody> told = new HashSet<>();

  /**
   * @param most Jobs at work at once
   * @param mostPerServer of these at one database server
   */
  public Turns(int most, int mostPerServer) {
    this.most = most;
    this.mostPerServer = mostPerServer;
  }

  /**
   * Must come before any claim of theirs.
   *
   * @param all is asked when the next turn is claimed, and not before: who waits for the lease
   *     meanwhile must not remember what was then
   */
  public synchronized void among(Everybody all) {
    if (!everybody.contains(all)) {
      everybody.add(all);
    }
    told.remove(all);
  }

  /** Has a Job already: nobody can keep it from working. */
  public synchronized void isAtWork(Place place) {
    remove(place.who());
    atWork.put(place.who(), place);
  }

  /** Has decided on a Job and not made it. */
  public synchronized void waits(Place place) {
    if (!atWork.containsKey(place.who())) {
      remove(place.who());
      waiting.add(place);
    }
  }

  /**
   * Asks for a turn, and waits for one where there is none. May be asked again and again.
   *
   * @return empty when it may go; otherwise what it waits for
   */
  public synchronized Optional<String> claim(Place place) {
    for (Everybody each : everybody) {
      if (told.add(each)) {
        each.tell(this);
      }
    }
    waits(place);
    serve(place.who());
    if (atWork.containsKey(place.who())) {
      return Optional.empty();
    }
    return Optional.of(
        at(place.server()) >= mostPerServer
            ? "at most %d Jobs work at %s".formatted(mostPerServer, place.server())
            : "the operator has at most %d Jobs at work".formatted(most));
  }

  /** Needs its turn no more, or its place. */
  public synchronized void leave(Who who) {
    if (remove(who)) {
      serve(who);
    }
  }

  private boolean remove(Who who) {
    return atWork.remove(who) != null | waiting.removeIf(place -> place.who().equals(who));
  }

  private void serve(Who whoAsks) {
    // Somebody may have taken away a finalizer, and the resource with it.
    atWork.keySet().removeIf(who -> everybody.stream().noneMatch(each -> each.exists(who)));
    Iterator<Place> inOrder = waiting.iterator();
    while (inOrder.hasNext() && atWork.size() < most) {
      Place next = inOrder.next();
      if (at(next.server()) < mostPerServer) {
        inOrder.remove();
        atWork.put(next.who(), next);
        if (!next.who().equals(whoAsks)) {
          everybody.forEach(each -> each.wake(next.who()));
        }
      }
    }
  }

  private long at(String server) {
    return atWork.values().stream().filter(place -> place.server().equals(server)).count();
  }
}
