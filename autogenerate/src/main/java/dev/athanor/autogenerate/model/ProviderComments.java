package dev.athanor.autogenerate.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The COMMENT statements that Hibernate writes: it puts the text of {@code @Comment} in as it is.
 */
final class ProviderComments {
  private static final Pattern COMMENT =
      Pattern.compile(
          "(comment on (?:table|column|type) (?:\"(?:[^\"]|\"\")*\"|[^\"'\\s])+ is )'(.*)'",
          Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

  /** What no literal holds: a run of apostrophes that do not come in pairs. */
  private static final Pattern UNPAIRED = Pattern.compile("(?<!')(?:'')*'(?!')");

  private ProviderComments() {}

  /**
   * The statement with the comment as a literal. One whose apostrophes are all in pairs is left
   * alone: where the provider does not do it, people double them in the annotation.
   */
  static String escaped(String statement) {
    Matcher comment = COMMENT.matcher(statement);
    if (!comment.matches() || !UNPAIRED.matcher(comment.group(2)).find()) {
      return statement;
    }
    return comment.group(1) + "'" + comment.group(2).replace("'", "''") + "'";
  }
}
