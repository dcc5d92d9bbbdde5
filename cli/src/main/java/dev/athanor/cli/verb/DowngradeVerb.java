package dev.athanor.cli.verb;

import dev.athanor.cli.DatabaseOptions;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.Downgrade;
import dev.athanor.engine.plan.PlanOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Alembic's {@code downgrade}. */
@Command(
    name = "downgrade",
    description = "Take a database back to a revision; a verified backup comes first.")
final class DowngradeVerb extends Verb {
  @Mixin SourceOptions source;

  @Mixin DatabaseOptions database;

  @Mixin PlanningOptions planning;

  @Mixin BackupOptions backup;

  @Option(names = "--no-backup", description = "Take no backup first.")
  boolean noBackup;

  @Mixin TargetOptions target;

  @Override
  CommandResult run() {
    return new Downgrade(
            source.bundle(),
            target.required(),
            planning.on(PlanOptions.DOWNGRADE),
            database.target(System.getenv()),
            backup.choice(noBackup),
            this::progress)
        .run();
  }
}
