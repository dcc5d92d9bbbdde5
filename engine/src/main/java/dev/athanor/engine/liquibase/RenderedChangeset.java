package dev.athanor.engine.liquibase;

import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.ChangesetSql;
import dev.athanor.engine.model.FileGuard;
import java.util.List;
import java.util.Objects;

/**
 * A changeset as it goes into a bundle.
 *
 * @param file the file it stands in, below the changelog root (its key may name another one)
 * @param guards what that file and those that include it require, the outermost first
 */
public record RenderedChangeset(
    String file, List<FileGuard> guards, Changeset changeset, ChangesetSql sql) {
  public RenderedChangeset {
    Objects.requireNonNull(file, "file");
    guards = List.copyOf(guards);
    Objects.requireNonNull(changeset, "changeset");
    Objects.requireNonNull(sql, "sql");
  }

  RenderedChangeset withLine(int line) {
    return new RenderedChangeset(file, guards, changeset.withLine(line), sql);
  }
}
