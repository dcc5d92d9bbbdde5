package dev.athanor.engine.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.history.PastRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No sequence of ups, downs, failures and retries takes away what was there before a way. */
class RetentionTest {
  private static final Instant START = Instant.parse("2026-01-05T23:00:00Z");

  /** A volume and a database as they come to be, one backup and one run after the other. */
  private static final class World {
    /** One that was begun and did not lead on yet. */
    private static final class Way {
      final List<String> origin;
      final String backup;
      boolean failed;

      Way(List<String> origin, String backup) {
        this.origin = origin;
        this.backup = backup;
      }
    }

    final List<Retention.Held> volume = new ArrayList<>();
    final List<PastRun> runs = new ArrayList<>();
    final List<Way> open = new ArrayList<>();
    List<String> at = List.of("x0");
    Instant now = START;
    int number;

    /** Whether backups say which runs were before them; those of earlier versions do not. */
    boolean noted = true;

    private List<PastRun> byClock() {
      return runs.stream().sorted(Comparator.comparing(PastRun::started)).toList();
    }

    String backUp(List<String> to, Optional<String> generation, int retain, int days) {
      now = now.plusSeconds(60);
      volume.sort(Comparator.comparing(Retention.Held::takenAt).reversed());
      Retention retention = new Retention(volume, byClock());
      boolean pins = retention.pins(generation);
      List<Retention.Held> released = retention.released(pins);
      volume.replaceAll(each -> released.contains(each) ? unpinned(each) : each);
      String name = "b" + ++number;
      volume.add(
          0,
          new Retention.Held(
              name,
              now,
              Optional.of("plan" + at + to + runs.size()),
              at,
              noted ? Optional.of(retention.runIds()) : Optional.empty(),
              generation,
              pins ? Optional.of(generation.orElse("its migration")) : Optional.empty(),
              false,
              true));
      List<String> gone = new Retention(volume, List.of()).superfluous(name, retain, days);
      volume.removeIf(each -> gone.contains(each.name()));
      return name;
    }

    void run(List<String> to, String newest, boolean succeeds) {
      now = now.plusSeconds(60);
      boolean atRest = runs.isEmpty() || runs.get(runs.size() - 1).succeeded();
      if (atRest) {
        open.add(new Way(at, newest));
      }
      runs.add(
          new PastRun(
              "run" + runs.size(), "public", now, succeeds, "plan" + at + to + runs.size(), to));
      if (succeeds) {
        open.removeIf(way -> !(way.failed && to.equals(way.origin)));
        at = to;
      } else {
        open.forEach(way -> way.failed = true);
        at = List.of(to.get(0) + " in part");
      }
    }

    private static Retention.Held unpinned(Retention.Held held) {
      return new Retention.Held(
          held.name(),
          held.takenAt(),
          held.planHash(),
          held.from(),
          held.runs(),
          held.generation(),
          Optional.empty(),
          held.kept(),
          held.whole());
    }

    List<String> pinned() {
      return volume.stream()
          .filter(each -> each.pinned().isPresent())
          .map(Retention.Held::name)
          .toList();
    }

    Optional<Retention.Held> held(String name) {
      return volume.stream().filter(each -> each.name().equals(name)).findFirst();
    }
  }

  @ParameterizedTest
  @CsvSource({"true, false", "true, true", "false, false"})
  void whatWasThereBeforeAnUnfinishedWayIsNeverRemovedAndKeepsItsPin(
      boolean noted, boolean clockJumps) {
    for (int seed = 0; seed < 2000; seed++) {
      Random random = new Random(seed);
      World world = new World();
      world.noted = noted;
      Optional<String> generation = Optional.empty();
      for (int step = 0; step < 30; step++) {
        if (random.nextInt(3) == 0) {
          generation =
              random.nextBoolean() ? Optional.of("g" + random.nextInt(6)) : Optional.empty();
        }
        if (clockJumps && random.nextInt(5) == 0) {
          world.now = world.now.minus(Duration.ofMinutes(random.nextInt(600) - 200));
        }
        List<String> to = List.of("x" + random.nextInt(4));
        int retain = 1 + random.nextInt(4);
        String newest = world.backUp(to, generation, retain, random.nextInt(2));
        // Sometimes a backup is made and nothing is run: it was locked out, or somebody changed
        // their mind.
        if (random.nextInt(4) > 0) {
          world.run(to, newest, random.nextInt(2) == 0);
        }
        for (World.Way way : world.open) {
          assertThat(world.held(way.backup))
              .as("seed %d, step %d: %s", seed, step, way.backup)
              .hasValueSatisfying(held -> assertThat(held.pinned()).isPresent());
        }
        assertThat(world.held(newest)).isPresent();
      }
    }
  }

