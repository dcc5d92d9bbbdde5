package dev.athanor.engine.backup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** What is in a store, as it was when somebody looked: one listing of a bucket. */
abstract class StoreContents {

  /**
   * The whole backups, newest first. What cannot be opened is left out.
   *
   * @param names of those that are wanted; no other is read
   */
  final List<Backup> all(Predicate<String> names) throws IOException {
    List<Backup> backups = new ArrayList<>(find(names));
    backups.sort(Comparator.comparing(Backup::takenAt).reversed());
    return backups;
  }

  /** The whole backups of a database and of those whose place it has taken, newest first. */
  final List<Backup> of(DatabaseIdentity database) throws IOException {
    List<Backup> all = all(name -> true);
    return all.stream().filter(Lineage.of(database, all)::has).toList();
  }

  /** The same, in any order. */
  abstract List<Backup> find(Predicate<String> names) throws IOException;

  /** Deletes what runs that died have left behind. */
  abstract void removeAbandoned() throws IOException;
}
