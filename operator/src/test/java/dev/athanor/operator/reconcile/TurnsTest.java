package dev.athanor.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.operator.reconcile.Turns.Place;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** First come, first served, and never more than may be. */
class TurnsTest {
  private static final Instant NOW = Sample.NOW;

  private final List<String> woken = new ArrayList<>();
  private final Set<String> gone = new HashSet<>();
  private final List<Place> atStart = new ArrayList<>();
  private final Turns turns = new Turns(3, 2);

  @BeforeEach
  void begin() {
    turns.among(
        new Turns.Everybody() {
          @Override
          public void tell(Turns told) {
            atStart.forEach(told::isAtWork);
          }

          @Override
          public boolean exists(Turns.Who who) {
            return !gone.contains(who.resource().getName());
          }

          @Override
          public void wake(Turns.Who who) {
            woken.add(who.resource().getName());
          }
        });
  }

  @Test
  void aServerHasItsOwnLimitAndHoldsUpNobodyElse() {
    assertThat(turns.claim(place("a", "one", 1))).isEmpty();
    assertThat(turns.claim(place("b", "one", 2))).isEmpty();
    assertThat(turns.claim(place("c", "one", 3))).contains("at most 2 Jobs work at one");
    assertThat(turns.claim(place("d", "two", 4))).isEmpty();
    assertThat(turns.claim(place("f", "one", 6))).contains("at most 2 Jobs work at one");
    assertThat(turns.claim(place("e", "two", 5)))
        .contains("the operator has at most 3 Jobs at work");
    assertThat(woken).isEmpty();

    turns.leave(id("d"));
    assertThat(woken).containsExactly("e");
    turns.leave(id("a"));
    assertThat(woken).containsExactly("e", "c");
    assertThat(turns.claim(place("c", "one", 3))).isEmpty();
  }

  @Test
  void whoAsksAgainKeepsItsPlaceAndItsTurn() {
    List.of("a", "b").forEach(who -> turns.claim(place(who, "one", 1)));
    turns.claim(place("d", "one", 9));
    turns.claim(place("c", "one", 3));
    turns.claim(place("d", "one", 9));
    assertThat(turns.claim(place("a", "one", 1))).isEmpty();

    turns.leave(id("b"));

    assertThat(woken).containsExactly("c");
  }

  @Test
  void whoGivesUpItsPlaceIsNotServed() {
    List.of("a", "b", "c", "d").forEach(who -> turns.claim(place(who, "one", 1)));

    turns.leave(id("c"));
    turns.leave(id("a"));

    assertThat(woken).containsExactly("d");
  }

  /** Nothing waits for the turn of a resource that is no more. */
  @Test
  void whoIsGoneHasNoTurn() {
    List.of("a", "b", "c").forEach(who -> turns.claim(place(who, "one", 1)));
    gone.add("a");

    assertThat(turns.claim(place("d", "one", 2))).isPresent();
    assertThat(woken).containsExactly("c");
  }

  @Test
  void anOperatorThatStartsCountsWhatIsAtWork() {
    atStart.addAll(List.of(place("x", "one", 1), place("y", "one", 1)));

    assertThat(turns.claim(place("a", "one", 2))).isPresent();
    assertThat(turns.claim(place("x", "one", 1))).isEmpty();
  }

  /** Whatever happens: the limits hold, nobody starves, and who is woken has its turn. */
  @Test
  void thousandsOfStepsKeepTheLimits() {
    Random random = new Random(12);
    Map<String, Place> working = new HashMap<>();
    Map<String, Place> waiting = new HashMap<>();
    for (int step = 0; step < 5_000; step++) {
      String who = "w" + random.nextInt(12);
      if (working.containsKey(who) && random.nextBoolean()) {
        working.remove(who);
        turns.leave(id(who));
      } else if (!working.containsKey(who)) {
        Place place =
            waiting.computeIfAbsent(who, w -> place(w, "s" + random.nextInt(3), random.nextInt()));
        if (turns.claim(place).isEmpty()) {
          working.put(who, waiting.remove(who));
        }
      }
      woken.forEach(w -> working.put(w, waiting.remove(w)));
      woken.clear();
      Map<String, Long> perServer =
          working.values().stream()
              .collect(Collectors.groupingBy(Place::server, Collectors.counting()));
      assertThat(working).hasSizeLessThanOrEqualTo(3);
      assertThat(perServer.values()).allMatch(count -> count <= 2);
      if (working.size() < 3) {
        assertThat(waiting.values())
            .allMatch(place -> perServer.getOrDefault(place.server(), 0L) == 2);
      }
    }
  }

  private static Place place(String who, String server, long since) {
    return new Place(id(who), server, NOW.plusSeconds(since));
  }

  private static Turns.Who id(String who) {
    return new Turns.Who("DatabaseMigration", new ResourceID(who, "default"));
  }
}
