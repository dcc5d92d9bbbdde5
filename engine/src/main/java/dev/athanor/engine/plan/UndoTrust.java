package dev.athanor.engine.plan;

import dev.athanor.engine.history.HistoryTables;
import dev.athanor.engine.history.StoredChangeset;
import dev.athanor.engine.history.StoredHistory;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;

/**
 * Undo SQL in the database is a way in for whoever can write there: it runs in the migrating role's
 * name. What keeps others out is who owns the tables and who has rights on them, which is looked at
 * here and, for every run, by {@link HistoryTables#inspect}; and a superuser does not run what only
 * the database vouches for. That a row has the digest it was stored with, and is from a bundle that
 * a recorded run applied, keeps accidents out: whoever can change the row can change its digest.
 */
final class UndoTrust {
  private final PlanContext context;

  UndoTrust(PlanContext context) {
    this.context = context;
  }

  /** For every stored row that a downgrade meets, used or not: tampering is worth stopping for. */
  void check(StoredChangeset stored) {
    if (!stored.matchesDigest()) {
      throw untrusted(
          "The undo SQL of " + stored.key() + " in schema athanor does not match its digest.");
    }
    if (!context.history.stored().knowsBundle(stored.bundle())) {
      throw untrusted(
          "The undo SQL of "
              + stored.key()
              + " in schema athanor says it is from bundle "
              + stored.bundle()
              + ", which no recorded run applied.");
    }
  }

  private static AthanorException untrusted(String message) {
    return new AthanorException(
        Reason.UNTRUSTED_HISTORY,
        message,
        "Somebody changed it: find out who. To go on, restore athanor.changeset from a backup, or"
            + " delete that row and downgrade with the bundle that the revision came from.");
  }

  /** Before SQL runs that the bundle does not have. */
  void requireForStoredSql(StoredChangeset stored) {
    StoredHistory history = context.history.stored();
    history.trust().require(history.reader(), context.request.options().trusted());
    if (history.readBySuperuser() && !context.request.options().allowSuperuser()) {
      throw new AthanorException(
          Reason.UNTRUSTED_HISTORY,
          "The undo SQL of "
              + stored.key()
              + " is only in the database, not in this bundle, and would run as a superuser.",
          "Migrate as a role that is no superuser ("
              + Term.ROLE
              + "); use a bundle that has this revision; or, at a terminal, allow it with "
              + Term.ALLOW_SUPERUSER
              + " after reading the plan.");
    }
  }
}
