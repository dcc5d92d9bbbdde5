package dev.athanor.rehearsal.lint;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a statement stands in its revision's file. SQL goes from there to the server verbatim. */
final class SourceLine {
  private SourceLine() {}

  /**
   * Its line, from 1: the statement's where the file has it as it ran, else that of its changeset,
   * else the first.
   *
   * @param changeset the changeset's id, or null
   * @param sql the statement, or null
   */
  static int of(String text, String changeset, String sql) {
    int from = changeset == null ? 0 : changeset(text, changeset);
    int at = sql == null ? -1 : text.indexOf(sql, from);
    if (at < 0 && sql != null && sql.indexOf('\n') > 0) {
      at = text.indexOf(sql.substring(0, sql.indexOf('\n')).strip(), from);
    }
    return line(text, at < 0 ? from : at);
  }

  /** Where a changeset begins: formatted SQL has {@code author:id}, the others an attribute. */
  private static int changeset(String text, String id) {
    String quoted = Pattern.quote(id);
    Matcher place =
        Pattern.compile(
                "(?im)^\\s*--\\s*changeset\\s+[^:\\n]+:\"?"
                    + quoted
                    + "\"?(?=\\s|$)|\\bid\\s*[\"']?\\s*[:=]\\s*[\"']?"
                    + quoted
                    + "(?=[\"',\\s>]|$)")
            .matcher(text);
    return place.find() ? place.start() : 0;
  }

  private static int line(String text, int offset) {
    return 1
        + (int)
            text.substring(0, Math.min(offset, text.length()))
                .chars()
                .filter(c -> c == '\n')
                .count();
  }
}
