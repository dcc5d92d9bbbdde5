package dev.athanor.maven;

import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.Repair;
import dev.athanor.engine.plan.PlanOptions;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Accepts in a database what was edited since it was applied there; who and why are kept. */
@Mojo(name = "repair", threadSafe = true)
public final class RepairMojo extends DatabaseMojo {

  /** The revisions whose edits are accepted, separated by commas. */
  @Parameter(property = "athanor.repair")
  private String repair;

  /** Why that is right. */
  @Parameter(property = "athanor.message", defaultValue = "${message}")
  private String message;

  @Override
  void runOn(DatabaseTarget database, boolean ownServer) {
    print(
        new Repair(
                bundle(),
                NewRevisionMojo.list(repair),
                message == null ? "" : message,
                planOptions(PlanOptions.UPGRADE, ownServer),
                database)
            .run());
  }
}
