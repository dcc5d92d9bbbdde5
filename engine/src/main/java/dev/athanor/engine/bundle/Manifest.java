package dev.athanor.engine.bundle;

import dev.athanor.engine.model.CompiledRevision;
import java.util.List;
import java.util.Objects;

/**
 * What {@code manifest.json} says, but for the digests of the source files.
 *
 * @param liquibase the version of liquibase-core that rendered the SQL
 * @param sqlDigest of the uncompressed member
 * @param sourcesDigest of the uncompressed member
 * @param revisions parents first
 */
record Manifest(
    String liquibase, String sqlDigest, String sourcesDigest, List<CompiledRevision> revisions) {
  /** What this version writes, and the only one it reads. */
  static final int FORMAT = 1;

  Manifest {
    Objects.requireNonNull(liquibase, "liquibase");
    Objects.requireNonNull(sqlDigest, "sqlDigest");
    Objects.requireNonNull(sourcesDigest, "sourcesDigest");
    revisions = List.copyOf(revisions);
  }
}
