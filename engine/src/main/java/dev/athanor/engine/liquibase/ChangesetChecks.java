package dev.athanor.engine.liquibase;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.sql.ClientEncoding;
import dev.athanor.engine.sql.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import liquibase.changelog.ChangeSet;

/** What would break "one changeset, one transaction with its history row" is refused here. */
final class ChangesetChecks {
  private static final Set<String> TRANSACTION_CONTROL =
      Set.of("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "ABORT", "END");

  private static final Set<String> OUTSIDE =
      Set.of(
          "VACUUM",
          "CREATE DATABASE",
          "DROP DATABASE",
          "CREATE TABLESPACE",
          "DROP TABLESPACE",
          "ALTER SYSTEM",
          "REINDEX DATABASE",
          "REINDEX SYSTEM",
          "REINDEX SCHEMA");

  private static final int SHOWN = 80;

  private ChangesetChecks() {}

  static void check(ChangeSet changeset, List<String> up, List<String> down) {
    List<String> all = new ArrayList<>(up);
    all.addAll(down);
    for (String text : all) {
      for (SqlStatement statement : SqlStatement.read(text)) {
        check(changeset, text, statement);
      }
    }
    if (!changeset.isRunInTransaction()) {
      single(changeset, up, "statements");
      single(changeset, down, "rollback statements");
    }
  }

  /** A precondition changes nothing: it is asked in a transaction that is rolled back. */
  static void checkQuery(ChangeSet changeset, String sql) {
    List<SqlStatement> statements = SqlStatement.read(sql);
    if (statements.size() != 1) {
      throw refused(
          changeset,
          "has a sqlCheck of " + statements.size() + " statements: " + shown(sql),
          "Write one query of one value; what is to change belongs into a changeset.");
    }
    SqlStatement statement = statements.get(0);
    refuseSessionControl(changeset, sql, statement);
    refuseUnclosed(changeset, sql, statement);
  }

  private static void check(ChangeSet changeset, String text, SqlStatement statement) {
    refuseSessionControl(changeset, text, statement);
    refuseUnclosed(changeset, text, statement);
    if (changeset.isRunInTransaction() && outsideTransaction(statement)) {
      throw refused(
          changeset,
          "cannot run inside a transaction: " + shown(text),
          "Give it a changeset of its own with runInTransaction:false.");
    }
  }

  private static void refuseSessionControl(
      ChangeSet changeset, String text, SqlStatement statement) {
    if (controlsTransaction(statement)) {
      throw refused(
          changeset,
          "controls the transaction itself: " + shown(text),
          "Take it out: a changeset is one transaction with its history row.");
    }
    if (ClientEncoding.isChangedBy(statement)) {
      throw refused(
          changeset, "changes the client encoding: " + shown(text), ClientEncoding.NEXT_STEP);
    }
  }

  private static void refuseUnclosed(ChangeSet changeset, String text, SqlStatement statement) {
    if (!statement.closed()) {
      throw refused(
          changeset,
          "has a quote, comment or parenthesis that is never closed: " + shown(text),
          "Close it, or set splitStatements:false if Liquibase cuts the statement.");
    }
  }

  private static void single(ChangeSet changeset, List<String> statements, String what) {
    if (statements.size() > 1) {
      throw refused(
          changeset,
          "has runInTransaction:false and " + statements.size() + " " + what,
          "Give each statement a changeset of its own: outside a transaction it must be resumable.");
    }
  }

  private static boolean controlsTransaction(SqlStatement statement) {
    return TRANSACTION_CONTROL.stream().anyMatch(statement::startsWith)
        || statement.startsWith("START", "TRANSACTION")
        || statement.startsWith("PREPARE", "TRANSACTION")
        || statement.startsWith("SET", "TRANSACTION");
  }

  /** What PostgreSQL refuses in a transaction block, whatever else the statement says. */
  private static boolean outsideTransaction(SqlStatement statement) {
    boolean concurrently = statement.contains("CONCURRENTLY");
    return (concurrently && statement.startsWith("REINDEX"))
        || statement.contains("INDEX", "CONCURRENTLY")
        || OUTSIDE.stream().anyMatch(words -> statement.startsWith(words.split(" ")));
  }

  private static String shown(String statement) {
    String line = statement.strip().replaceAll("\\s+", " ");
    return line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
  }

  private static AthanorException refused(ChangeSet changeset, String message, String nextStep) {
    return new AthanorException(
        Reason.INVALID_CHANGELOG, changeset.toString(false) + " " + message, nextStep);
  }
}
