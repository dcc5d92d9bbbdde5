package dev.athanor.engine.changelog;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * YAML, and JSON as Liquibase reads it, of plain types and bounded size once aliases are resolved.
 */
final class YamlTree {
  private static final int MAX_DEPTH = 64;
  private static final long MAX_NODES = 1_000_000;
  private static final int MAX_CHARACTERS = 64 << 20;

  private static final Set<Tag> PLAIN =
      Set.of(
          Tag.MAP,
          Tag.SEQ,
          Tag.STR,
          Tag.INT,
          Tag.FLOAT,
          Tag.BOOL,
          Tag.NULL,
          Tag.TIMESTAMP,
          Tag.MERGE);

  private final String path;
  private final Map<Node, Long> sizes = new IdentityHashMap<>();

  private YamlTree(String path) {
    this.path = path;
  }

  static ChangelogNode parse(String path, String text) {
    LoaderOptions options = new LoaderOptions();
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setCodePointLimit(MAX_CHARACTERS);
    options.setMaxAliasesForCollections(Integer.MAX_VALUE);
    // Nothing is constructed here; tags are refused below, with the reason.
    options.setTagInspector(tag -> true);
    Node root;
    try {
      root = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
    } catch (YAMLException e) {
      throw ChangelogTree.invalid(
          path, "is no YAML: " + e.getMessage().replaceAll("\\s*\\R\\s*", " "), "Correct it.");
    }
    if (root == null) {
      throw ChangelogTree.invalid(path, "is empty", "Write a databaseChangeLog.");
    }
    YamlTree tree = new YamlTree(path);
    tree.size(root);
    tree.requireEntries(root);
    return new ChangelogNode("", "", tree.children(root), 1);
  }

  /** Liquibase takes a list, an empty one, too; with nothing at all it finds no changelog. */
  private void requireEntries(Node document) {
    if (document instanceof MappingNode mapping) {
      for (NodeTuple entry : mapping.getValue()) {
        if (entry.getKeyNode() instanceof ScalarNode key
            && key.getValue().equals(ChangelogTree.ROOT)
            && !(entry.getValueNode() instanceof SequenceNode)) {
          throw ChangelogTree.invalid(
              path,
              ChangelogTree.ROOT + " has no entries below it",
              "Begin each with `- changeSet:` or `- include:`; while there are none, write"
                  + " `databaseChangeLog: []`.");
        }
      }
    }
  }

  /** Nodes that the document has once every alias is a copy. */
  private long size(Node node) {
    Long known = sizes.get(node);
    if (known != null) {
      if (known < 0) {
        throw ChangelogTree.unsafe(path, "has an alias that holds itself", "Resolve the alias.");
      }
      return known;
    }
    if (!PLAIN.contains(node.getTag())) {
      throw ChangelogTree.unsafe(
          path, "has the tag " + node.getTag().getValue(), "Use plain YAML without tags.");
    }
    sizes.put(node, -1L);
    long size = 1;
    if (node instanceof SequenceNode sequence) {
      for (Node item : sequence.getValue()) {
        size += size(item);
      }
    } else if (node instanceof MappingNode mapping) {
      for (NodeTuple entry : mapping.getValue()) {
        size += size(entry.getKeyNode()) + size(entry.getValueNode());
      }
    } else if (node instanceof ScalarNode scalar) {
      size += scalar.getValue().length() >> 6;
    }
    if (size > MAX_NODES) {
      throw ChangelogTree.unsafe(
          path, "grows beyond measure once its aliases are resolved", "Use fewer aliases.");
    }
    sizes.put(node, size);
    return size;
  }

  /** A list's entries count as children of what holds the list, as in Liquibase's parsed nodes. */
  private List<ChangelogNode> children(Node node) {
    List<ChangelogNode> children = new ArrayList<>();
    if (node instanceof SequenceNode sequence) {
      sequence.getValue().forEach(item -> children.addAll(children(item)));
    } else if (node instanceof MappingNode mapping) {
      for (NodeTuple entry : mapping.getValue()) {
        String name = entry.getKeyNode() instanceof ScalarNode key ? key.getValue() : "";
        Node value = entry.getValueNode();
        String text = value instanceof ScalarNode scalar ? scalar.getValue() : "";
        int line = entry.getKeyNode().getStartMark().getLine() + 1;
        children.add(new ChangelogNode(name, text, children(value), line));
      }
    }
    return children;
  }
}
