package dev.athanor.rehearsal.squash;

import dev.athanor.engine.changelog.RevisionArchive;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.model.Count;
import java.nio.file.Path;

/**
 * A baseline that was made and proven.
 *
 * @param revision the last one that it stands for
 * @param path its file
 * @param changesets how many it stands for
 * @param statements how many it has
 * @param rows how many rows it brings
 * @param moved how many files were moved beside it
 */
public record SquashResult(
    String revision, Path path, int changesets, int statements, long rows, int moved)
    implements CommandResult {
  SquashResult withMoved(int files) {
    return new SquashResult(revision, path, changesets, statements, rows, files);
  }

  @Override
  public String text() {
    return "Wrote "
        + path
        + ": "
        + Count.of(statements, "statement")
        + " and "
        + Count.of(rows, "row")
        + " in place of "
        + Count.of(changesets, "changeset")
        + " up to "
        + revision
        + ", proven equal"
        + (moved == 0
            ? ""
            : "\nMoved " + Count.of(moved, "file") + " into " + RevisionArchive.path(revision));
  }

  @Override
  public Object json() {
    return this;
  }
}
