package dev.athanor.adopt.tool;

import dev.athanor.adopt.source.Tool;
import java.util.Objects;

/**
 * The table that a tool keeps.
 *
 * @param schema its schema
 * @param name its name
 */
public record ToolTable(Tool tool, String schema, String name) {
  public ToolTable {
    Objects.requireNonNull(tool, "tool");
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(name, "name");
  }

  /** For people: {@code public.flyway_schema_history}. */
  public String shown() {
    return schema + "." + name;
  }
}