  @Test
  void nothingStaysPinnedOnceAllWaysHaveEnded() {
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      World world = new World();
      for (int step = 0; step < 10; step++) {
        List<String> to = List.of("x" + random.nextInt(4));
        world.run(to, world.backUp(to, Optional.of("g" + step), 1, 0), random.nextBoolean());
      }
      world.run(List.of("on"), world.backUp(List.of("on"), Optional.empty(), 1, 0), true);
      String last = world.backUp(List.of("further"), Optional.empty(), 1, 0);
      assertThat(world.volume).extracting(Retention.Held::name).containsExactly(last);
    }
  }

  @Test
  void anotherHistoryOfTheDatabaseMakesUpForNothing() {
    World world = new World();
    String before = world.backUp(List.of("y"), Optional.of("g1"), 1, 0);
    world.run(List.of("y"), before, false);
    world.backUp(List.of("other"), Optional.empty(), 1, 0);
    world.runs.add(
        new PastRun("o", "other", world.now.plusSeconds(1), true, "p", List.of("other")));
    world.backUp(List.of("y"), Optional.of("g2"), 1, 0);
    world.backUp(List.of("y"), Optional.of("g2"), 1, 0);
    assertThat(world.held(before))
        .hasValueSatisfying(held -> assertThat(held.pinned()).isPresent());
  }

  /** What was before the way lies at another place, or was deleted by hand. */
  @Test
  void aPinOfAWayThatIsOverHoldsNothingForTheNext() {
    World world = new World();
    String over = world.backUp(List.of("x1"), Optional.of("g1"), 1, 0);
    world.run(List.of("x1"), over, true);
    world.run(List.of("x2"), "elsewhere", false);
    String here = world.backUp(List.of("x2"), Optional.empty(), 1, 0);
    assertThat(world.held(here)).hasValueSatisfying(held -> assertThat(held.pinned()).isPresent());
  }

  @Test
  void aDowngradeThatTakesAFailureBackBringsNoRowsBack() {
    World world = new World();
    String before = world.backUp(List.of("y"), Optional.of("g1"), 1, 0);
    world.run(List.of("y"), before, false);
    world.run(List.of("x0"), world.backUp(List.of("x0"), Optional.of("g2"), 1, 0), true);
    assertThat(world.held(before)).isPresent();
    world.run(List.of("y"), world.backUp(List.of("y"), Optional.of("g3"), 1, 0), true);
    assertThat(world.held(before)).isPresent();
    world.backUp(List.of("z"), Optional.of("g4"), 1, 0);
    assertThat(world.held(before)).isEmpty();
  }

  /** One pin holds what was before the way; somebody may take it away. */
  @Test
  void oneBackupIsPinnedAsLongAsAWayLasts() {
    World world = new World();
    String before = world.backUp(List.of("y"), Optional.empty(), 9, 0);
    world.run(List.of("y"), before, false);
    String again = world.backUp(List.of("y"), Optional.empty(), 9, 0);
    world.run(List.of("y"), again, false);
    assertThat(world.pinned()).containsExactly(before);

    world.volume.replaceAll(World::unpinned);
    String third = world.backUp(List.of("y"), Optional.empty(), 9, 0);
    assertThat(world.pinned()).containsExactly(third);
  }

  @Test
  void whatHasANameOfItsOwnHasAPinOfItsOwn() {
    World world = new World();
    String before = world.backUp(List.of("y"), Optional.of("g1"), 9, 0);
    world.run(List.of("y"), before, false);
    String again = world.backUp(List.of("y"), Optional.of("g1"), 9, 0);
    world.run(List.of("y"), again, false);
    String other = world.backUp(List.of("z"), Optional.of("g2"), 9, 0);
    assertThat(world.pinned()).containsExactlyInAnyOrder(before, other);
  }

  /** Earlier versions did not note down which history a run was of: it may be of any. */
  @Test
  void aRunOfNoKnownHistoryIsMadeUpForByAnyOther() {
    World world = new World();
    String before = world.backUp(List.of("y"), Optional.empty(), 9, 0);
    world.runs.add(new PastRun("old", "", world.now.plusSeconds(1), false, "p", List.of("y")));
    world.runs.add(new PastRun("new", "public", world.now.plusSeconds(2), true, "p", List.of("y")));
    world.now = world.now.plusSeconds(60);
    String next = world.backUp(List.of("z"), Optional.empty(), 9, 0);
    assertThat(world.pinned()).containsExactly(next);
    assertThat(world.held(before)).isPresent();
  }

  @Test
  void ofSeveralForOnePlanAllButTheNewestGoFirst() {
    List<Retention.Held> volume =
        List.of(
            held("new", 4, "b"), held("again", 3, "b"), held("once", 2, "b"), held("old", 1, "a"));
    Retention retention = new Retention(volume, List.of());
    assertThat(retention.superfluous("new", 3, 0)).containsExactly("once");
    assertThat(retention.superfluous("new", 2, 0)).containsExactly("again", "once");
  }

  @Test
  void keepsTheFirstOfEachOfTheLastDays() {
    List<Retention.Held> volume =
        List.of(
            held("today 2", 50, "f"),
            held("today 1", 49, "e"),
            held("yesterday 2", 26, "d"),
            held("yesterday 1", 25, "c"),
            held("day before", 1, "b"),
            held("long ago", 0, "a"));
    Retention retention = new Retention(volume, List.of());
    assertThat(retention.superfluous("today 2", 1, 0)).hasSize(5);
    assertThat(retention.superfluous("today 2", 1, 3)).containsExactly("yesterday 2", "long ago");
    assertThat(retention.superfluous("today 2", 2, 2)).containsExactly("day before", "long ago");
    assertThat(retention.superfluous("today 2", 1, 99)).containsExactly("yesterday 2");
  }

  @Test
  void neitherDeletesNorCountsWhatIsNotWhole() {
    Retention.Held damaged =
        new Retention.Held(
            "damaged",
            START,
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            false);
    Retention retention =
        new Retention(List.of(held("new", 2, "b"), damaged, held("old", 0, "a")), List.of());
    assertThat(retention.superfluous("new", 2, 0)).isEmpty();
    assertThat(retention.superfluous("new", 1, 9)).isEmpty();
  }

  /** Taken so many hours after the start, for that plan. */
  private static Retention.Held held(String name, int hours, String plan) {
    return new Retention.Held(
        name,
        START.plus(Duration.ofHours(hours)),
        Optional.of(plan),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        true);
  }
}
