package dev.athanor.engine.apply;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;

/**
 * Finds a pooler that hands out server sessions by transaction or statement, before any lock is
 * taken: one taken through such a pooler would stay behind in somebody else's session.
 */
final class PoolerCheck {
  private PoolerCheck() {}

  /**
   * While the second session is inside a transaction, the first must still be in the backend that
   * it opened with: a pooler has just given that backend to the second.
   */
  static void check(Database first, Database second) {
    second.begin();
    int firstNow = Integer.parseInt(first.queryText("SELECT pg_catalog.pg_backend_pid()"));
    int secondNow = Integer.parseInt(second.queryText("SELECT pg_catalog.pg_backend_pid()"));
    second.execute("ROLLBACK");
    if (firstNow != first.facts().backendPid()
        || secondNow != second.facts().backendPid()
        || firstNow == secondNow) {
      throw refused(first.url());
    }
  }

  static AthanorException refused(DatabaseUrl url) {
    return new AthanorException(
        Reason.POOLED_CONNECTION,
        url
            + " is a connection pooler that shares server sessions between clients, such as"
            + " PgBouncer in transaction or statement mode: a lock taken there protects nothing.",
        "Connect to PostgreSQL itself, or to a pool with pool_mode=session.");
  }
}
