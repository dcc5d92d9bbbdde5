package dev.athanor.schema.convert;

import java.util.List;
import java.util.regex.Pattern;

/** The string literals in an expression that the server has written. */
public final class Literals {
  private static final Pattern LITERAL = Pattern.compile("(?:(?<!\\w)E)?'(?:[^']|'')*'");

  /** With the type that the server has taken it for; in a list after IN, that is text. */
  private static final Pattern TYPED =
      Pattern.compile(
          "("
              + LITERAL
              + ")(?:::((?:\"(?:[^\"]|\"\")+\"|[a-z_][\\w$.]*)"
              + "(?: varying| precision| with(?:out)? time zone)?))?");

  /** Behind a column, with each literal as a question mark: that it is one of these. */
  private static final Pattern LIST =
      Pattern.compile(
          "(?: IN \\(\\?(?:, \\?)*\\)|\\)*(?:CAST\\)*)? = (?:ANY \\(+ARRAY\\[[^\\[\\]]*\\]\\)*(?:CAST\\[\\]\\)*)*|\\?(?:CAST)?))\\)+"
              .replace("CAST", "::[a-z ]+(?:\\(\\d+\\))?"));

  private Literals() {}

  /** Those that a column of {@code type} takes, as they stand there, quotes included. */
  public static List<String> of(String type, String expression) {
    return TYPED
        .matcher(expression)
        .results()
        .filter(match -> Types.sameFamily(type, taken(match.group(2))))
        .map(match -> match.group(1))
        .filter(literal -> Types.fits(text(literal), type))
        .toList();
  }

  private static String taken(String cast) {
    return cast == null ? "text" : cast.replace("\"bit\"", "bit");
  }

  /** As they stand there, quotes included. */
  public static List<String> in(String expression) {
    return LITERAL.matcher(expression).results().map(match -> match.group()).toList();
  }

  /**
   * The values that a check lists which lets a column have these and no others; none of any other
   * check.
   *
   * @param column its quoted name
   */
  public static List<String> listed(String column, String check) {
    String condition = check.replaceFirst("^CHECK \\(+", "");
    if (!condition.startsWith(column)) {
      return List.of();
    }
    String rest = condition.substring(column.length());
    return LIST.matcher(LITERAL.matcher(rest).replaceAll("?")).matches() ? in(rest) : List.of();
  }

  /** The text that a literal stands for. */
  public static String text(String literal) {
    boolean escaped = literal.startsWith("E");
    String text = literal.substring(escaped ? 2 : 1, literal.length() - 1).replace("''", "'");
    return escaped ? text.replace("\\\\", "\\") : text;
  }
}
