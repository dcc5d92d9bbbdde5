package dev.athanor.schema.model;

/**
 * One object of a schema, as data: two objects are equal when PostgreSQL would treat them alike.
 *
 * <p>What the server can deparse is kept as its text, read with the snapshot's default schema as
 * search path.
 */
public sealed interface SchemaObject
    permits Schema,
        Extension,
        EnumType,
        Domain,
        CompositeType,
        RangeType,
        Collation,
        Sequence,
        Table,
        Column,
        Constraint,
        Index,
        Statistics,
        Routine,
        Cast,
        View,
        Rule,
        Trigger,
        Policy,
        Grant {

  ObjectId id();

  /** Its {@code COMMENT}, or null. */
  String comment();
}
