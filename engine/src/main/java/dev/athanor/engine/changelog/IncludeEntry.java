package dev.athanor.engine.changelog;

import java.nio.file.Path;
import java.util.List;

/**
 * An include to be added to a master changelog, written as the last one there is.
 *
 * @param master the master's text
 * @param format of the master
 * @param file as the include names it
 * @param relative whether that is relative to the master
 */
record IncludeEntry(String master, RevisionFormat format, String file, boolean relative) {
  private static final String INCLUDE = "include";
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /**
   * @param master its path
   * @param target the path of the file to include
   */
  static IncludeEntry of(ChangelogFiles files, String master, String target) {
    RevisionFormat format = RevisionFormat.of(master).orElseThrow();
    String text = ChangelogEncoding.characters(master, files.bytes(master));
    List<ChangelogNode> includes =
        ChangelogTree.children(format, master, files.text(master)).stream()
            .filter(node -> node.name().equals(INCLUDE))
            .toList();
    if (includes.isEmpty()) {
      return new IncludeEntry(text, format, fromMaster(master, target), true);
    }
    ChangelogNode last = includes.get(includes.size() - 1);
    if (last.child("relativeToChangelogFile").filter("true"::equalsIgnoreCase).isPresent()) {
      return new IncludeEntry(text, format, fromMaster(master, target), true);
    }
    String written = last.child("file").orElse("").strip();
    String plain = files.exists(written) ? files.normalize(written) : written;
    String before = written.substring(0, Math.max(0, written.length() - plain.length()));
    boolean prefixed = written.equals(before + plain);
    return new IncludeEntry(text, format, prefixed ? before + target : target, false);
  }

  private static String fromMaster(String master, String target) {
    Path directory = Path.of(master).getParent();
    Path file = Path.of(target);
    return (directory == null ? file : directory.relativize(file)).toString().replace('\\', '/');
  }

  /** The master's text with the entry as the last one. */
  String appended() {
    boolean marked = master.startsWith(BYTE_ORDER_MARK);
    String text = marked ? master.substring(1) : master;
    String newline = text.contains("\r\n") ? "\r\n" : "\n";
    String with =
        format == RevisionFormat.XML
            ? new XmlAppender(text, newline).append(xml())
            : new YamlAppender(text, newline).append(file, relative);
    return (marked ? BYTE_ORDER_MARK : "") + with;
  }

  /** Without the prefix of its namespace. */
  private String xml() {
    String escaped = file.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    return INCLUDE
        + " file=\""
        + escaped
        + (relative ? "\" relativeToChangelogFile=\"true\"/>" : "\"/>");
  }
}
