package dev.athanor.engine.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads SQL as PostgreSQL's lexer does, as far as needed to tell where a statement ends and how it
 * begins: quotes, {@code E''}, dollar quotes, nested comments, parentheses, {@code BEGIN ATOMIC}.
 */
public final class SqlScript {
  private static final Pattern DOLLAR_TAG =
      Pattern.compile("\\$([A-Za-z_\\u0080-\\uffff][A-Za-z_0-9\\u0080-\\uffff]*)?\\$");
  private static final Pattern WORD =
      Pattern.compile("[A-Za-z_\\u0080-\\uffff][A-Za-z_0-9$\\u0080-\\uffff]*");

  private final String sql;
  private final List<String> statements = new ArrayList<>();
  private int at;
  private int start;
  private int parentheses;
  private int blocks;
  private boolean content;
  private boolean creating;
  private String previousWord = "";
  private boolean complete = true;

  private SqlScript(String sql) {
    this.sql = sql;
  }

  /**
   * The statements of {@code sql} in order, without terminators and surrounding white space. What
   * is only comments is dropped.
   */
  public static List<String> split(String sql) {
    SqlScript script = new SqlScript(sql);
    script.scan();
    return script.statements;
  }

  /** Whether every quote, comment and parenthesis that {@code sql} opens is closed in it. */
  public static boolean isComplete(String sql) {
    SqlScript script = new SqlScript(sql);
    script.scan();
    return script.complete && script.parentheses == 0 && script.blocks == 0;
  }

  /**
   * The first words of a statement in upper case, comments and anything else that is no word left
   * out: {@code [CREATE, INDEX, CONCURRENTLY]}.
   *
   * @param limit how many at most
   */
  public static List<String> words(String statement, int limit) {
    SqlScript script = new SqlScript(statement);
    List<String> words = new ArrayList<>();
    while (script.at < statement.length() && words.size() < limit) {
      int before = script.at;
      if (script.skipQuotedOrComment()) {
        continue;
      }
      Matcher word = WORD.matcher(statement).region(before, statement.length());
      if (word.lookingAt()) {
        words.add(word.group().toUpperCase(Locale.ROOT));
        script.at = word.end();
      } else {
        script.at++;
      }
    }
    return words;
  }

  private void scan() {
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (c == ';' && parentheses == 0 && blocks == 0) {
        finish();
        start = ++at;
      } else if (!skipQuotedOrComment()) {
        content |= !Character.isWhitespace(c);
        other(c);
      }
    }
    finish();
  }

  private void other(char c) {
    if (c == '(' || c == '[') {
      parentheses++;
    } else if ((c == ')' || c == ']') && parentheses > 0) {
      parentheses--;
    }
    Matcher word = WORD.matcher(sql).region(at, sql.length());
    if (word.lookingAt()) {
      at = word.end();
      block(word.group().toUpperCase(Locale.ROOT));
    } else {
      at += Character.isDigit(c) ? digits() : 1;
    }
  }

  /** {@code 1e5} and {@code 12abc} hold no word. */
  private int digits() {
    int end = at;
    while (end < sql.length()
        && (Character.isLetterOrDigit(sql.charAt(end)) || sql.charAt(end) == '_')) {
      end++;
    }
    return Math.max(1, end - at);
  }

  /** A function's body in standard SQL: {@code CREATE FUNCTION … BEGIN ATOMIC …; END}. */
  private void block(String word) {
    if (previousWord.isEmpty()) {
      creating = word.equals("CREATE");
    }
    if (creating && word.equals("ATOMIC") && previousWord.equals("BEGIN")) {
      blocks++;
    } else if (blocks > 0 && word.equals("CASE")) {
      blocks++;
    } else if (blocks > 0 && word.equals("END")) {
      blocks--;
    }
    previousWord = word;
  }

  private void finish() {
    String statement = sql.substring(start, at).strip();
    if (content) {
      statements.add(statement);
    }
    content = false;
    creating = false;
    previousWord = "";
  }

  /** Moves past a comment, a string or a quoted name that begins here. */
  private boolean skipQuotedOrComment() {
    char c = sql.charAt(at);
    if (sql.startsWith("--", at)) {
      int end = sql.indexOf('\n', at);
      at = end < 0 ? sql.length() : end;
      return true;
    }
    if (sql.startsWith("/*", at)) {
      comment();
      return true;
    }
    if (c == '\'' || c == '"') {
      content = true;
      quoted(c, c == '\'' && escapes());
      return true;
    }
    if (c == '$' && (at == 0 || !isNamePart(sql.charAt(at - 1)))) {
      Matcher tag = DOLLAR_TAG.matcher(sql).region(at, sql.length());
      if (tag.lookingAt()) {
        content = true;
        int end = sql.indexOf(tag.group(), tag.end());
        complete &= end >= 0;
        at = end < 0 ? sql.length() : end + tag.group().length();
        return true;
      }
    }
    return false;
  }

  /** {@code E'…'}: the backslash escapes. */
  private boolean escapes() {
    boolean e = at > 0 && (sql.charAt(at - 1) == 'E' || sql.charAt(at - 1) == 'e');
    return e && (at == 1 || !isNamePart(sql.charAt(at - 2)));
  }

  private static boolean isNamePart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c >= '\u0080';
  }

  private void comment() {
    int depth = 0;
    while (at < sql.length()) {
      if (sql.startsWith("/*", at)) {
        depth++;
        at += 2;
      } else if (sql.startsWith("*/", at)) {
        depth--;
        at += 2;
        if (depth == 0) {
          return;
        }
      } else {
        at++;
      }
    }
    complete = false;
  }

  private void quoted(char quote, boolean backslash) {
    at++;
    while (at < sql.length()) {
      char c = sql.charAt(at++);
      if (backslash && c == '\\') {
        at++;
      } else if (c == quote) {
        if (at < sql.length() && sql.charAt(at) == quote) {
          at++;
        } else {
          return;
        }
      }
    }
    at = sql.length();
    complete = false;
  }
}
