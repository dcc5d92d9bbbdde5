package dev.athanor.schema.model;

/**
 * Extended statistics.
 *
 * @param definition as {@code pg_get_statisticsobjdef} writes it
 * @param target its statistics target, −1 for the default
 */
public record Statistics(ObjectId id, String definition, int target, String comment)
    implements SchemaObject {}
