package dev.athanor.engine.changelog;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.util.List;
import java.util.Set;

/**
 * Reads a changelog's structure without trusting it. What passes here is safe for Liquibase's
 * parsers, which know no limits.
 */
public final class ChangelogTree {
  static final String ROOT = "databaseChangeLog";

  /** Attributes by which a changelog would have a Java class loaded and made. */
  private static final Set<String> CLASS_NAMES =
      Set.of("filter", "resourceFilter", "resourceComparator");

  private ChangelogTree() {}

  /**
   * Refuses what is unsafe to parse: a DOCTYPE, a foreign schema, YAML tags, alias bombs, class
   * names; formatted SQL has none of these.
   *
   * @throws AthanorException UNSAFE_CHANGELOG, or INVALID_CHANGELOG for bad syntax
   */
  public static void check(RevisionFormat format, String path, String text) {
    if (format != RevisionFormat.SQL) {
      children(format, path, text);
    }
  }

  /** What stands directly in {@code databaseChangeLog}. */
  static List<ChangelogNode> children(RevisionFormat format, String path, String text) {
    ChangelogNode document =
        format == RevisionFormat.XML ? XmlTree.parse(path, text) : YamlTree.parse(path, text);
    refuseClassNames(path, document);
    ChangelogNode root = document;
    if (!root.name().equals(ROOT)) {
      root =
          document.children().stream()
              .filter(child -> child.name().equals(ROOT))
              .findFirst()
              .orElseThrow(
                  () -> invalid(path, "there is no " + ROOT, "Make it the outermost element."));
    }
    return root.children();
  }

  private static void refuseClassNames(String path, ChangelogNode node) {
    if (node.name().equals("includeAll")) {
      for (ChangelogNode child : node.children()) {
        if (CLASS_NAMES.contains(child.name())) {
          throw unsafe(
              path,
              "includeAll names a Java class as its " + child.name(),
              "Use endsWithFilter, minDepth and maxDepth, or include files one by one.");
        }
      }
    }
    node.children().forEach(child -> refuseClassNames(path, child));
  }

  static AthanorException unsafe(String path, String message, String nextStep) {
    return new AthanorException(Reason.UNSAFE_CHANGELOG, path + ": " + message, nextStep);
  }

  static AthanorException invalid(String path, String message, String nextStep) {
    return new AthanorException(Reason.INVALID_CHANGELOG, path + ": " + message, nextStep);
  }
}
