package dev.athanor.pages.markdown;

import dev.athanor.engine.model.Printable;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Text of others as GitHub's Markdown shows it and nothing else: no comment, name or definition
 * becomes a link, a tag, a table's end or a diagram.
 */
public final class Markdown {
  /** What means something wherever it stands. */
  private static final String SPECIAL = "\\`*[]<>&~|$";

  private Markdown() {}

  /** One line of prose, for a paragraph, a heading or a table's cell. */
  public static String line(String text) {
    return paragraphLine(Printable.line(text.strip().replaceAll("\\s*\\R\\s*", " ")));
  }

  /** Prose of several lines and paragraphs. */
  public static String prose(String text) {
    return Printable.lines(text.strip().replaceAll("\\R", "\n"))
        .lines()
        .map(Markdown::paragraphLine)
        .collect(Collectors.joining("\n"));
  }

  /** Prose for a table's cell: its lines are kept. */
  public static String cell(String text) {
    return prose(text).replaceAll("\n+", "<br>");
  }

  /** A name or an expression as code, for any place. */
  public static String code(String text) {
    String line = Printable.line(text.replaceAll("\\s*\\R\\s*", " "));
    if (line.isBlank() || line.indexOf('|') >= 0) {
      return "<code>" + entities(line) + "</code>";
    }
    String fence = "`".repeat(longestRun(line, '`') + 1);
    boolean padded =
        line.startsWith("`") || line.endsWith("`") || line.startsWith(" ") && line.endsWith(" ");
    return padded ? fence + " " + line + " " + fence : fence + line + fence;
  }

  /** A block of code. */
  public static String block(String language, String text) {
    String lines = Printable.lines(text.replaceAll("\\R", "\n").stripTrailing());
    String fence = "`".repeat(Math.max(3, longestRun(lines, '`') + 1));
    return fence + language + "\n" + lines + "\n" + fence + "\n";
  }

  /** A table; empty without rows. */
  public static String table(List<String> head, List<List<String>> rows) {
    if (rows.isEmpty()) {
      return "";
    }
    StringBuilder table = new StringBuilder();
    row(table, head);
    row(table, head.stream().map(each -> "---").toList());
    rows.forEach(each -> row(table, each));
    return table.toString();
  }

  private static void row(StringBuilder table, List<String> cells) {
    table.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  /** A link whose words are code. */
  public static String link(String code, String target) {
    return "[" + code(code) + "](" + target + ")";
  }

  private static String paragraphLine(String line) {
    String stripped = line.strip();
    StringBuilder shown = new StringBuilder(stripped.length() + 8);
    int begins = begins(stripped);
    for (int i = 0; i < stripped.length(); i++) {
      char c = stripped.charAt(i);
      if (SPECIAL.indexOf(c) >= 0 || i == begins || c == '_' && !isWithinWord(stripped, i)) {
        shown.append('\\');
      }
      shown.append(c);
    }
    return shown.toString();
  }

  /** Where a line begins like a heading, a list, a rule or an underline: what to take that from. */
  private static int begins(String line) {
    if (line.isEmpty()) {
      return -1;
    }
    if ("#+-=:".indexOf(line.charAt(0)) >= 0) {
      return 0;
    }
    int digits = 0;
    while (digits < line.length() && line.charAt(digits) >= '0' && line.charAt(digits) <= '9') {
      digits++;
    }
    boolean numbered =
        digits > 0 && digits < line.length() && ".)".indexOf(line.charAt(digits)) >= 0;
    return numbered ? digits : -1;
  }

  private static boolean isWithinWord(String text, int at) {
    return at > 0
        && at + 1 < text.length()
        && Character.isLetterOrDigit(text.charAt(at - 1))
        && Character.isLetterOrDigit(text.charAt(at + 1));
  }

  /** Every character that is more than a letter or a digit, as what HTML calls it. */
  private static String entities(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (c < 128 && !Character.isLetterOrDigit(c) && c != ' ') {
                shown.append("&#").append(c).append(';');
              } else {
                shown.appendCodePoint(c);
              }
            });
    return shown.toString();
  }

  private static int longestRun(String text, char wanted) {
    int longest = 0;
    int run = 0;
    for (int i = 0; i < text.length(); i++) {
      run = text.charAt(i) == wanted ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return longest;
  }
}
