package dev.athanor.engine.liquibase;

import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.ChangesetSql;
import java.util.Objects;

/**
 * A changeset as it goes into a bundle.
 *
 * @param file the file it stands in, below the changelog root (its key may name another one)
 */
public record RenderedChangeset(String file, Changeset changeset, ChangesetSql sql) {
  public RenderedChangeset {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(changeset, "changeset");
    Objects.requireNonNull(sql, "sql");
  }
}
