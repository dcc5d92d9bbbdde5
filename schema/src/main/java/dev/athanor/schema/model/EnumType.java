package dev.athanor.schema.model;

import java.util.List;

/**
 * An enum.
 *
 * @param labels its values in sort order
 */
public record EnumType(ObjectId id, List<String> labels, String comment) implements SchemaObject {
  public EnumType {
    labels = List.copyOf(labels);
  }
}
