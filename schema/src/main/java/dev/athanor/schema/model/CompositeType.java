package dev.athanor.schema.model;

import java.util.List;

/**
 * A stand-alone composite type.
 *
 * @param attributes in their order, which is part of the type
 */
public record CompositeType(ObjectId id, List<Attribute> attributes, String comment)
    implements SchemaObject {

  /**
   * One field.
   *
   * @param collation quoted, when it is not the type's; else null
   */
  public record Attribute(String name, String type, String collation) {}

  public CompositeType {
    attributes = List.copyOf(attributes);
  }
}
