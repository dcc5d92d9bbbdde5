package dev.athanor.maven;

import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.Downgrade;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import org.apache.maven.plugins.annotations.Mojo;

/** Takes a database back to an older revision; a verified backup comes first. */
@Mojo(name = "downgrade", threadSafe = true)
public final class DowngradeMojo extends MigrateMojo {

  @Override
  String target() {
    if (to == null) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "a downgrade needs a target",
          "Say where to: -Dto=-1 for one revision back, a revision, or base.");
    }
    return to;
  }

  @Override
  PlanOptions way() {
    return PlanOptions.DOWNGRADE;
  }

  @Override
  void runOn(DatabaseTarget database, boolean ownServer) {
    Downgrade downgrade =
        new Downgrade(
            bundle(),
            target(),
            planOptions(way(), ownServer),
            database,
            terms(ownServer),
            line -> getLog().info(line));
    print(tenants().<CommandResult>map(downgrade::run).orElseGet(downgrade::run));
  }
}
