package dev.athanor.schema.model;

/**
 * A cast from or to a type of the user's own. It has no name: its id has both types.
 *
 * @param source as {@code format_type} writes it
 * @param target as {@code format_type} writes it
 * @param method {@code WITH INOUT}, {@code WITHOUT FUNCTION} or {@code WITH FUNCTION …}
 * @param context {@code AS IMPLICIT}, {@code AS ASSIGNMENT}, or empty
 */
public record Cast(
    ObjectId id, String source, String target, String method, String context, String comment)
    implements SchemaObject {}
