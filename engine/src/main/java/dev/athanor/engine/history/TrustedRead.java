package dev.athanor.engine.history;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.SqlErrors;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import dev.athanor.engine.sql.SqlText;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads tables that anybody may have put where the history is looked for. Reading a table of
 * another's is harmless only when it is no more than a table: a view, a policy or the condition of
 * an index runs functions, and in the name of whoever reads.
 *
 * <p>So the tables are locked, then looked at, and read only if there is nothing of the kind, all
 * in one message and so in one transaction.
 */
final class TrustedRead {
  /** What the server says where the look found something: a text that is no integer. */
  private static final String REFUSED = "22P02";

  /** Of relations {@code c}: those whose reading could run what another role wrote. */
  private static final String UNSAFE =
      """
      c.relowner NOT IN (SELECT oid FROM trusted) AND (c.relkind <> 'r' OR c.relrowsecurity
        OR c.relhasrules OR EXISTS (SELECT FROM pg_inherits WHERE inhparent = c.oid)
        OR EXISTS (SELECT FROM pg_statistic_ext WHERE stxrelid = c.oid)
        OR EXISTS (SELECT FROM pg_index WHERE indrelid = c.oid
          AND (indexprs IS NOT NULL OR indpred IS NOT NULL))
        OR EXISTS (SELECT FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
          WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
          AND (t.typnamespace <> 'pg_catalog'::regnamespace OR a.attgenerated <> '')))
      """;

  private final Database database;
  private final List<String> tables;

  /**
   * @param tables qualified and quoted, all of them existing
   */
  TrustedRead(Database database, List<String> tables) {
    this.database = database;
    this.tables = List.copyOf(tables);
  }

  /** What is made of the queries' results. */
  @FunctionalInterface
  interface Reading<T> {
    T of(Results results) throws SQLException;
  }

  /**
   * Runs the queries in the message that looks at the tables first.
   *
   * @throws SQLException as the server has it: {@link #failed} says what it means
   */
  <T> T tryRead(String queries, Reading<T> reading) throws SQLException {
    try (Statement statement = database.connection().createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(before() + queries);
      return reading.of(new Results(statement, tables.isEmpty() ? 0 : 1));
    }
  }

  /**
   * The same, with the failure translated.
   *
   * @throws AthanorException UNTRUSTED_HISTORY, and as {@link SqlErrors#running} has it
   */
  <T> T read(String queries, Reading<T> reading) {
    try {
      return tryRead(queries, reading);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private String before() {
    return tables.isEmpty()
        ? ""
        : "LOCK TABLE "
            + String.join(", ", tables)
            + " IN ACCESS SHARE MODE;WITH "
            + HistoryTrust.TRUSTED
            + " SELECT (CASE WHEN EXISTS (SELECT FROM pg_class c WHERE "
            + among()
            + " AND "
            + UNSAFE
            + ") THEN 'athanor: not read' ELSE '1' END)::int;";
  }

  private String among() {
    return tables.stream()
        .map(table -> SqlText.literal(table) + "::regclass")
        .collect(Collectors.joining(", ", "c.oid IN (", ")"));
  }

  /** What a failure of such a message means. */
  AthanorException failed(SQLException e) {
    if (!SqlErrors.state(e).equals(REFUSED)) {
      return SqlErrors.running(database.url(), e);
    }
    String found =
        database.queryText(
            "WITH "
                + HistoryTrust.TRUSTED
                + " SELECT string_agg(c.oid::regclass || ' (owner ' || pg_get_userbyid(c.relowner)"
                + " || ')', ', ') FROM pg_class c WHERE "
                + among()
                + " AND "
                + UNSAFE);
    return new AthanorException(
        Reason.UNTRUSTED_HISTORY,
        "The migration history was not read: "
            + found
            + " is more than a plain table, and what another role attached to it (a view's query, a"
            + " policy, an index's condition, a type) would run as "
            + database.facts().currentUser()
            + ".",
        "Find out who made it, and drop it or what is attached; or read it as its owner ("
            + Term.ROLE
            + ").",
        e);
  }
}
