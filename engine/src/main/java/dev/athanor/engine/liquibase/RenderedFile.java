package dev.athanor.engine.liquibase;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What one changelog file compiles to.
 *
 * @param path the file
 * @param changesets those meant for PostgreSQL, in the order they run
 * @param reads every path that was asked for on the way, found or not; directories end in a slash
 */
public record RenderedFile(String path, List<RenderedChangeset> changesets, Set<String> reads) {
  public RenderedFile {
    Objects.requireNonNull(path, "path");
    changesets = List.copyOf(changesets);
    reads = Set.copyOf(reads);
  }
}
