package dev.athanor.engine.swap;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Cut;
import dev.athanor.engine.model.Digest;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.sql.SqlText;

/** The database that is made beside another to take its place. */
final class SideDatabase {
  private static final int NAME_BYTES = 63;
  private static final String INFIX = "_restoring_";
  private static final int ID_CHARACTERS = 8;

  private final Database session;
  private final DatabaseTraits old;
  private final RestoreMark mark;
  private final String name;

  /**
   * @param session beside both
   * @param old what it is to replace
   * @param mark what it is, as long as it is being filled
   */
  SideDatabase(Database session, DatabaseTraits old, RestoreMark mark) {
    this.session = session;
    this.old = old;
    this.mark = mark;
    this.name = name(old, mark.digest());
  }

  /** Always the same one for a backup and a database, so that the next run finds it. */
  private static String name(DatabaseTraits old, String digest) {
    int start = "sha256:".length();
    String id = Digest.of(digest + old.oid()).substring(start, start + ID_CHARACTERS);
    return Cut.headOfBytes(old.name(), NAME_BYTES - INFIX.length() - ID_CHARACTERS) + INFIX + id;
  }

  String name() {
    return name;
  }

  /** Whether an earlier run has loaded and compared it. */
  boolean isLoaded() {
    return RestoreMark.of(session, name)
        .filter(found -> found.state() == RestoreMark.State.LOADED)
        .filter(found -> found.oid() == old.oid() && found.digest().equals(mark.digest()))
        .isPresent();
  }

  /**
   * Makes it anew, empty: what a killed run left of it goes, and what one left that was to bring
   * another backup into the same place.
   *
   * <p>Nobody can have been in a database that lets nobody in; so what a run has made that was
   * killed before it noted that down is known by it.
   *
   * @throws AthanorException INVALID_CONFIGURATION for a database of that name that no restore made
   */
  void create() {
    for (MarkedDatabase left : MarkedDatabase.all(session)) {
      boolean ours = left.mark().oid() == old.oid();
      if (ours && left.mark().state() != RestoreMark.State.KEPT) {
        drop(left.name());
      }
    }
    dropWhereNobodyWas();
    session.execute(
        "CREATE DATABASE "
            + SqlText.identifier(name)
            + " "
            + old.create()
            + " ALLOW_CONNECTIONS false");
  }

  private void dropWhereNobodyWas() {
    String open =
        session.queryText(
            "SELECT datallowconn FROM pg_database WHERE datname = " + SqlText.literal(name));
    if ("t".equals(open)) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "There is a database " + name + " already, and nothing says that a restore made it.",
          "If you do not know it either: DROP DATABASE " + SqlText.identifier(name) + ".");
    }
    drop(name);
  }

  /** Lets its owner in, and nobody else before it has the privileges of the old one. */
  void open() {
    String database = SqlText.identifier(name);
    session.execute(
        "BEGIN; REVOKE ALL ON DATABASE "
            + database
            + " FROM PUBLIC; "
            + mark.sql(name)
            + "; ALTER DATABASE "
            + database
            + " ALLOW_CONNECTIONS true; COMMIT");
  }

  /** Notes down that it is what it was to be. */
  void loaded() {
    session.execute(mark.loaded().sql(name));
  }

  void drop() {
    drop(name);
  }

  /** The server may not have noticed yet that a killed run's programs are gone. */
  private void drop(String database) {
    session.execute("DROP DATABASE IF EXISTS " + SqlText.identifier(database) + " WITH (FORCE)");
  }
}
