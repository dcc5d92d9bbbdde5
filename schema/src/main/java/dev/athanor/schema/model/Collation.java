package dev.athanor.schema.model;

/**
 * A collation.
 *
 * @param parameters what stands between the parentheses of {@code CREATE COLLATION … (…)}
 */
public record Collation(ObjectId id, String parameters, String comment) implements SchemaObject {}
