package dev.athanor.schema.model;

/**
 * An index that no constraint owns.
 *
 * @param definition as {@code pg_get_indexdef} writes it
 * @param computed whether it has expressions or a predicate
 * @param partitioned whether it stands on a partitioned table, with one index a partition below it
 * @param valid false when a concurrent build was left unfinished
 */
public record Index(
    ObjectId id,
    String definition,
    boolean unique,
    boolean computed,
    boolean partitioned,
    boolean valid,
    String comment)
    implements SchemaObject {}
