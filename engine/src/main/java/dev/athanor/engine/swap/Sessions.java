package dev.athanor.engine.swap;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.sql.SqlText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Who is connected to a database; those whom PostgreSQL itself sends there count for nothing. */
final class Sessions {
  private static final int SHOWN = 5;

  /** Autovacuum has no user; it makes way by itself for whoever renames or drops a database. */
  private static final String WHO =
      "SELECT a.pid, a.usename || coalesce(', ' || nullif(a.application_name, ''), '')"
          + " || coalesce(' from ' || host(a.client_addr), ''),"
          + " me.rolsuper OR NOT r.rolsuper AND (pg_has_role(r.oid, 'USAGE')"
          + " OR pg_has_role('pg_signal_backend', 'USAGE'))"
          + " FROM pg_stat_activity a JOIN pg_roles r ON r.oid = a.usesysid"
          + " JOIN pg_roles me ON me.rolname = current_user"
          + " WHERE a.datname = ANY (%s) ORDER BY a.pid";

  private record Session(int pid, String who, boolean endable) {
    @Override
    public String toString() {
      return "process " + pid + " (" + who + ")";
    }
  }

  private Sessions() {}

  /**
   * @throws AthanorException LOCKED naming sessions that the user may not end
   */
  static void requireEndable(Database beside, List<String> databases) {
    List<Session> others = all(beside, databases).stream().filter(s -> !s.endable()).toList();
    if (!others.isEmpty()) {
      throw new AthanorException(
          Reason.LOCKED,
          beside.facts().currentUser()
              + " may not end sessions of "
              + databases.get(0)
              + ": "
              + describe(others)
              + ". Nothing was ended or renamed.",
          "End them, or let it do so: GRANT pg_signal_backend for sessions of other users, a"
              + " superuser's only a superuser ends. Then run it again.");
    }
  }

  /**
   * @throws AthanorException LOCKED naming who is connected
   */
  static void requireNone(Database beside, List<String> databases) {
    List<Session> all = all(beside, databases);
    if (!all.isEmpty()) {
      throw new AthanorException(
          Reason.LOCKED,
          databases.get(0) + " is in use: " + describe(all) + ".",
          "Run it again when they have gone.");
    }
  }

  /** Whether nobody is connected to a database, or about to be. */
  static boolean isEmpty(Database beside, String database) {
    // Who connects holds the database's lock until others see its session.
    String connecting =
        beside.queryText(
            "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.objid WHERE l.locktype ="
                + " 'object' AND l.classid = 'pg_database'::regclass AND d.datname = "
                + SqlText.literal(database)
                + " AND l.pid <> pg_backend_pid()");
    return connecting.equals("0") && all(beside, List.of(database)).isEmpty();
  }

  /** Asks all that may be ended to end; returns at once. */
  static void end(Database beside, List<String> databases) {
    for (Session session : all(beside, databases)) {
      if (session.endable()) {
        beside.queryText("SELECT pg_terminate_backend(" + session.pid() + ")");
      }
    }
  }

  /** Those that there are, as people name them; empty for none. */
  static String describe(Database beside, List<String> databases) {
    return describe(all(beside, databases));
  }

  private static String describe(List<Session> sessions) {
    String shown =
        sessions.stream().limit(SHOWN).map(Session::toString).collect(Collectors.joining(", "));
    return sessions.size() > SHOWN ? shown + " and " + (sessions.size() - SHOWN) + " more" : shown;
  }

  private static List<Session> all(Database beside, List<String> databases) {
    return beside.query(
        WHO.formatted(SqlText.array(databases)),
        rows -> {
          List<Session> found = new ArrayList<>();
          while (rows.next()) {
            found.add(new Session(rows.getInt(1), rows.getString(2), rows.getBoolean(3)));
          }
          return found;
        });
  }
}
