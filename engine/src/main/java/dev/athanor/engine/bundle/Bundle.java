package dev.athanor.engine.bundle;

import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.ChangesetSql;
import dev.athanor.engine.model.CompiledRevision;
import java.util.List;
import java.util.function.Function;

/**
 * A compiled changelog: everything a run needs, checksummed.
 *
 * <p>The revisions are at hand; the SQL is read when it is first asked for, so that a run with
 * nothing to do never pays for it.
 */
public final class Bundle {
  private final String digest;
  private final List<CompiledRevision> revisions;
  private final Function<ChangesetKey, ChangesetSql> sql;

  /**
   * @param digest SHA-256 of the bundle file's bytes
   * @param revisions in topological order: parents first
   * @param sql the SQL of each changeset of {@code revisions}
   */
  public Bundle(
      String digest, List<CompiledRevision> revisions, Function<ChangesetKey, ChangesetSql> sql) {
    this.digest = digest;
    this.revisions = List.copyOf(revisions);
    this.sql = sql;
  }

  /** SHA-256 of the bundle file: what pins it. */
  public String digest() {
    return digest;
  }

  /** In topological order: parents first. */
  public List<CompiledRevision> revisions() {
    return revisions;
  }

  public ChangesetSql sql(ChangesetKey changeset) {
    return sql.apply(changeset);
  }
}
