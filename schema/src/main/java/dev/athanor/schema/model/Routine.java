package dev.athanor.schema.model;

/**
 * A function or procedure.
 *
 * @param definition as {@code pg_get_functiondef} writes it
 * @param signature argument names, modes, types and the result; CREATE OR REPLACE cannot change it
 * @param defaults how many arguments have defaults; CREATE OR REPLACE cannot take any away
 */
public record Routine(
    ObjectId id,
    boolean procedure,
    String definition,
    String signature,
    int defaults,
    String comment)
    implements SchemaObject {}
