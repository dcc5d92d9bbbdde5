package dev.athanor.schema.model;

/**
 * A rewrite rule other than a view's own.
 *
 * @param definition as {@code pg_get_ruledef} writes it
 * @param enabled {@code O}, {@code D}, {@code R} or {@code A}, as in {@code pg_rewrite}
 */
public record Rule(ObjectId id, String definition, char enabled, String comment)
    implements SchemaObject {}
