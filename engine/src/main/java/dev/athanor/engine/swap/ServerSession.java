package dev.athanor.engine.swap;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Opens sessions beside a database: nobody renames or drops the one that he is in. */
final class ServerSession {
  /** Where PostgreSQL's own createdb and dropdb go. */
  private static final List<String> PLACES = List.of("postgres", "template1");

  /** No two servers start in the same microsecond. */
  private static final String WHICH = "SELECT extract(epoch FROM pg_postmaster_start_time())::text";

  private ServerSession() {}

  /**
   * @param url of the database that is to be renamed, made or dropped
   * @throws AthanorException PERMISSION_DENIED where the user may connect to none of the databases
   *     that every server has; CONNECTION_FAILED and others as {@link Database#open} has them
   */
  static Database beside(DatabaseUrl url, SessionSettings settings) {
    List<String> refusals = new ArrayList<>();
    for (String place : PLACES) {
      if (place.equals(url.database())) {
        continue;
      }
      try {
        return Database.open(url.withDatabase(place), settings);
      } catch (AthanorException e) {
        if (e.reason() == Reason.CONNECTION_FAILED) {
          throw e;
        }
        refusals.add(e.getMessage());
      }
    }
    throw new AthanorException(
        Reason.PERMISSION_DENIED,
        "Databases are made and renamed from another one, and "
            + url.user()
            + " can connect to none of those that every server has: "
            + String.join(" ", refusals),
        "Let the user connect to the database postgres (GRANT CONNECT, pg_hba.conf).");
  }

  /**
   * The same with the role that may do this: the one that was asked for, or the user who logged in,
   * for CREATEDB is not inherited.
   *
   * @param database the one whose owner's rights are needed
   * @throws AthanorException PERMISSION_DENIED naming what is lacking
   */
  static Database asOwner(DatabaseUrl url, SessionSettings settings, String database) {
    List<String> lacking = new ArrayList<>();
    List<Optional<String>> roles =
        settings.role().isPresent()
            ? List.of(settings.role(), Optional.empty())
            : List.of(Optional.empty());
    for (Optional<String> role : roles) {
      Database session = beside(url, settings.withRole(role.orElse(null)));
      String lacks = DatabaseTraits.lackingRights(session, database);
      if (lacks.isEmpty()) {
        return session;
      }
      session.close();
      lacking.add(lacks);
    }
    throw new AthanorException(
        Reason.PERMISSION_DENIED,
        "A database beside " + database + " cannot be made: " + String.join("; ", lacking) + ".",
        "Grant it (ALTER ROLE … CREATEDB; ownership of the database by membership), or restore in"
            + " place, which needs neither, when the application is stopped.");
  }

  /**
   * A proxy may send each database elsewhere, and a name exchanged there would be somebody else's.
   *
   * @throws AthanorException POOLED_CONNECTION when these are sessions of two servers
   */
  static void requireSame(Database database, Database beside) {
    if (!database.queryText(WHICH).equals(beside.queryText(WHICH))) {
      throw new AthanorException(
          Reason.POOLED_CONNECTION,
          database.url() + " and " + beside.url() + " are databases of two servers.",
          "Connect to the server itself, without a proxy that sends them to different ones.");
    }
  }
}
