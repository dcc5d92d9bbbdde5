package dev.athanor.cli.verb;

import dev.athanor.cli.DatabaseOptions;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.Upgrade;
import dev.athanor.engine.plan.PlanOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Alembic's {@code upgrade}. */
@Command(
    name = "upgrade",
    description = "Bring a database up to a revision; a verified backup comes first.")
final class UpgradeVerb extends Verb {
  @Mixin SourceOptions source;

  @Mixin DatabaseOptions database;

  @Mixin PlanningOptions planning;

  @Mixin BackupOptions backup;

  @Option(names = "--no-backup", description = "Take no backup first.")
  boolean noBackup;

  @Mixin TargetOptions target;

  @Override
  CommandResult run() {
    return new Upgrade(
            source.bundle(),
            target.orHead(),
            planning.on(PlanOptions.UPGRADE),
            database.target(System.getenv()),
            backup.choice(noBackup),
            this::progress)
        .run();
  }
}
