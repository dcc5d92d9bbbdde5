package dev.athanor.cli.verb;

import dev.athanor.cli.DatabaseOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.BackupChoice;

/** What {@code upgrade} and {@code downgrade} take alike. */
abstract class MigrateVerb extends Verb {
  final SourceOptions source = new SourceOptions();
  final DatabaseOptions database = new DatabaseOptions();
  final PlanningOptions planning = new PlanningOptions();
  final TargetOptions target = new TargetOptions();
  private final BackupOptions backup = new BackupOptions();
  private boolean noBackup;

  @Override
  final void options(Arguments arguments) {
    source.declare(arguments);
    database.declare(arguments);
    planning.declare(arguments);
    backup.declare(arguments);
    target.declare(arguments);
    arguments.flag("--no-backup", "take no backup first", () -> noBackup = true);
  }

  final BackupChoice backupChoice() {
    return backup.choice(noBackup);
  }
}
