package dev.athanor.operator.reconcile;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
   * Somebody's place.
   *
   * @param who the resource
   * @param server the database server it needs
   * @param since when its Job was decided on
   */
  record Place(ResourceID who, String server, Instant since) {
    Place {
      Objects.requireNonNull(who, "who");
      Objects.requireNonNull(server, "server");
      Objects.requireNonNull(since, "since");
    }
  }

  /** Those who take turns. */
  interface Everybody {
    /** Tells these turns, before any is given, who is at work and who is waiting. */
    void tell(Turns turns);

    /** Whether there still is such a one. */
    boolean exists(ResourceID who);

    /** It is its turn. */
    void wake(ResourceID who);
  }

  private final int most;
  private final int mostPerServer;
  private final Map<ResourceID, Place> atWork = new HashMap<>();
  private final TreeSet<Place> waiting =
      new TreeSet<>(
          Comparator.comparing(Place::since).thenComparing(place -> place.who().toString()));
  private Everybody everybody;
  private boolean told;

  /**
   * @param most Jobs at work at once
   * @param mostPerServer of these at one database server
   */
  public Turns(int most, int mostPerServer) {
    this.most = most;
    this.mostPerServer = mostPerServer;
  }

  /**
   * Must come before any claim.
   *
   * @param all is asked when the first turn is claimed, and not before: who waits for the lease
   *     meanwhile must not remember what was then
   */
  synchronized void among(Everybody all) {
    everybody = all;
    told = false;
  }

  /** Has a Job already: nobody can keep it from working. */
  synchronized void isAtWork(Place place) {
    remove(place.who());
    atWork.put(place.who(), place);
  }

  /** Has decided on a Job and not made it. */
  synchronized void waits(Place place) {
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
  synchronized Optional<String> claim(Place place) {
    if (!told) {
      told = true;
      everybody.tell(this);
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
  synchronized void leave(ResourceID who) {
    if (remove(who)) {
      serve(who);
    }
  }

  private boolean remove(ResourceID who) {
    return atWork.remove(who) != null | waiting.removeIf(place -> place.who().equals(who));
  }

  private void serve(ResourceID whoAsks) {
    // Somebody may have taken away a finalizer, and the resource with it.
    atWork.keySet().removeIf(who -> !everybody.exists(who));
    Iterator<Place> inOrder = waiting.iterator();
    while (inOrder.hasNext() && atWork.size() < most) {
      Place next = inOrder.next();
      if (at(next.server()) < mostPerServer) {
        inOrder.remove();
        atWork.put(next.who(), next);
        if (!next.who().equals(whoAsks)) {
          everybody.wake(next.who());
        }
      }
    }
  }

  private long at(String server) {
    return atWork.values().stream().filter(place -> place.server().equals(server)).count();
  }
}
