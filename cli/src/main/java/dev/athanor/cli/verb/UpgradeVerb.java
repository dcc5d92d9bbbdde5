package dev.athanor.cli.verb;

import dev.athanor.cli.DatabaseOptions;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.Upgrade;
import dev.athanor.engine.plan.PlanOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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

  @Parameters(
      arity = "0..1",
      paramLabel = "REVISION",
      defaultValue = "head",
      description = "head, base, a revision or a unique prefix, a label, +N, -N (default: head).")
  String target;

  @Override
  CommandResult run() {
    return new Upgrade(
            source.bundle(),
            relative(target),
            planning.on(PlanOptions.UPGRADE),
            database.target(System.getenv()),
            backup.choice(noBackup),
            this::progress)
        .run();
  }
}
