package dev.athanor.schema.model;

/**
 * A range type.
 *
 * @param parameters what stands between the parentheses of {@code CREATE TYPE … AS RANGE (…)}
 */
public record RangeType(ObjectId id, String parameters, String comment) implements SchemaObject {}
