package dev.athanor.engine.liquibase;

import dev.athanor.engine.model.FileGuard;
import dev.athanor.engine.model.PropertyChoice;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What one changelog file compiles to.
 *
 * @param path the file
 * @param guards as {@link dev.athanor.engine.model.CompiledRevision#guards}
 * @param changesets those meant for PostgreSQL, in the order they run
 * @param choices of values that properties have by contexts or labels, those that were made
 * @param reads every path that was asked for on the way, found or not; directories end in a slash
 */
public record RenderedFile(
    String path,
    List<FileGuard> guards,
    List<RenderedChangeset> changesets,
    Set<PropertyChoice> choices,
    Set<String> reads) {
  public RenderedFile {
    Objects.requireNonNull(path, "path");
    guards = List.copyOf(guards);
    changesets = List.copyOf(changesets);
    choices = Set.copyOf(choices);
    reads = Set.copyOf(reads);
  }
}
