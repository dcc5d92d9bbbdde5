package dev.athanor.engine.backup;

import dev.athanor.engine.history.PastRun;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a backup that is about to be made will be pinned or kept for, which pins then go, and what
 * there was before it.
 */
final class Marks {
  private static final String OWN_WAY = "its migration";
  static final String BY_HAND = "by hand";
  private static final String FIRST = "the first, from before Athanor's first run";

  private final Map<String, String> files;
  private final List<Retention.Held> released;
  private final List<String> runs;
  private final List<Long> predecessors;

  private Marks(
      Map<String, String> files,
      List<Retention.Held> released,
      List<String> runs,
      List<Long> predecessors) {
    this.files = files;
    this.released = released;
    this.runs = runs;
    this.predecessors = predecessors;
  }

  /**
   * @param lineage the database's
   * @param others its backups, newest first
   */
  static Marks of(
      BackupSubject subject, BackupRequest request, Lineage lineage, List<Backup> others) {
    List<Retention.Held> held = others.stream().map(Retention.Held::of).toList();
    Retention retention = new Retention(held, subject.runs());
    Map<String, String> files = new LinkedHashMap<>();
    boolean pinned = subject.isForChange() && retention.pins(request.generation());
    if (pinned) {
      files.put(Backup.PIN, request.generation().orElse(OWN_WAY));
    }
    keep(request, held, subject.runs()).ifPresent(why -> files.put(Backup.KEEP, why));
    return new Marks(
        files,
        subject.isForChange() ? retention.released(pinned) : List.of(),
        retention.runIds(),
        lineage.predecessors());
  }

  private static Optional<String> keep(
      BackupRequest request, List<Retention.Held> held, List<PastRun> runs) {
    if (request.keep()) {
      return Optional.of(BY_HAND);
    }
    // What nobody can make again: the database before Athanor changed anything in it.
    return runs.isEmpty() && held.stream().noneMatch(Retention.Held::kept)
        ? Optional.of(FIRST)
        : Optional.empty();
  }

  /** The numbers of the databases whose place this one has taken. */
  List<Long> predecessors() {
    return predecessors;
  }

  /** The ids of the runs that the database records, in their order. */
  List<String> runs() {
    return runs;
  }

  /** What the files say that a new backup is marked by. */
  Map<String, String> files() {
    return files;
  }

  /**
   * To be called once {@code newest} is there.
   *
   * @param hears the names of those that are pinned no more
   */
  void release(Backup newest, Consumer<String> hears) throws IOException {
    for (Retention.Held each : released) {
      if (!each.name().equals(newest.name())) {
        newest.store().unmark(each.name(), Backup.PIN);
        hears.accept(each.name());
      }
    }
  }
}
