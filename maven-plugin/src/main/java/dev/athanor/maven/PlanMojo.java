package dev.athanor.maven;

import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.ShowPlan;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Shows what reaching a target would run, statement for statement, and its risks. */
@Mojo(name = "plan", threadSafe = true)
public final class PlanMojo extends DatabaseMojo {

  /** Where to: {@code head}, {@code base}, a revision or a unique prefix of one, +N, -N. */
  @Parameter(property = "athanor.to", defaultValue = "${to}")
  private String to;

  @Override
  void runOn(DatabaseTarget database, boolean ownServer) {
    PlanOptions options = planOptions(PlanOptions.either(true), ownServer);
    String target = to == null ? "head" : to;
    print(new ShowPlan(new PlanRequest(bundle(), target, options), database).run());
  }
}
