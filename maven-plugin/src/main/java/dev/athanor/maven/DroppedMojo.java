package dev.athanor.maven;

import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.ListDropped;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Lists what upgrades have kept of what they dropped; forgets it. */
@Mojo(name = "dropped", threadSafe = true)
public final class DroppedMojo extends DatabaseMojo {

  /**
   * Forgets what is past its time (expired), all of it (all), or that of this id: no downgrade
   * brings it back then.
   */
  @Parameter(property = "athanor.purge")
  private String purge;

  @Override
  void runOn(DatabaseTarget database, boolean ownServer) {
    ListDropped dropped = new ListDropped(database);
    print(purge == null ? dropped.run() : dropped.purge(purge));
  }
}
