package dev.athanor.operator.jobs;

import static dev.athanor.operator.jobs.RunnerArguments.add;
import static dev.athanor.operator.jobs.RunnerArguments.addDatabase;
import static dev.athanor.operator.jobs.RunnerArguments.addDuration;
import static dev.athanor.operator.jobs.RunnerArguments.addFlag;

import dev.athanor.operator.resource.Migration;
import dev.athanor.operator.resource.RestoreRecord;
import java.util.ArrayList;
import java.util.List;

/** The arguments of {@code athanor job restore} and {@code athanor job drop-kept}. */
final class RestoreArguments {
  private final Migration migration;
  private final RestoreRecord record;

  RestoreArguments(Migration migration, RestoreRecord record) {
    this.migration = migration;
    this.record = record;
  }

  List<String> restore() {
    List<String> args = database(JobFactory.RESTORE);
    add(args, "into", record.spec().into());
    add(args, "backup-dir", new BackupMount(migration.spec().backup()).directory());
    add(args, "backup-key-file", new BackupMount(migration.spec().backup()).keyFile());
    add(args, "backup", record.status().backup());
    add(args, "backup-jobs", migration.spec().backup().jobs());
    addFlag(args, "swap", record.swaps());
    add(args, "accept-loss", record.spec().acceptLoss());
    return args;
  }

  List<String> dropKept() {
    List<String> args = database(JobFactory.DROP_KEPT);
    add(args, "kept", record.status().keptAs());
    return args;
  }

  private List<String> database(String step) {
    List<String> args = new ArrayList<>(List.of("job", step));
    addDatabase(args, migration.spec().database());
    if (migration.spec().timeouts() != null) {
      addDuration(args, "lock-timeout", migration.spec().timeouts().lock());
    }
    return args;
  }
}
