package dev.athanor.schema.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Brings text of the server's deparsers to one form.
 *
 * <p>{@code x IN ('a', 'b')} over a {@code varchar} deparses to an array that is cast as a whole;
 * run that text, and it deparses to an array of casts. Both are the same condition, and neither is
 * what a person would write, so both become {@code IN} again.
 */
final class Deparsed {
  private static final String LITERAL = "'(?:[^']|'')*'";
  private static final String STRING = "(?:character varying|text|bpchar)";
  private static final Pattern MEMBERSHIP =
      Pattern.compile(
          "(?<![\\w.\")])((?:[a-z_][a-z0-9_$]*|\"(?:[^\"]|\"\")+\"))(::text)? (= ANY|<> ALL) "
              + "\\(ARRAY\\[((?:"
              + LITERAL
              + "::"
              + STRING
              + "(?:::text)?(?:, )?)+)\\](::text\\[\\])?\\)");
  private static final Pattern CAST_ARRAY =
      Pattern.compile("ARRAY\\[((?:" + LITERAL + "::[a-z ]+(?:, )?)+)\\]::([a-z ]+)\\[\\]");
  private static final Pattern TAIL = Pattern.compile("::" + STRING + "(?:::text)?$");

  private Deparsed() {}

  /** The text in the form that is compared and written; null stays null. */
  static String tidy(String text) {
    if (text == null || !text.contains("ARRAY[")) {
      return text;
    }
    return castEach(membership(text));
  }

  private static String membership(String text) {
    Matcher matcher = MEMBERSHIP.matcher(text);
    StringBuilder tidy = new StringBuilder();
    while (matcher.find()) {
      List<String> values = new ArrayList<>();
      for (String entry : Commas.split(matcher.group(4))) {
        values.add(TAIL.matcher(entry).replaceFirst(""));
      }
      String operator = matcher.group(3).equals("= ANY") ? " IN (" : " NOT IN (";
      matcher.appendReplacement(
          tidy,
          Matcher.quoteReplacement(matcher.group(1) + operator + String.join(", ", values) + ")"));
    }
    return matcher.appendTail(tidy).toString();
  }

  private static String castEach(String text) {
    Matcher matcher = CAST_ARRAY.matcher(text);
    StringBuilder tidy = new StringBuilder();
    while (matcher.find()) {
      List<String> values = new ArrayList<>();
      for (String entry : Commas.split(matcher.group(1))) {
        values.add(entry + "::" + matcher.group(2));
      }
      matcher.appendReplacement(
          tidy, Matcher.quoteReplacement("ARRAY[" + String.join(", ", values) + "]"));
    }
    return matcher.appendTail(tidy).toString();
  }
}
