package dev.athanor.maven;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.OfflineRange;
import dev.athanor.engine.command.OfflineSql;
import dev.athanor.engine.command.Tenants;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import java.io.File;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether a goal asks no database: for a script, or to look at a range.
 *
 * @param sql whether a script is to be written
 * @param file where
 */
record ScriptChoice(boolean sql, File file) {

  /**
   * @param target a revision or a range
   * @return empty where a database is to be asked
   * @throws AthanorException INVALID_CONFIGURATION for a range where something is to be run, and
   *     for several schemas, of which each would need a script of its own
   */
  Optional<CommandResult> result(
      String target,
      Supplier<Bundle> bundle,
      PlanOptions options,
      SessionSettings settings,
      Optional<Tenants> tenants) {
    if (!sql && !OfflineRange.isRange(target)) {
      return Optional.empty();
    }
    if (tenants.isPresent()) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "a script and a range are of one schema, and athanor.schemas names several",
          "Name one with -Dathanor.searchPath.");
    }
    if (!sql && options.way() != PlanOptions.Way.EITHER) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "'" + target + "' is a range, and a database begins where it is",
          "Name where to go with -Dto; or have the range as a script with -Dathanor.sql.");
    }
    OfflineSql offline =
        new OfflineSql(bundle.get(), OfflineRange.of(target, options.way()), options, settings);
    return Optional.of(sql ? offline.run().write(file.toPath()) : offline.show());
  }
}
