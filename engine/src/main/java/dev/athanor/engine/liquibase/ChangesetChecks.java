package dev.athanor.engine.liquibase;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.SqlScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import liquibase.changelog.ChangeSet;

/** What would break "one changeset, one transaction with its history row" is refused here. */
final class ChangesetChecks {
  private static final Set<String> TRANSACTION_CONTROL =
      Set.of("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "ABORT", "END");

  private static final int WORDS = 6;
  private static final int SHOWN = 80;

  private ChangesetChecks() {}

  static void check(ChangeSet changeset, List<String> up, List<String> down) {
    List<String> all = new ArrayList<>(up);
    all.addAll(down);
    for (String statement : all) {
      List<String> words = SqlScript.words(statement, WORDS);
      if (controlsTransaction(words)) {
        throw refused(
            changeset,
            "controls the transaction itself: " + shown(statement),
            "Take it out: a changeset is one transaction with its history row.");
      }
      if (!SqlScript.isComplete(statement)) {
        throw refused(
            changeset,
            "has a quote, comment or parenthesis that is never closed: " + shown(statement),
            "Close it, or set splitStatements:false if Liquibase cuts the statement.");
      }
      if (changeset.isRunInTransaction() && outsideTransaction(words)) {
        throw refused(
            changeset,
            "cannot run inside a transaction: " + shown(statement),
            "Give it a changeset of its own with runInTransaction:false.");
      }
    }
    if (!changeset.isRunInTransaction()) {
      single(changeset, up, "statements");
      single(changeset, down, "rollback statements");
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

  private static boolean controlsTransaction(List<String> words) {
    if (words.isEmpty()) {
      return false;
    }
    String first = words.get(0);
    String second = words.size() > 1 ? words.get(1) : "";
    return TRANSACTION_CONTROL.contains(first)
        || (first.equals("START") && second.equals("TRANSACTION"))
        || (first.equals("PREPARE") && second.equals("TRANSACTION"))
        || (first.equals("SET") && second.equals("TRANSACTION"));
  }

  /** What PostgreSQL refuses in a transaction block. */
  private static boolean outsideTransaction(List<String> words) {
    String statement = String.join(" ", words) + " ";
    boolean concurrently = words.contains("CONCURRENTLY");
    return (concurrently && statement.matches("(CREATE (UNIQUE )?INDEX|DROP INDEX|REINDEX) .*"))
        || statement.startsWith("VACUUM ")
        || statement.matches("(CREATE|DROP) (DATABASE|TABLESPACE) .*")
        || statement.startsWith("ALTER SYSTEM ")
        || statement.matches("REINDEX (DATABASE|SYSTEM) .*");
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
