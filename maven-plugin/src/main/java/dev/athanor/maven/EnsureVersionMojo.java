package dev.athanor.maven;

import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.EnsureVersion;
import dev.athanor.engine.plan.PlanOptions;
import org.apache.maven.plugins.annotations.Mojo;

/** Makes the history's tables where there are none. */
@Mojo(name = "ensure-version", threadSafe = true)
public final class EnsureVersionMojo extends DatabaseMojo {

  @Override
  void runOn(DatabaseTarget database, boolean ownServer) {
    print(new EnsureVersion(database, planOptions(PlanOptions.UPGRADE, ownServer).trusted()).run());
  }
}
