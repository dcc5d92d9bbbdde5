package dev.athanor.schema.model;

/** {@code from} cannot exist without {@code to}, as {@code pg_depend} says. */
public record Dependency(ObjectId from, ObjectId to) {}
