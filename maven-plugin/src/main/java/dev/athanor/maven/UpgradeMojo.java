package dev.athanor.maven;

import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.Upgrade;
import dev.athanor.engine.plan.PlanOptions;
import org.apache.maven.plugins.annotations.Mojo;

/**
 * Brings a database up to a revision, the head unless told otherwise; a verified backup comes
 * first.
 */
@Mojo(name = "upgrade", threadSafe = true)
public final class UpgradeMojo extends MigrateMojo {

  @Override
  String target() {
    return to == null ? "head" : to;
  }

  @Override
  PlanOptions way() {
    return PlanOptions.UPGRADE;
  }

  @Override
  void runOn(DatabaseTarget database, boolean ownServer) {
    Upgrade upgrade =
        new Upgrade(
            bundle(),
            target(),
            planOptions(way(), ownServer),
            database,
            terms(ownServer),
            line -> getLog().info(line));
    print(tenants().<CommandResult>map(upgrade::run).orElseGet(upgrade::run));
  }
}
