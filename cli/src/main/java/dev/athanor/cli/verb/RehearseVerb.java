package dev.athanor.cli.verb;

import dev.athanor.cli.Command;
import dev.athanor.cli.Console;
import dev.athanor.cli.DatabaseOptions;
import dev.athanor.cli.ExitCode;
import dev.athanor.cli.PlanningOptions;
import dev.athanor.cli.RehearsalOptions;
import dev.athanor.cli.StoreOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.backup.Backup;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.Json;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.rehearsal.restored.RehearsalReport;
import dev.athanor.rehearsal.restored.RehearsalRequest;
import dev.athanor.rehearsal.restored.RehearseBackup;
import dev.athanor.scratch.ScratchServer;
import java.util.Optional;

/** Restores a backup on a server that is there for it, and says what the plan does on it. */
final class RehearseVerb implements Command {
  private final DatabaseOptions database = DatabaseOptions.forSomeUses();
  private final PlanningOptions planning = new PlanningOptions();
  private final SourceOptions source = new SourceOptions(planning.selection());
  private final TargetOptions target = new TargetOptions();
  private final ScratchOptions scratch = new ScratchOptions();
  private final RehearsalOptions rehearsal = new RehearsalOptions();
  private final StoreOptions store = new StoreOptions();
  private String backup;
  private boolean json;

  @Override
  public String summary() {
    return "Restore a backup elsewhere, and show what reaching a revision does to it.";
  }

  @Override
  public void declare(Arguments arguments) {
    source.declare(arguments);
    database.declare(arguments);
    planning.declare(arguments);
    target.declare(arguments);
    scratch.declare(arguments);
    rehearsal.declare(arguments);
    store.require(arguments);
    arguments
        .required("--backup", "NAME", "of one of its backups", v -> backup = v)
        .flag("--json", "print the result as JSON", () -> json = true);
  }

  @Override
  public int run() {
    RehearsalReport report = report();
    Console.out(json ? Json.write(report) : report.text());
    report.orThrow();
    return ExitCode.OK;
  }

  private RehearsalReport report() {
    // Not connected to: its user, its role and its settings are what is wanted of it.
    Optional<DatabaseTarget> home = database.named(System.getenv());
    SessionSettings settings =
        home.map(known -> Database.settingsOf(known.url(), known.settings()))
            .orElseGet(database::settings);
    RehearsalRequest request =
        new RehearsalRequest(
            Backup.open(store.store().orElseThrow(), backup),
            new PlanRequest(
                source.bundle(), target.orHead(), planning.on(PlanOptions.either(true))),
            Optional.empty(),
            home.map(known -> known.url().user()),
            settings,
            rehearsal.limits(),
            rehearsal.restore());
    try (ScratchServer server = ScratchServer.open(scratch.settings())) {
      return new RehearseBackup(request, server, Console::err).run();
    }
  }
}
