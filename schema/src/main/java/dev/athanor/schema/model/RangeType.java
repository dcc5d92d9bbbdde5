package dev.athanor.schema.model;

/**
 * A range type.
 *
 * @param parameters what stands between the parentheses of {@code CREATE TYPE … AS RANGE (…)}
 * @param multirange the name of its multirange type, unquoted; null before PostgreSQL 14
 */
public record RangeType(ObjectId id, String parameters, String multirange, String comment)
    implements SchemaObject {

  /** The name PostgreSQL gives a multirange type by itself. */
  public String defaultMultirange() {
    String name = id.name();
    return name.contains("range")
        ? name.replaceFirst("range(?!.*range)", "multirange")
        : name + "_multirange";
  }
}
