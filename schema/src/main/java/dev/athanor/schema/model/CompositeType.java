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
   * @param comment its {@code COMMENT}, or null
   */
  public record Attribute(String name, String type, String collation, String comment) {}

  public CompositeType {
    attributes = List.copyOf(attributes);
  }

  /** The attributes as values see them: without comments. */
  public List<Attribute> shape() {
    return attributes.stream().map(a -> new Attribute(a.name, a.type, a.collation, null)).toList();
  }
}
