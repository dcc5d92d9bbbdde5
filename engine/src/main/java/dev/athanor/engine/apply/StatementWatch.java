package dev.athanor.engine.apply;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.AthanorException;
import java.sql.SQLWarning;

/**
 * Looks at a run statement by statement, in the very session that runs it, on its thread. A run
 * that is watched sends each statement by itself; else it does what every run does.
 *
 * <p>What a watch does in the session must leave it as it was: its transaction, its settings, its
 * locks.
 */
public interface StatementWatch {

  /**
   * A statement is about to be sent.
   *
   * @param sql as it is sent, COPY without its rows
   * @param outside whether it runs in no transaction block; else the session is in the changeset's
   */
  void before(Database session, String sql, boolean outside);

  /** It was run. Within a transaction, that is still open. */
  void after(Database session);

  /**
   * It failed: the session is in no transaction any more. PostgreSQL may have refused to run it in
   * one; then it is sent again, outside.
   */
  void failed(AthanorException failure);

  /** What the server said beside its answers. */
  void heard(SQLWarning warning);
}
