package dev.athanor.cli.verb;

import dev.athanor.cli.BackupOptions;
import dev.athanor.cli.DatabaseOptions;
import dev.athanor.cli.PlanningOptions;
import dev.athanor.cli.TenantOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.BackupChoice;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.FailurePolicy;
import dev.athanor.engine.command.MigrationTerms;
import dev.athanor.engine.command.Tenants;
import dev.athanor.engine.plan.PlanOptions;
import java.time.Duration;
import java.util.Optional;

/** What {@code upgrade} and {@code downgrade} take alike. */
abstract class MigrateVerb extends Verb {
  final DatabaseOptions database = new DatabaseOptions();
  final PlanningOptions planning = new PlanningOptions();
  final SourceOptions source = new SourceOptions(planning.selection());
  final TargetOptions target = new TargetOptions();
  private final BackupOptions backup = new BackupOptions();
  private final TenantOptions tenants = new TenantOptions();
  private final ScriptOptions script = new ScriptOptions();
  private boolean noBackup;
  private String reviewed;

  @Override
  final void options(Arguments arguments) {
    source.declare(arguments);
    database.declare(arguments);
    planning.declare(arguments);
    backup.declare(arguments);
    target.declare(arguments);
    tenants.declare(arguments);
    script.declare(arguments);
    arguments
        .flag("--no-backup", "take no backup first", () -> noBackup = true)
        .option(
            "--plan",
            "HASH",
            "run the plan of this hash, as plan prints it, and no other",
            v -> reviewed = v);
    own(arguments);
  }

  /** What only one of them takes. */
  void own(Arguments arguments) {}

  /**
   * @param to where to
   * @param base which way the verb goes
   */
  final CommandResult result(String to, PlanOptions base) {
    if (script.isAsked()) {
      onFailure().requireStop(FailurePolicy.SCRIPT);
    }
    return script
        .result(to, source, planning, database, base, tenants)
        .orElseGet(() -> migrate(to, planning.on(base, source.classpath())));
  }

  /** Empty for one history. */
  final Optional<Tenants> tenants() {
    return tenants.tenants(database);
  }

  /** Runs it. */
  abstract CommandResult migrate(String to, PlanOptions options);

  final MigrationTerms terms() {
    return new MigrationTerms(
        backup(), Optional.ofNullable(reviewed), retainDropped(), onFailure());
  }

  /** For how long what is dropped is kept. */
  Optional<Duration> retainDropped() {
    return Optional.empty();
  }

  /** What is done about a run that fails. */
  FailurePolicy onFailure() {
    return FailurePolicy.STOP;
  }

  /** With {@code --no-backup}, nobody can say that it was forgotten. */
  private BackupChoice backup() {
    return noBackup
        ? new BackupChoice.Waive("--no-backup")
        : new BackupChoice.Take(
            backup.request(Optional.empty(), "To go without a backup, say --no-backup."));
  }
}
