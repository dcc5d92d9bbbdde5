package dev.athanor.rehearsal.squash;

import dev.athanor.engine.command.CommandResult;
import java.nio.file.Path;

/**
 * A baseline that was made and proven.
 *
 * @param revision the last one that it stands for
 * @param path its file
 * @param changesets how many it stands for
 * @param statements how many it has
 * @param rows how many rows it brings
 */
public record SquashResult(String revision, Path path, int changesets, int statements, long rows)
    implements CommandResult {
  @Override
  public String text() {
    return "Wrote "
        + path
        + ": "
        + statements
        + " statements and "
        + rows
        + " rows in place of "
        + changesets
        + " changesets up to "
        + revision
        + ", proven equal";
  }

  @Override
  public Object json() {
    return this;
  }
}
