package dev.athanor.schema.model;

/**
 * A sequence that is not an identity column's own.
 *
 * @param ownedBy the column it is dropped with, or null
 */
public record Sequence(
    ObjectId id, SequenceOptions options, boolean unlogged, ObjectId ownedBy, String comment)
    implements SchemaObject {}
