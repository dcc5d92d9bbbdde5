package dev.athanor.maven;

import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.Stamp;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import java.util.List;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Records that a database is at revisions, and runs nothing. */
@Mojo(name = "stamp", threadSafe = true)
public final class StampMojo extends DatabaseMojo {

  /** Where the database is: {@code head}, {@code base}, revisions separated by commas, a label. */
  @Parameter(property = "athanor.to", defaultValue = "${to}")
  private String to;

  /** Forgets all that is recorded now, also what no revision here knows. */
  @Parameter(property = "athanor.purge", defaultValue = "false")
  private boolean purge;

  @Override
  void runOn(DatabaseTarget database, boolean ownServer) {
    List<String> revisions = NewRevisionMojo.list(to);
    if (revisions.isEmpty()) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "nobody said where the database is",
          "Name the revision that it is at, as in -Dto=head or -Dto=base.");
    }
    PlanOptions options = planOptions(PlanOptions.UPGRADE, ownServer);
    print(new Stamp(bundle(), revisions, purge, options, database).run());
  }
}
