package dev.athanor.schema.model;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A domain.
 *
 * @param baseType its underlying type with modifiers, as {@code format_type} writes it
 * @param collation its collation, quoted, when it is not the base type's; else null
 * @param defaultExpression or null
 * @param checks its check constraints by name: {@code CHECK (…)}
 * @param checkComments what is said of them, by name
 */
public record Domain(
    ObjectId id,
    String baseType,
    String collation,
    boolean notNull,
    String defaultExpression,
    SortedMap<String, String> checks,
    SortedMap<String, String> checkComments,
    String comment)
    implements SchemaObject {
  public Domain {
    checks = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(checks));
    checkComments = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(checkComments));
  }
}
