package dev.athanor.cli.verb;

import dev.athanor.cli.DatabaseOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.Downgrade;
import dev.athanor.engine.plan.PlanOptions;

/** Alembic's {@code downgrade}. */
final class DowngradeVerb extends Verb {
  private final SourceOptions source = new SourceOptions();
  private final DatabaseOptions database = new DatabaseOptions();
  private final PlanningOptions planning = new PlanningOptions();
  private final BackupOptions backup = new BackupOptions();
  private final TargetOptions target = new TargetOptions();
  private boolean noBackup;

  @Override
  public String summary() {
    return "Take a database back to a revision; a verified backup comes first.";
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
