package dev.athanor.engine.changelog;

import java.io.StringReader;
import java.util.List;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Puts an include behind the last entry of a YAML changelog, or of a JSON one, which is YAML in
 * brackets. Only for a text that {@link YamlTree} has read.
 */
final class YamlAppender {
  private static final Pattern PLAIN = Pattern.compile("[\\w/][\\w./-]*");

  private final String text;
  private final String newline;

  YamlAppender(String text, String newline) {
    this.text = text;
    this.newline = newline;
  }

  String append(String file, boolean relative) {
    Node document =
        new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(text));
    SequenceNode entries = entries(document);
    return entries.getFlowStyle() == FlowStyle.FLOW
        ? bracketed(entries, file, relative)
        : listed(entries, file, relative);
  }

  private static SequenceNode entries(Node document) {
    return ((MappingNode) document)
        .getValue().stream()
            .filter(
                entry ->
                    entry.getKeyNode() instanceof ScalarNode key
                        && key.getValue().equals(ChangelogTree.ROOT))
            .map(NodeTuple::getValueNode)
            .map(SequenceNode.class::cast)
            .findFirst()
            .orElseThrow();
  }

  private String listed(SequenceNode entries, String file, boolean relative) {
    int column = entries.getStartMark().getColumn();
    String dash = " ".repeat(column) + "- ";
    String below = " ".repeat(column + 6);
    String entry =
        dash
            + "include:"
            + newline
            + below
            + "file: "
            + (PLAIN.matcher(file).matches() ? file : quoted(file))
            + newline
            + (relative ? below + "relativeToChangelogFile: true" + newline : "");
    int end = index(lastLeaf(entries).getEndMark());
    boolean atLineStart = end > 0 && text.charAt(end - 1) == '\n';
    int line = atLineStart ? end : text.indexOf('\n', end) + 1;
    return line == 0
        ? text + newline + entry
        : text.substring(0, line) + entry + text.substring(line);
  }

  private String bracketed(SequenceNode entries, String file, boolean relative) {
    String entry =
        "{ \"include\": { \"file\": "
            + quoted(file)
            + (relative ? ", \"relativeToChangelogFile\": true" : "")
            + " } }";
    List<Node> items = entries.getValue();
    if (items.isEmpty()) {
      int open = index(entries.getStartMark()) + 1;
      return text.substring(0, open) + entry + text.substring(open);
    }
    Mark start = items.get(items.size() - 1).getStartMark();
    boolean apart = start.getLine() > entries.getStartMark().getLine();
    int end = index(items.get(items.size() - 1).getEndMark());
    return text.substring(0, end)
        + (apart ? "," + newline + " ".repeat(start.getColumn()) : ", ")
        + entry
        + text.substring(end);
  }

  /** The node that ends last; the end of what holds others lies behind the comments after it. */
  private static Node lastLeaf(Node node) {
    if (node instanceof CollectionNode<?> collection
        && collection.getFlowStyle() != FlowStyle.FLOW
        && !collection.getValue().isEmpty()) {
      Object last = collection.getValue().get(collection.getValue().size() - 1);
      return lastLeaf(last instanceof NodeTuple entry ? entry.getValueNode() : (Node) last);
    }
    return node;
  }

  /** Marks count code points. */
  private int index(Mark mark) {
    return text.offsetByCodePoints(0, mark.getIndex());
  }

  private static String quoted(String file) {
    return '"' + file.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
