package dev.athanor.cli.verb;

import dev.athanor.cli.DatabaseOptions;
import dev.athanor.cli.PlanningOptions;
import dev.athanor.cli.TenantOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.OfflineRange;
import dev.athanor.engine.command.OfflineSql;
import dev.athanor.engine.command.SqlScript;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import java.nio.file.Path;
import java.util.Optional;

/** Alembic's {@code --sql}: a script for psql in place of a run; no database is asked. */
final class ScriptOptions {
  private boolean sql;
  private Path output;

  void declare(Arguments arguments) {
    arguments
        .flag(
            "--sql", "write the range A:B as a script for psql; asks no database", () -> sql = true)
        .option("--output", "FILE", "with --sql: write it there", v -> output = Path.of(v));
  }

  /**
   * @return empty where a database is to be asked
   * @throws AthanorException INVALID_CONFIGURATION for a range where something is to be run, and
   *     for several schemas, of which each would need a script of its own
   */
  Optional<CommandResult> result(
      String target,
      SourceOptions source,
      PlanningOptions planning,
      DatabaseOptions database,
      PlanOptions base,
      TenantOptions tenants) {
    if (!sql && !OfflineRange.isRange(target)) {
      return Optional.empty();
    }
    if (tenants.areGiven()) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "A script and a range are of one schema, and --schemas names several.",
          "Name one with --search-path.");
    }
    boolean shows = base.way() == PlanOptions.Way.EITHER;
    if (!sql && !shows) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "'" + target + "' is a range, and a database begins where it is.",
          "Name where to go; or have the range as a script with --sql.");
    }
    OfflineSql offline =
        new OfflineSql(
            source.bundle(),
            OfflineRange.of(target, base.way()),
            planning.on(base),
            database.settings());
    if (!sql) {
      return Optional.of(offline.show());
    }
    return Optional.of(written(offline.run()));
  }

  /** Whether a script is to be written. */
  boolean isAsked() {
    return sql;
  }

  /** The script, or what is said of it once it is where it is to go. */
  CommandResult written(SqlScript script) {
    return output == null ? script : script.write(output);
  }
}
