package dev.athanor.maven;

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
  void runOn(DatabaseTarget database, boolean ownServer) {
    String target = to == null ? "head" : to;
    print(
        new Upgrade(
                bundle(),
                target,
                planOptions(PlanOptions.UPGRADE, ownServer),
                database,
                terms(ownServer),
                line -> getLog().info(line))
            .run());
  }
}
