package dev.athanor.schema.model;

/**
 * A trigger.
 *
 * @param definition as {@code pg_get_triggerdef} writes it
 * @param enabled {@code O}, {@code D}, {@code R} or {@code A}, as in {@code pg_trigger}
 */
public record Trigger(ObjectId id, String definition, char enabled, String comment)
    implements SchemaObject {}
