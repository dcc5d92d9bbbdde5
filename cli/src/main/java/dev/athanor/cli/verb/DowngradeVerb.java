package dev.athanor.cli.verb;

import dev.athanor.cli.DatabaseOptions;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.Downgrade;
import dev.athanor.engine.plan.PlanOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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

  @Parameters(
      paramLabel = "REVISION",
      description = "base, a revision or a unique prefix, a label, -N.")
  String target;

  @Override
  CommandResult run() {
    return new Downgrade(
            source.bundle(),
            relative(target),
            planning.on(PlanOptions.DOWNGRADE),
            database.target(System.getenv()),
            backup.choice(noBackup),
            this::progress)
        .run();
  }
}
