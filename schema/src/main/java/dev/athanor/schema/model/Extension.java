package dev.athanor.schema.model;

/**
 * An installed extension.
 *
 * @param schema where its objects live
 * @param version the installed version, or null when versions are not compared
 */
public record Extension(ObjectId id, String schema, String version, String comment)
    implements SchemaObject {}
