package dev.athanor.engine.bundle;

import dev.athanor.engine.model.CompiledRevision;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What {@code manifest.json} says.
 *
 * @param liquibase the version of liquibase-core that rendered the SQL
 * @param sqlDigest of the uncompressed member
 * @param sourcesDigest of the uncompressed member
 * @param files digest of every source file by path
 * @param revisions parents first
 */
record Manifest(
    String liquibase,
    String sqlDigest,
    String sourcesDigest,
    SortedMap<String, String> files,
    List<CompiledRevision> revisions) {
  /** What this version writes, and the only one it reads. */
  static final int FORMAT = 1;

  Manifest {
    Objects.requireNonNull(liquibase, "liquibase");
    Objects.requireNonNull(sqlDigest, "sqlDigest");
    Objects.requireNonNull(sourcesDigest, "sourcesDigest");
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    revisions = List.copyOf(revisions);
  }
}
