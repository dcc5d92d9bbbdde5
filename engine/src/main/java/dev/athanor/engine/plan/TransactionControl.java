package dev.athanor.engine.plan;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.sql.SqlStatement;
import dev.athanor.engine.sql.SqlToken;
import java.util.Set;

/**
 * Refuses what would end the transaction that a changeset shares with its history row. The compiler
 * refuses it too; undo SQL that comes from the database never passed it.
 */
final class TransactionControl {
  private static final Set<String> WORDS = Set.of("BEGIN", "COMMIT", "END", "ABORT", "ROLLBACK");

  private TransactionControl() {}

  static void refuse(PlanStep step, SqlStatement statement) {
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
}
