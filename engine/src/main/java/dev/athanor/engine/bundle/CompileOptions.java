package dev.athanor.engine.bundle;

import dev.athanor.engine.model.PropertyValues;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How to compile.
 *
 * @param properties changelog parameters, and the contexts and labels that properties are chosen by
 * @param cache a directory for what was compiled before, such as {@code target/athanor}; without
 *     one everything is compiled each time
 */
public record CompileOptions(PropertyValues properties, Optional<Path> cache) {
  public CompileOptions {
    Objects.requireNonNull(properties, "properties");
    Objects.requireNonNull(cache, "cache");
  }

  /** No parameters, no contexts, no labels, no cache. */
  public static CompileOptions defaults() {
    return new CompileOptions(PropertyValues.NONE, Optional.empty());
  }

  public CompileOptions withParameters(Map<String, String> values) {
    return new CompileOptions(properties.withParameters(values), cache);
  }

  /** The same for a run with these contexts and this label expression. */
  public CompileOptions withSelection(List<String> contexts, String labels) {
    return new CompileOptions(properties.withSelection(contexts, labels), cache);
  }

  public CompileOptions withoutCache() {
    return new CompileOptions(properties, Optional.empty());
  }

  public CompileOptions withCache(Path directory) {
    return new CompileOptions(properties, Optional.of(directory));
  }
}
