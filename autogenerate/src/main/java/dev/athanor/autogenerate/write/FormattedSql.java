package dev.athanor.autogenerate.write;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Cut;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.sql.SqlStatement;
import dev.athanor.engine.sql.SqlToken;
import java.util.regex.Pattern;

/**
 * Text of a model in Liquibase's formatted SQL, where a line that begins with {@code --rollback} or
 * {@code --changeset} is an instruction wherever it stands, and <code>${name}</code> a parameter.
 */
final class FormattedSql {
  /** No editor and no line reader leaves these as they are. */
  private static final Pattern BREAKS = Pattern.compile("[\\p{Cntrl}\\u0085\\u2028\\u2029\\uFEFF]");

  private static final String PARAMETER = "${";

  private static final int SHOWN = 200;

  /** A line of a function's body that Liquibase would take for its own. */
  private static final Pattern INSTRUCTION =
      Pattern.compile(
          "(?im)^\\s*(--|//|/\\*)[-/*\\s]*(liquibase|changeset|rollback|comment|precondition|property"
              + "|ignore|valid|label|context|include)");

  private FormattedSql() {}

  /** {@code sql} with every constant and name that a line could not hold written another way. */
  static String statement(String sql) {
    if (!BREAKS.matcher(sql).find() && !sql.contains(PARAMETER)) {
      return sql;
    }
    StringBuilder text = new StringBuilder();
    int from = 0;
    for (SqlStatement statement : SqlStatement.read(sql)) {
      for (SqlToken token : statement.tokens()) {
        int end = token.start() + token.text().length();
        String safe = token(token);
        if (!safe.equals(token.text())) {
          text.append(sql, from, token.start()).append(safe);
          from = end;
        }
      }
    }
    String safe = text.append(sql.substring(from)).toString();
    if (safe.contains(PARAMETER) || INSTRUCTION.matcher(safe).find()) {
      // No statement of a model's has so many elements that the last ones are not read.
      throw new AthanorException(
          Reason.INVALID_MODEL,
          "A text of the model cannot be written into a revision: " + line(Cut.head(safe, SHOWN)),
          "Take the line that begins like an instruction to Liquibase out of it.");
    }
    return safe;
  }

  /** {@code text} for people, on one line. */
  static String line(String text) {
    return BREAKS.matcher(text).replaceAll(" ").replace(PARAMETER, "$ {");
  }

  private static String token(SqlToken token) {
    String text = token.text();
    return switch (token.kind()) {
      case QUOTED ->
          isSafe(text) ? text : "U&" + escaped(text.replace("\\", "\\\\"), "\\%04x", "\\0024{");
      case STRING -> string(text);
      default -> text;
    };
  }

  private static String string(String text) {
    char first = text.charAt(0);
    if (first == '$') {
      String tag = text.substring(0, text.indexOf('$', 1) + 1);
      String body = text.substring(tag.length(), text.length() - tag.length());
      return isBody(body) ? text : "E'" + constant(body.replace("'", "''")) + "'";
    }
    if (isSafe(text)) {
      return text;
    }
    if (first == '\'') {
      return "E'" + constant(text.substring(1, text.length() - 1)) + "'";
    }
    // In an escape string what is escaped already stays; other prefixes cannot hold a break.
    return first == 'E' || first == 'e' ? escaped(text, "\\u%04x", "\\x24{") : text;
  }

  private static String constant(String quoted) {
    return escaped(quoted.replace("\\", "\\x5c"), "\\u%04x", "\\x24{");
  }

  private static String escaped(String text, String form, String parameter) {
    String escaped =
        BREAKS
            .matcher(text)
            .replaceAll(
                found -> java.util.regex.Matcher.quoteReplacement(character(found.group(), form)));
    return escaped.replace(PARAMETER, parameter);
  }

  private static String character(String c, String form) {
    boolean constant = form.startsWith("\\u");
    return switch (c) {
      case "\n" -> constant ? "\\n" : "\\000a";
      case "\r" -> constant ? "\\r" : "\\000d";
      case "\t" -> constant ? "\\t" : "\\0009";
      default -> form.formatted((int) c.charAt(0));
    };
  }

  private static boolean isSafe(String text) {
    return !BREAKS.matcher(text).find() && !text.contains(PARAMETER);
  }

  /** A function's body keeps its lines as long as they mean nothing to Liquibase. */
  private static boolean isBody(String body) {
    return isSafe(body.replace("\n", "").replace("\t", "")) && !INSTRUCTION.matcher(body).find();
  }
}
