package dev.athanor.operator.jobs;

import static dev.athanor.operator.jobs.RunnerArguments.add;
import static dev.athanor.operator.jobs.RunnerArguments.addBackup;
import static dev.athanor.operator.jobs.RunnerArguments.addDatabase;
import static dev.athanor.operator.jobs.RunnerArguments.addDuration;
import static dev.athanor.operator.jobs.RunnerArguments.addFlag;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.athanor.operator.resource.Migration;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;

/** The arguments of {@code athanor job take-backup} and {@code athanor job backups}. */
final class BackupArguments {
  private final Migration migration;

  BackupArguments(Migration migration) {
    this.migration = migration;
  }

  List<String> take(boolean pinned) {
    List<String> args = new ArrayList<>(List.of("job", JobFactory.TAKE));
    addDatabase(args, migration.spec().database());
    if (migration.spec().timeouts() != null) {
      addDuration(args, "lock-timeout", migration.spec().timeouts().lock());
    }
    addBackup(args, migration.spec().backup());
    addFlag(args, "pin", pinned);
    // Not a generation's: the first backup of such a one is pinned.
    add(args, "generation-key", migration.uid() + "-backup");
    return args;
  }

  /**
   * @param after the last of the page before, null for the first page
   */
  List<String> list(String after) {
    List<String> args = store();
    String database = URLDecoder.decode(migration.address().name(), UTF_8);
    add(args, "database", database.isEmpty() ? null : database);
    if (migration.address().nameInSecret()) {
      add(args, "credentials-dir", RunnerArguments.CREDENTIALS);
    }
    add(args, "after", after);
    return args;
  }

  /** Looks at one, and does that to it; null: nothing. */
  List<String> one(String backup, String change) {
    List<String> args = store();
    add(args, "backup", backup);
    addFlag(args, change, change != null);
    return args;
  }

  /**
   * @param maker whose it must be; null: anybody's
   */
  List<String> delete(String backup, String maker) {
    List<String> args = one(backup, "delete");
    add(args, "maker", maker);
    return args;
  }

  private List<String> store() {
    List<String> args = new ArrayList<>(List.of("job", JobFactory.STORE));
    add(args, "backup-dir", new BackupMount(migration.spec().backup()).directory());
    return args;
  }
}
