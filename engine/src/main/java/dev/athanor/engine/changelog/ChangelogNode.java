package dev.athanor.engine.changelog;

import java.util.List;
import java.util.Optional;

/**
 * An element of an XML changelog or a key of a YAML or JSON one; attributes are children with a
 * value.
 *
 * @param value its text, empty for none
 */
record ChangelogNode(String name, String value, List<ChangelogNode> children) {
  ChangelogNode {
    children = List.copyOf(children);
  }

  /** The value of the first child of that name. */
  Optional<String> child(String childName) {
    return children.stream()
        .filter(child -> child.name().equals(childName))
        .map(ChangelogNode::value)
        .findFirst();
  }

  boolean flag(String childName, boolean usual) {
    return child(childName).map(value -> value.strip().equalsIgnoreCase("true")).orElse(usual);
  }

  int number(String childName, int usual) {
    return child(childName).filter(v -> v.matches("\\d{1,9}")).map(Integer::parseInt).orElse(usual);
  }
}
