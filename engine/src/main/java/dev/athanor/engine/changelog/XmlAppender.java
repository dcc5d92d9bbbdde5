package dev.athanor.engine.changelog;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts an element behind the last one of an XML changelog, as the ones before it are written. */
final class XmlAppender {
  /** Where tags are no tags. */
  private static final Pattern HIDDEN =
      Pattern.compile("<!--.*?-->|<!\\[CDATA\\[.*?]]>", Pattern.DOTALL);

  private static final Pattern END =
      Pattern.compile("</([\\w.-]+:)?" + ChangelogTree.ROOT + "\\s*>");

  /** A root with nothing in it; no attribute holds a {@code <}. */
  private static final Pattern EMPTY =
      Pattern.compile("<([\\w.-]+:)?" + ChangelogTree.ROOT + "(?=[\\s/])[^<]*?(\\s*/>)");

  private static final Pattern INDENT = Pattern.compile("\\R([ \\t]+)<(?!/)");
  private static final String USUAL_INDENT = "    ";

  private final String text;
  private final String newline;
  private final String visible;

  XmlAppender(String text, String newline) {
    this.text = text;
    this.newline = newline;
    this.visible = HIDDEN.matcher(text).replaceAll(XmlAppender::blanks);
  }

  private static String blanks(MatchResult hidden) {
    return hidden.group().replaceAll("\\S", " ");
  }

  /**
   * @param element without its {@code <}, and without the prefix of its namespace
   */
  String append(String element) {
    Matcher end = END.matcher(visible);
    int at = -1;
    while (end.find()) {
      at = end.start();
    }
    if (at >= 0) {
      end.find(at);
      return before(at, "<" + prefix(end.group(1)) + element);
    }
    Matcher empty = EMPTY.matcher(visible);
    if (!empty.find()) {
      // The parser has seen a root: its name is written in a way that no editor would.
      return text;
    }
    String prefix = prefix(empty.group(1));
    return text.substring(0, empty.start(2))
        + ">"
        + newline
        + USUAL_INDENT
        + "<"
        + prefix
        + element
        + newline
        + "</"
        + prefix
        + ChangelogTree.ROOT
        + ">"
        + text.substring(empty.end(2));
  }

  private static String prefix(String written) {
    return written == null ? "" : written;
  }

  private String before(int end, String element) {
    int line = Math.max(text.lastIndexOf('\n', end - 1), text.lastIndexOf('\r', end - 1)) + 1;
    if (!text.substring(line, end).isBlank()) {
      return text.substring(0, end) + element + text.substring(end);
    }
    Matcher indent = INDENT.matcher(visible.substring(0, end));
    String blanks = indent.find() ? indent.group(1) : USUAL_INDENT;
    return text.substring(0, line) + blanks + element + newline + text.substring(line);
  }
}
