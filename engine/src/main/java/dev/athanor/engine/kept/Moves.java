package dev.athanor.engine.kept;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.SqlErrors;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.sql.SqlText;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tables that are put away instead of being dropped, which costs the same whatever is in them.
 *
 * <p>In place of a DROP TABLE, and only where everything else comes out the same: the statement is
 * tried, what there is then outside the schema of kept tables is noted, and the move has to leave
 * just that. A table that cannot be moved so, or that the changeset wrote to before, is copied.
 */
final class Moves {
  /** Nothing of it may hold on to what is outside; and where DDL is watched, it sees a DROP. */
  private static final String MOVABLE =
      """
      SELECT c.oid FROM pg_class c WHERE c.oid = ANY ($1) AND c.relkind = 'r' AND NOT c.relispartition
        AND c.reloftype = 0
        AND NOT EXISTS (SELECT FROM pg_inherits WHERE c.oid IN (inhrelid, inhparent))
        AND NOT EXISTS (SELECT FROM pg_event_trigger WHERE evtenabled <> 'D')
        AND NOT EXISTS (SELECT FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
          LEFT JOIN pg_collation l ON l.oid = a.attcollation
          WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
          AND (t.typnamespace <> 'pg_catalog'::regnamespace OR a.attgenerated = 'v'
            OR l.collnamespace <> 'pg_catalog'::regnamespace))
      """;

  /** What this transaction has written to, or changed. */
  private static final String TOUCHED =
      "SELECT relation FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation' AND mode"
          + " NOT IN ('AccessShareLock', 'RowShareLock') AND relation = ANY ($1)";

  private static final String GONE =
      "SELECT o FROM unnest($1) o WHERE NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = o)";

  private final Database database;
  private final Prepared catalogs;
  private final SessionState session;

  /** To be moved. */
  private final Set<Long> candidates = new LinkedHashSet<>();

  private final Set<Long> refused = new HashSet<>();
  private final Set<Long> moved = new HashSet<>();

  Moves(Database database, Prepared catalogs, SessionState session) {
    this.database = database;
    this.catalogs = catalogs;
    this.session = session;
  }

  /** Begins a try of the changeset: which of the tables that it will drop may be moved? */
  Set<Long> begin(Set<Loss> losses) {
    moved.clear();
    candidates.clear();
    Set<Long> tables =
        losses.stream()
            .filter(loss -> loss.kind() == Kept.Kind.TABLE)
            .map(Loss::table)
            .filter(table -> !refused.contains(table))
            .collect(Collectors.toSet());
    if (!tables.isEmpty()) {
      candidates.addAll(catalogs.oids(MOVABLE, tables));
    }
    return Set.copyOf(candidates);
  }

  /** Whether all that was to be moved was, so that this try counts. */
  boolean complete(Set<Loss> lost) {
    Set<Long> left =
        candidates.stream()
            .filter(table -> !moved.contains(table) && lost.contains(Loss.ofTable(table)))
            .collect(Collectors.toSet());
    refused.addAll(left);
    return left.isEmpty();
  }

  /** Runs a DROP TABLE, or what leaves the same and keeps the rows. */
  void drop(Runnable statement, KeptDraft draft) {
    if (candidates.isEmpty()) {
      statement.run();
      return;
    }
    Set<Long> touched = session.within(() -> catalogs.oids(TOUCHED, candidates));
    database.execute("SAVEPOINT athanor_move");
    statement.run();
    database.execute(Database.takeOwnPath());
    Set<Long> gone = catalogs.oids(GONE, candidates);
    String left = gone.isEmpty() ? "" : catalogs.queryText(Outside.SQL);
    database.execute("ROLLBACK TO SAVEPOINT athanor_move");
    if (gone.isEmpty() || gone.stream().anyMatch(touched::contains) || !move(gone, left, draft)) {
      database.execute("ROLLBACK TO SAVEPOINT athanor_move");
      statement.run();
    }
  }

  /** Whether what is outside is as the statement left it. */
  private boolean move(Set<Long> tables, String outside, KeptDraft draft) {
    List<Runnable> notes = new ArrayList<>();
    try {
      boolean same =
          session.within(
              () -> {
                tables.forEach(table -> notes.add(move(table, draft)));
                return outside.equals(catalogs.queryText(Outside.SQL));
              });
      if (same) {
        notes.forEach(Runnable::run);
        moved.addAll(tables);
      }
      return same;
    } catch (AthanorException e) {
      if (mayBeTriedOtherwise(e)) {
        return false;
      }
      throw e;
    }
  }

  private Runnable move(long oid, KeptDraft draft) {
    TableFacts table = TableFacts.read(database, oid).orElseThrow();
    List<String> sequences = Copies.sequences(database, table, 0);
    String id = draft.newId();
    String strip =
        catalogs.query(
            Stripping.SQL,
            oid,
            rows -> {
              List<String> statements = new ArrayList<>();
              while (rows.next()) {
                statements.add(rows.getString(1));
              }
              return String.join(";", statements);
            });
    database.execute(
        strip
            + ";ALTER TABLE "
            + table.qualified()
            + " RENAME TO kept_"
            + id
            + ";ALTER TABLE "
            + SqlText.identifier(table.schema())
            + ".kept_"
            + id
            + " SET SCHEMA "
            + Kept.SCHEMA);
    return () -> draft.addMoved(id, table, sequences);
  }

  /** Not what was cancelled, waited in vain or lost its connection. */
  static boolean mayBeTriedOtherwise(AthanorException e) {
    return (e.reason() == Reason.STATEMENT_FAILED || e.reason() == Reason.PERMISSION_DENIED)
        && e.getCause() instanceof SQLException cause
        && !Set.of("57014", "40P01", "40001").contains(SqlErrors.state(cause));
  }
}
