package dev.athanor.maven;

import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.Current;
import dev.athanor.engine.command.CurrentRevisions;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.TenantsCurrent;
import dev.athanor.engine.plan.PlanOptions;
import java.util.function.UnaryOperator;
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
    print(
        tenants()
            .<CommandResult>map(all -> checked(current.run(all), TenantsCurrent::requireHeads))
            .orElseGet(() -> checked(current.run(), CurrentRevisions::requireHeads)));
  }

  private <T> T checked(T current, UnaryOperator<T> requireHeads) {
    return checkHeads ? requireHeads.apply(current) : current;
  }
}
