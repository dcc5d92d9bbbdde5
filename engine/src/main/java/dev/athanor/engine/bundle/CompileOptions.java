package dev.athanor.engine.bundle;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How to compile.
 *
 * @param parameters changelog parameters, as Liquibase's; they win over properties that the
 *     changelog sets
 * @param cache a directory for what was compiled before, such as {@code target/athanor}; without
 *     one everything is compiled each time
 */
public record CompileOptions(Map<String, String> parameters, Optional<Path> cache) {
  public CompileOptions {
    parameters = Map.copyOf(parameters);
    Objects.requireNonNull(cache, "cache");
  }

  /** No parameters, no cache. */
  public static CompileOptions defaults() {
    return new CompileOptions(Map.of(), Optional.empty());
  }

  public CompileOptions withParameters(Map<String, String> values) {
    return new CompileOptions(values, cache);
  }

  public CompileOptions withoutCache() {
    return new CompileOptions(parameters, Optional.empty());
  }

  public CompileOptions withCache(Path directory) {
    return new CompileOptions(parameters, Optional.of(directory));
  }
}
