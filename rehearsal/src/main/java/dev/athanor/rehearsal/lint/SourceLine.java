package dev.athanor.rehearsal.lint;

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
    int from =
        changeset == null ? 0 : Math.max(0, text.indexOf(changeset, text.indexOf("changeset")));
    int at = sql == null ? -1 : text.indexOf(sql, from);
    if (at < 0 && sql != null && sql.indexOf('\n') > 0) {
      at = text.indexOf(sql.substring(0, sql.indexOf('\n')).strip(), from);
    }
    return line(text, at < 0 ? from : at);
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
