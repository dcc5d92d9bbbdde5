package dev.athanor.engine.swap;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.sql.SqlText;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A database that a restore has made or put aside.
 *
 * @param name its name
 * @param bytes on the server's disk
 * @param mark what it is
 */
public record MarkedDatabase(String name, long bytes, RestoreMark mark) {
  private static final String ALL =
      "SELECT datname, pg_database_size(oid), shobj_description(oid, 'pg_database')"
          + " FROM pg_database WHERE shobj_description(oid, 'pg_database') LIKE 'athanor restore %'"
          + " AND has_database_privilege(oid, 'CONNECT') ORDER BY datname";

  public MarkedDatabase {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(mark, "mark");
  }

  /** All of a server, by their names. */
  static List<MarkedDatabase> all(Database session) {
    return session.query(
        ALL,
        rows -> {
          List<MarkedDatabase> found = new ArrayList<>();
          while (rows.next()) {
            String name = rows.getString(1);
            long bytes = rows.getLong(2);
            RestoreMark.read(rows.getString(3))
                .ifPresent(mark -> found.add(new MarkedDatabase(name, bytes, mark)));
          }
          return found;
        });
  }

  /**
   * Those that were made or put aside for one database.
   *
   * @param url of that database, which need not be there
   * @throws AthanorException as {@link Database#open} has it
   */
  public static List<MarkedDatabase> of(DatabaseUrl url, SessionSettings settings) {
    try (Database session = ServerSession.beside(url, settings)) {
      return all(session).stream().filter(d -> d.mark().of().equals(url.database())).toList();
    }
  }

  /**
   * Drops one of those, and no other database; one that is gone already is no fault.
   *
   * @param url of the database that it was made or put aside for
   * @throws AthanorException INVALID_CONFIGURATION for a database that no restore has made or put
   *     aside for that one; LOCKED while somebody is in it; PERMISSION_DENIED
   */
  public static void drop(DatabaseUrl url, SessionSettings settings, String name) {
    try (Database session = ServerSession.beside(url, settings)) {
      String there =
          session.queryText(
              "SELECT datname FROM pg_database WHERE datname = " + SqlText.literal(name));
      if (there == null) {
        return;
      }
    }
    try (Database session = ServerSession.asOwner(url, settings, name)) {
      if (RestoreMark.of(session, name).filter(m -> m.of().equals(url.database())).isEmpty()) {
        throw new AthanorException(
            Reason.INVALID_CONFIGURATION,
            name + " is no database that a restore of " + url.database() + " has put aside.",
            "Drop it with DROP DATABASE if you are sure that it can go.");
      }
      Sessions.requireNone(session, List.of(name));
      session.execute("DROP DATABASE " + SqlText.identifier(name));
    }
  }
}
