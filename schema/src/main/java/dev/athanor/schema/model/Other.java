package dev.athanor.schema.model;

import java.util.Objects;

/**
 * Something that is there and is not compared.
 *
 * @param kind for people: {@code operator}, {@code foreign table}
 * @param schema its schema; empty where it has none
 * @param name its own name, unquoted; with the argument types where it has some
 */
public record Other(String kind, String schema, String name) {
  public static final String FOREIGN_TABLE = "foreign table";

  public Other {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(name, "name");
  }
}
