package dev.athanor.engine.backup;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which backups are of one database.
 *
 * <p>A restore that swaps makes another database of the same name, with a number of its own: the
 * backup that it was made from notes that number down ({@link Backup#RESTORED}), and each backup of
 * the new one the numbers of those before it. A database that was dropped and made anew by somebody
 * has the name, and none of these.
 */
final class Lineage {
  private final DatabaseIdentity database;
  private final Set<Long> numbers = new HashSet<>();

  private Lineage(DatabaseIdentity database) {
    this.database = database;
    numbers.add(database.oid());
  }

  /**
   * @param backups all of the store
   */
  static Lineage of(DatabaseIdentity database, List<Backup> backups) {
    Lineage lineage = new Lineage(database);
    List<Backup> named = backups.stream().filter(lineage::isNamesake).toList();
    int known;
    do {
      known = lineage.numbers.size();
      named.forEach(lineage::follow);
    } while (lineage.numbers.size() > known);
    return lineage;
  }

  private boolean isNamesake(Backup backup) {
    DatabaseIdentity other = backup.metadata().database();
    return other.name().equals(database.name()) && other.cluster().equals(database.cluster());
  }

  private void follow(Backup backup) {
    long number = backup.metadata().database().oid();
    if (backup.restoredAs().stream().anyMatch(numbers::contains)) {
      numbers.add(number);
    }
    if (numbers.contains(number)) {
      numbers.addAll(backup.metadata().predecessors());
    }
  }

  boolean has(Backup backup) {
    return isNamesake(backup) && numbers.contains(backup.metadata().database().oid());
  }

  /** The numbers of those that the database has taken the place of. */
  List<Long> predecessors() {
    return numbers.stream().filter(each -> each != database.oid()).sorted().toList();
  }
}
