package dev.athanor.schema.convert;

import java.util.List;
import java.util.regex.Pattern;

/** The string literals in an expression that the server has written. */
public final class Literals {
  private static final Pattern LITERAL = Pattern.compile("(?:(?<!\\w)E)?'(?:[^']|'')*'");

  private Literals() {}

  /** As they stand there, quotes included. */
  public static List<String> in(String expression) {
    return LITERAL.matcher(expression).results().map(match -> match.group()).toList();
  }

  /** The text that a literal stands for. */
  public static String text(String literal) {
    boolean escaped = literal.startsWith("E");
    String text = literal.substring(escaped ? 2 : 1, literal.length() - 1).replace("''", "'");
    return escaped ? text.replace("\\\\", "\\") : text;
  }
}
