package dev.athanor.cli.verb;

import dev.athanor.cli.DatabaseOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.Upgrade;
import dev.athanor.engine.plan.PlanOptions;

/** Alembic's {@code upgrade}. */
final class UpgradeVerb extends Verb {
  private final SourceOptions source = new SourceOptions();
  private final DatabaseOptions database = new DatabaseOptions();
  private final PlanningOptions planning = new PlanningOptions();
  private final BackupOptions backup = new BackupOptions();
  private final TargetOptions target = new TargetOptions();
  private boolean noBackup;

  @Override
  public String summary() {
    return "Bring a database up to a revision; a verified backup comes first.";
  }

  @Override
  void options(Arguments arguments) {
    source.declare(arguments);
    database.declare(arguments);
    planning.declare(arguments);
    backup.declare(arguments);
    target.declare(arguments);
    arguments.flag("--no-backup", "take no backup first", () -> noBackup = true);
  }

  @Override
  CommandResult result() {
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
