package dev.athanor.maven;

import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.KeptDatabases;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Lists the databases that a restore has put aside; drops one. */
@Mojo(name = "kept", threadSafe = true)
public final class KeptMojo extends DatabaseMojo {

  /** Drops this one of them. */
  @Parameter(property = "athanor.drop")
  private String drop;

  @Override
  void runOn(DatabaseTarget database, boolean ownServer) {
    KeptDatabases kept = new KeptDatabases(database);
    print(drop == null ? kept.list() : kept.drop(drop));
  }
}
