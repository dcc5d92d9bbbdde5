package dev.athanor.engine.plan;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.sql.ClientEncoding;
import dev.athanor.engine.sql.SqlStatement;
import dev.athanor.engine.sql.SqlToken;
import java.util.Set;

/**
 * Refuses what would end the transaction that a changeset shares with its history row, or the
 * session. The compiler refuses it too; undo SQL that comes from the database never passed it.
 */
final class TransactionControl {
  private static final Set<String> WORDS = Set.of("BEGIN", "COMMIT", "END", "ABORT", "ROLLBACK");

  private TransactionControl() {}

  static void refuse(PlanStep step, SqlStatement statement) {
    refuseCopy(step, statement);
    refuseEncoding(step, statement);
    SqlToken first = statement.token(0);
    SqlToken second = statement.token(1);
    boolean control =
        first.kind() == SqlToken.Kind.WORD && WORDS.contains(first.text())
            || statement.startsWith("START", "TRANSACTION")
            || statement.startsWith("PREPARE", "TRANSACTION");
    // A savepoint stays inside.
    boolean savepoint = first.is("ROLLBACK") && statement.contains("TO");
    if (control && !savepoint) {
      throw new AthanorException(
          Reason.UNSAFE_CHANGELOG,
          step.changeset().key()
              + " holds transaction control: "
              + first.text()
              + (second == null ? "" : " " + second.text()),
          "Remove it: a changeset is one transaction, together with its history row.");
    }
  }

  /** COPY's data travels outside of SQL, and a changeset has none. */
  private static void refuseCopy(PlanStep step, SqlStatement statement) {
    if (statement.startsWith("COPY")
        && (statement.contains("STDIN") || statement.contains("STDOUT"))) {
      throw new AthanorException(
          Reason.INVALID_CHANGELOG,
          step.changeset().key() + " copies from or to the client, which has no such data.",
          "Write INSERT statements (pg_dump --inserts writes them).");
    }
  }

  private static void refuseEncoding(PlanStep step, SqlStatement statement) {
    if (ClientEncoding.isChangedBy(statement)) {
      throw new AthanorException(
          Reason.UNSAFE_CHANGELOG,
          step.changeset().key() + " changes the client encoding.",
          ClientEncoding.NEXT_STEP);
    }
  }
}
