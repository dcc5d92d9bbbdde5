package dev.athanor.engine.bundle;

import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.HeadState;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What {@code manifest.json} says, but for the digests of the source files.
 *
 * @param headState comes first, so that a look at it need not read the rest
 * @param liquibase the version of liquibase-core that rendered the SQL
 * @param sqlDigest of the uncompressed member
 * @param sourcesDigest of the uncompressed member
 * @param revisions parents first
 */
record Manifest(
    Optional<HeadState> headState,
    String liquibase,
    String sqlDigest,
    String sourcesDigest,
    List<CompiledRevision> revisions) {
  /** What this version writes, and the only one it reads. */
  static final int FORMAT = 2;

  Manifest {
    Objects.requireNonNull(headState, "headState");
    Objects.requireNonNull(liquibase, "liquibase");
    Objects.requireNonNull(sqlDigest, "sqlDigest");
    Objects.requireNonNull(sourcesDigest, "sourcesDigest");
    revisions = List.copyOf(revisions);
  }
}
