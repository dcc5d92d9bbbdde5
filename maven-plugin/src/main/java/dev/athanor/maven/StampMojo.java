package dev.athanor.maven;

import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.SqlScript;
import dev.athanor.engine.command.Stamp;
import dev.athanor.engine.command.StampSql;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import java.io.File;
import java.util.List;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Records that a database is at revisions, and runs nothing. */
@Mojo(name = "stamp", threadSafe = true)
public final class StampMojo extends DatabaseMojo {

  /**
   * Where the database is: {@code head}, {@code base}, revisions separated by commas, a label; with
   * {@code sql}, a range {@code A:B} from where it is to where it is to be recorded as.
   */
  @Parameter(property = "athanor.to", defaultValue = "${to}")
  private String to;

  /** Forgets all that is recorded now, also what no revision here knows. */
  @Parameter(property = "athanor.purge", defaultValue = "false")
  private boolean purge;

  /**
   * Writes the stamp as a script for psql, and asks no database: run by {@code psql -X -f} on a
   * database at A (at base, where no range says it), it records what the goal would.
   */
  @Parameter(property = "athanor.sql", defaultValue = "false")
  private boolean sql;

  /** Where that script goes. */
  @Parameter(
      property = "athanor.sqlFile",
      defaultValue = "${project.build.directory}/athanor/migration.sql",
      required = true)
  private File sqlFile;

  @Override
  void runOnChangelog() {
    if (sql) {
      print(script().write(sqlFile.toPath()));
    } else {
      super.runOnChangelog();
    }
  }

  private SqlScript script() {
    if (purge) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "athanor.purge forgets what a database has recorded, and athanor.sql asks none",
          "Purge with a connection; or say where it is, as in -Dto=<from>:<to>.");
    }
    PlanOptions options = planOptions(PlanOptions.UPGRADE, false);
    return new StampSql(bundle(), revisions(), options, sessionSettings()).run();
  }

  @Override
  void runOn(DatabaseTarget database, boolean ownServer) {
    PlanOptions options = planOptions(PlanOptions.UPGRADE, ownServer);
    print(new Stamp(bundle(), revisions(), purge, options, database).run());
  }

  private List<String> revisions() {
    List<String> revisions = NewRevisionMojo.list(to);
    if (revisions.isEmpty()) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "nobody said where the database is",
          "Name the revision that it is at, as in -Dto=head or -Dto=base.");
    }
    return revisions;
  }
}
