package dev.athanor.maven;

import dev.athanor.engine.command.AtRevisions;
import dev.athanor.engine.command.Current;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.plan.PlanOptions;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Shows the revisions that a database is at. */
@Mojo(name = "current", threadSafe = true)
public final class CurrentMojo extends DatabaseMojo {

  /** Shows each revision as a block. */
  @Parameter(property = "athanor.verbose", defaultValue = "${verbose}")
  private boolean verbose;

  /** Fails unless every head is applied. */
  @Parameter(property = "athanor.checkHeads", defaultValue = "false")
  private boolean checkHeads;

  @Override
  boolean takesTenants() {
    return true;
  }

  @Override
  void runOn(DatabaseTarget database, boolean ownServer) {
    PlanOptions options = planOptions(PlanOptions.UPGRADE, ownServer);
    Current current = new Current(bundle(), database, options, verbose);
    AtRevisions at = tenants().<AtRevisions>map(current::run).orElseGet(current::run);
    print(checkHeads ? at.requireHeads() : at);
  }
}
