package dev.athanor.engine.model;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * A context or label expression with the meaning of Liquibase 4.33's {@code ExpressionMatcher}:
 * {@code and}, {@code or} (also a comma), {@code !} and {@code not}, parentheses, {@code @} for
 * what must be named; with nothing named, all matches but an {@code @}.
 */
public final class FilterExpression {
  private final String text;
  private final Set<String> items;
  private int at;

  private FilterExpression(String text, Set<String> items) {
    this.text = text.toLowerCase(Locale.ROOT);
    this.items = items;
  }

  /** The names of lists, which commas separate, in lower case. */
  public static Set<String> names(Collection<String> lists) {
    Set<String> names = new HashSet<>();
    for (String list : lists) {
      for (String name : list.split(",")) {
        if (!name.isBlank()) {
          names.add(name.strip().toLowerCase(Locale.ROOT));
        }
      }
    }
    return names;
  }

  /**
   * @param items in lower case: {@link #names}
   */
  public static boolean matches(String expression, Set<String> items) {
    FilterExpression parser = new FilterExpression(expression, items);
    boolean value = parser.or();
    if (parser.at < parser.text.length()) {
      throw parser.malformed();
    }
    return value;
  }

  private boolean or() {
    boolean value = and();
    while (accept(",") || acceptWord("or")) {
      value |= and();
    }
    return value;
  }

  private boolean and() {
    boolean value = unary();
    while (acceptWord("and")) {
      value &= unary();
    }
    return value;
  }

  private boolean unary() {
    boolean required = accept("@");
    boolean negated = accept("!") || acceptWord("not");
    required |= accept("@");
    if (accept("(")) {
      boolean value = or();
      if (!accept(")")) {
        throw malformed();
      }
      return negated ? !required && items.isEmpty() || !value : value;
    }
    String name = name();
    if (!required && items.isEmpty()) {
      return true;
    }
    boolean named = items.contains(name) || items.contains("@" + name);
    return named != negated;
  }

  private String name() {
    skipSpace();
    int start = at;
    while (at < text.length() && ",()".indexOf(text.charAt(at)) < 0 && !wordBoundary()) {
      at++;
    }
    return text.substring(start, at).strip();
  }

  /** A name may hold spaces: it ends where {@code and} or {@code or} stands alone. */
  private boolean wordBoundary() {
    return Character.isWhitespace(text.charAt(at)) && (looksAt(" and ") || looksAt(" or "));
  }

  private boolean looksAt(String word) {
    int end = at;
    while (end < text.length() && Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    String bare = word.strip();
    int after = end + bare.length();
    return text.startsWith(bare, end)
        && (after == text.length() || " (\t\n".indexOf(text.charAt(after)) >= 0);
  }

  private boolean accept(String symbol) {
    skipSpace();
    if (text.startsWith(symbol, at)) {
      at += symbol.length();
      return true;
    }
    return false;
  }

  private boolean acceptWord(String word) {
    skipSpace();
    int after = at + word.length();
    boolean found =
        text.startsWith(word, at)
            && (after == text.length() || " (\t\n".indexOf(text.charAt(after)) >= 0);
    at = found ? after : at;
    return found;
  }

  private void skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private AthanorException malformed() {
    return new AthanorException(
        Reason.INVALID_CONFIGURATION,
        "The expression \"" + text + "\" cannot be read from character " + (at + 1) + " on.",
        "Write names joined by and, or, commas, ! and parentheses.");
  }
}
