package dev.athanor.schema.model;

/** A schema (namespace). */
public record Schema(ObjectId id, String comment) implements SchemaObject {}
