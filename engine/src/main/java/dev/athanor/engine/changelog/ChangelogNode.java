package dev.athanor.engine.changelog;

import java.util.List;
import java.util.Optional;

/**
 * An element of an XML changelog or a key of a YAML or JSON one; attributes are children with a
 * value.
 *
 * @param value its text, empty for none
 * @param line where it stands in its file, counted from 1
 */
record ChangelogNode(String name, String value, List<ChangelogNode> children, int line) {
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
}
