package dev.athanor.adopt.write;

import dev.athanor.adopt.source.SqlFile;
import dev.athanor.engine.sql.Refusal;
import dev.athanor.engine.sql.SqlStatement;
import dev.athanor.engine.sql.StatementRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Cuts SQL into changesets: where it commits, and around what PostgreSQL runs in no transaction.
 * The transaction's own statements go, for a changeset is one.
 */
final class Parts {
  /** What newer pg_dumps write around a dump, for psql: nothing of the dump's own. */
  private static final Pattern RESTRICT = Pattern.compile("(?m)^\\\\(un)?restrict( \\S*)?$");

  private final SqlFile file;
  private final String text;
  private final boolean isolated;
  private final List<Part> parts = new ArrayList<>();

  /** What holds for the session, and so for what comes behind a commit. */
  private final StringBuilder settings = new StringBuilder();

  private final StringBuilder settingsHere = new StringBuilder();
  private final StringBuilder current = new StringBuilder();
  private boolean holdsStatement;
  private boolean inTransaction;

  private Parts(SqlFile file, boolean transactional) {
    this.file = file;
    this.text =
        RESTRICT
            .matcher(file.text())
            .replaceAll(found -> "--" + " ".repeat(found.group().length() - 2));
    this.isolated = !transactional;
    this.inTransaction = transactional;
  }

  /**
   * @param transactional whether the tool runs the whole of it in a transaction
   * @return none where there is no statement
   * @throws Unwritable for the first statement that no changeset can hold
   */
  static List<Part> of(SqlFile file, boolean transactional) throws Unwritable {
    return new Parts(file, transactional).read();
  }

  private List<Part> read() throws Unwritable {
    int from = 0;
    for (SqlStatement statement : SqlStatement.in(text)) {
      int end = end(statement);
      String before = text.substring(from, statement.start());
      from = end;
      if (begins(statement)) {
        comment(before);
        inTransaction = true;
      } else if (commits(statement)) {
        comment(before);
        close(true);
        inTransaction = false;
      } else {
        requireWritable(statement);
        add(statement, before + text.substring(statement.start(), end));
      }
    }
    current.append(text.substring(from));
    close(true);
    return parts;
  }

  private void add(SqlStatement statement, String sql) {
    boolean alone =
        StatementRules.isRefusedInTransaction(statement)
            || (isolated || !inTransaction) && StatementRules.mayBeRefusedInTransaction(statement);
    if (alone) {
      close(true);
      current.append(sql);
      holdsStatement = true;
      close(false);
      return;
    }
    current.append(sql);
    holdsStatement = true;
    if (setsSession(statement)) {
      settingsHere.append(statement.textIn(text)).append(";\n");
    }
  }

  private void comment(String before) {
    if (!before.isBlank()) {
      current.append(before.stripTrailing());
    }
  }

  private void close(boolean transactional) {
    if (holdsStatement) {
      parts.add(new Part(settings + current.toString().strip(), transactional));
    }
    // Comments behind the last statement stay with it where there is one, and else come first.
    if (holdsStatement || current.toString().isBlank()) {
      current.setLength(0);
    }
    settings.append(settingsHere);
    settingsHere.setLength(0);
    holdsStatement = false;
  }

  private static boolean setsSession(SqlStatement statement) {
    boolean set = statement.startsWith("SET");
    boolean ends =
        statement.startsWith("SET", "LOCAL") || statement.startsWith("SET", "CONSTRAINTS");
    boolean configured =
        statement.startsWith("SELECT")
            && statement.contains("SET_CONFIG", "(")
            && statement.contains("FALSE");
    return set && !ends || configured || statement.startsWith("RESET");
  }

  private static boolean begins(SqlStatement statement) {
    return statement.startsWith("BEGIN") || statement.startsWith("START", "TRANSACTION");
  }

  private static boolean commits(SqlStatement statement) {
    return (statement.startsWith("COMMIT") || statement.startsWith("END"))
        && !statement.startsWith("COMMIT", "PREPARED");
  }

  private void requireWritable(SqlStatement statement) throws Unwritable {
    if (statement.fault() == SqlStatement.Fault.PSQL_COMMAND) {
      int at = statement.end() - 1;
      String command = text.substring(at).lines().findFirst().orElse("").strip();
      throw new Unwritable(
          file.line(at), "a command of psql's, which PostgreSQL does not know: " + command);
    }
    if (statement.fault() == SqlStatement.Fault.UNCLOSED) {
      throw new Unwritable(
          file.line(statement.start()), "a quote, comment or parenthesis is never closed");
    }
    Optional<Refusal> refusal = StatementRules.refusal(statement);
    if (refusal.isPresent()) {
      throw new Unwritable(
          file.line(statement.start()), "a statement that " + refusal.get().what());
    }
  }

  /** Behind its semicolon, or behind the rows that it copies. */
  private int end(SqlStatement statement) {
    if (statement.data().isPresent()) {
      return statement.data().get().end() + 2;
    }
    int at = statement.end();
    while (at < text.length()) {
      if (text.charAt(at) == ';') {
        return at + 1;
      }
      if (text.startsWith("--", at)) {
        at = text.indexOf('\n', at) < 0 ? text.length() : text.indexOf('\n', at);
      } else if (text.startsWith("/*", at)) {
        at = text.indexOf("*/", at) < 0 ? text.length() : text.indexOf("*/", at) + 2;
      } else if (Character.isWhitespace(text.charAt(at))) {
        at++;
      } else {
        return at;
      }
    }
    return at;
  }
}
