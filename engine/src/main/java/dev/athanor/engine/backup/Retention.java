package dev.athanor.engine.backup;

import dev.athanor.engine.history.PastRun;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which backups of one database stay: decided by what they are of and by how the runs since went,
 * which the database records.
 *
 * <p>A <em>way</em> begins with the first run after one that succeeded, and ends when a run
 * succeeds that leads on. The backup that was there before its first run is pinned for as long: a
 * run that failed may have changed anything. One that only took a failed run back, to the revisions
 * that the backup is of, ends no way either, for undoing a changeset brings no rows back.
 */
final class Retention {

  /**
   * A backup of the store, as far as this matters.
   *
   * @param planHash the plan it was taken for; empty: for its own sake
   * @param from the revisions that were current
   * @param runs the ids of those that the database recorded then, in their order; empty: they were
   *     not noted down
   * @param generation what it was taken for, if that has a name
   * @param pinned by what, until its way has ended
   * @param kept whether somebody keeps it until they say otherwise
   * @param whole whether all its files are there
   */
  record Held(
      String name,
      Instant takenAt,
      Optional<String> planHash,
      List<String> from,
      Optional<List<String>> runs,
      Optional<String> generation,
      Optional<String> pinned,
      boolean kept,
      boolean whole) {

    static Held of(Backup backup) {
      BackupMetadata metadata = backup.metadata();
      return new Held(
          backup.name(),
          backup.takenAt(),
          metadata.isForChange() ? Optional.of(metadata.planHash()) : Optional.empty(),
          metadata.from(),
          Optional.ofNullable(metadata.runs()),
          Optional.ofNullable(metadata.generation()),
          backup.pinnedBy(),
          backup.keptFor().isPresent(),
          backup.looksWhole());
    }

    private boolean isOf(String what) {
      return generation.filter(what::equals).isPresent() || pinned.filter(what::equals).isPresent();
    }
  }

  private final List<Held> newestFirst;
  private final List<PastRun> runs;

  /**
   * @param newestFirst the backups of the database
   * @param runs all that it records, oldest first by the clock
   */
  Retention(List<Held> newestFirst, List<PastRun> runs) {
    this.newestFirst = List.copyOf(newestFirst);
    this.runs = inOrder(runs, newestFirst);
  }

  /**
   * Whether a backup for a change, which is about to be the newest, is to be pinned: it begins a
   * way, or is the first for something that has a name, or no other holds what was before this way.
   */
  boolean pins(Optional<String> generation) {
    boolean held =
        newestFirst.stream().anyMatch(each -> each.pinned().isPresent() && !isOver(each));
    boolean firstOfName =
        generation.isPresent()
            && newestFirst.stream().noneMatch(each -> each.isOf(generation.get()));
    return isAtRest() || !held || firstOfName;
  }

  /**
   * The pins that are to go once a backup was taken for a change: those of ways that have ended,
   * and those after which nothing was tried, where the new one is pinned in their place.
   */
  List<Held> released(boolean newestIsPinned) {
    return newestFirst.stream()
        .filter(each -> each.pinned().isPresent())
        .filter(each -> isOver(each) || newestIsPinned && since(each).isEmpty())
        .toList();
  }

  /** Of several histories in one database any: rather one pin too many. */
  private boolean isAtRest() {
    Map<String, Boolean> last = new HashMap<>();
    runs.forEach(run -> last.put(run.history(), run.succeeded()));
    return last.isEmpty() || last.containsValue(true);
  }

  /**
   * In the order in which they were: that which the backups noted down, and of what none of them
   * knows the clock's, for it may have been put back in between.
   */
  private static List<PastRun> inOrder(List<PastRun> byClock, List<Held> backups) {
    List<String> known =
        backups.stream()
            .flatMap(each -> each.runs().stream())
            .max(Comparator.comparingInt(List::size))
            .orElse(List.of());
    Map<String, Integer> places = new HashMap<>();
    known.forEach(id -> places.put(id, places.size()));
    return byClock.stream()
        .sorted(Comparator.comparing(run -> places.getOrDefault(run.id(), known.size())))
        .toList();
  }

  /** The ids of the runs in their order. */
  List<String> runIds() {
    return runs.stream().map(PastRun::id).toList();
  }

  /** Where a database has several histories, one that leads on does not make up for another. */
  private boolean isOver(Held backup) {
    List<PastRun> since = since(backup);
    // Runs in the form of earlier versions may be of any.
    boolean told = since.stream().noneMatch(run -> run.history().isEmpty());
    return !since.isEmpty()
        && since.stream()
            .collect(Collectors.groupingBy(run -> told ? run.history() : ""))
            .values()
            .stream()
            .allMatch(each -> leadsOn(each, backup));
  }

  private static boolean leadsOn(List<PastRun> runs, Held backup) {
    boolean failed = false;
    for (PastRun run : runs) {
      if (run.succeeded() && !(failed && run.to().equals(backup.from()))) {
        return true;
      }
      failed = failed || !run.succeeded();
    }
    return false;
  }

  /** Not by the clock, where that can be helped: one may have been put back in between. */
  private List<PastRun> since(Held backup) {
    Optional<Set<String>> known = backup.runs().map(Set::copyOf);
    return runs.stream()
        .filter(
            run ->
                known
                    .map(ids -> !ids.contains(run.id()))
                    .orElseGet(() -> run.started().isAfter(backup.takenAt())))
        .toList();
  }

  /**
   * What is beyond what stays: {@code retain} of those that nothing pins or keeps, the newest
   * first, and the first of each of the last {@code days} days. Of several for one plan all but the
   * newest go before any other does, so that a run that fails again and again does not drive out
   * all others. One that is not whole is neither deleted nor counted.
   *
   * @param newest stays whatever else holds, and counts
   */
  List<String> superfluous(String newest, int retain, int days) {
    Set<String> plans = new HashSet<>();
    List<String> lastToGo = new ArrayList<>();
    List<String> repeated = new ArrayList<>();
    Set<String> daily = firstOfDays(days);
    for (Held each : newestFirst) {
      boolean hasNewer = each.planHash().isPresent() && !plans.add(each.planHash().get());
      boolean free = each.pinned().isEmpty() && !each.kept() && each.whole();
      if (free && !each.name().equals(newest) && !daily.contains(each.name())) {
        (hasNewer ? repeated : lastToGo).add(each.name());
      }
    }
    lastToGo.addAll(repeated);
    return lastToGo.subList(Math.min(retain - 1, lastToGo.size()), lastToGo.size());
  }

  /** Days of UTC that have a backup, counted from the newest. */
  private Set<String> firstOfDays(int days) {
    Set<LocalDate> seen = new HashSet<>();
    Set<String> first = new HashSet<>();
    LocalDate oldest =
        newestFirst.isEmpty() ? LocalDate.EPOCH : day(newestFirst.get(0)).minusDays(days);
    for (int i = newestFirst.size() - 1; i >= 0; i--) {
      Held each = newestFirst.get(i);
      if (each.whole() && day(each).isAfter(oldest) && seen.add(day(each))) {
        first.add(each.name());
      }
    }
    return first;
  }

  private static LocalDate day(Held backup) {
    return LocalDate.ofInstant(backup.takenAt(), ZoneOffset.UTC);
  }
}
