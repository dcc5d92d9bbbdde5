package dev.athanor.schema.model;

/**
 * A row security policy.
 *
 * @param command {@code ALL}, {@code SELECT}, {@code INSERT}, {@code UPDATE} or {@code DELETE}
 * @param roles quoted and comma-separated; {@code PUBLIC} for everyone
 * @param using or null
 * @param check or null
 */
public record Policy(
    ObjectId id,
    boolean permissive,
    String command,
    String roles,
    String using,
    String check,
    String comment)
    implements SchemaObject {}
