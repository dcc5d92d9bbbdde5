package dev.athanor.engine.history;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.sql.SqlText;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * The tables of schema {@code athanor}, by version.
 *
 * <p>Version 1 had no table {@code version} and served one history: with two DATABASECHANGELOGs in
 * a database, each run overwrote what undoes the other's changesets. From version 2 on every row
 * names the history that it belongs to: the schema of its DATABASECHANGELOG, or that table where it
 * has another name. Version 3 has a table {@code kept}: what upgrades dropped and downgrades bring
 * back.
 */
final class AthanorSchema {
  /** The version that this program writes, and the newest that it reads. */
  static final int VERSION = 3;

  static final List<String> TABLES =
      List.of("changeset", "revision", "unfinished", "run", "version", "kept");

  static final String CREATE_SCHEMA = "CREATE SCHEMA athanor;";

  private static final String VERSION_TABLE =
      "CREATE TABLE athanor.version (number integer PRIMARY KEY, since timestamptz NOT NULL"
          + " DEFAULT clock_timestamp());"
          + "INSERT INTO athanor.version (number) VALUES ("
          + VERSION
          + ");";

  /** Schema, table and column as they were called before the changeset, and what finds a row. */
  private static final String KEPT_TABLE =
      "CREATE TABLE athanor.kept (id text PRIMARY KEY, history text NOT NULL, run uuid NOT NULL,"
          + " path text NOT NULL, changeset text NOT NULL, author text NOT NULL,"
          + " revision text NOT NULL, kind text NOT NULL, schema_name text NOT NULL,"
          + " table_name text NOT NULL, column_name text NOT NULL, key_columns text[] NOT NULL,"
          + " names_after text[] NOT NULL, sequences text[] NOT NULL, rows bigint,"
          + " bytes bigint NOT NULL, kept_at timestamptz NOT NULL DEFAULT clock_timestamp(),"
          + " kept_until timestamptz NOT NULL);";

  static final String CREATE_TABLES =
      "CREATE TABLE athanor.changeset (history text NOT NULL, path text NOT NULL, id text NOT NULL,"
          + " author text NOT NULL, revision text NOT NULL, position integer NOT NULL,"
          + " size integer NOT NULL, bundle text NOT NULL, reversible boolean NOT NULL,"
          + " transactional boolean NOT NULL, undo text[] NOT NULL, digest text NOT NULL,"
          + " run uuid NOT NULL, checksum text, PRIMARY KEY (history, path, id, author));"
          + "CREATE TABLE athanor.revision (history text NOT NULL, id text NOT NULL,"
          + " down_revisions text[] NOT NULL, depends_on text[] NOT NULL,"
          + " branch_labels text[] NOT NULL, message text NOT NULL, irreversible boolean NOT NULL,"
          + " path text NOT NULL, PRIMARY KEY (history, id));"
          + "CREATE TABLE athanor.unfinished (history text NOT NULL, path text NOT NULL,"
          + " id text NOT NULL, author text NOT NULL, undo boolean NOT NULL, next integer NOT NULL,"
          + " before text[] NOT NULL, run uuid NOT NULL, started timestamptz NOT NULL"
          + " DEFAULT clock_timestamp(), PRIMARY KEY (history, path, id, author));"
          + "CREATE TABLE athanor.run (id uuid PRIMARY KEY, started timestamptz NOT NULL DEFAULT"
          + " clock_timestamp(), finished timestamptz, outcome text NOT NULL, message text,"
          + " direction text NOT NULL, bundle text NOT NULL, plan_hash text NOT NULL,"
          + " from_revisions text[] NOT NULL, to_revisions text[] NOT NULL, steps integer NOT NULL,"
          + " applied integer NOT NULL DEFAULT 0, backup text NOT NULL, runner text NOT NULL,"
          + " plan text, history text);"
          + KEPT_TABLE
          + VERSION_TABLE;

  /**
   * Every history that version 1 can have known: a DATABASECHANGELOG may be in any schema, and had
   * no other name.
   */
  private static final String HISTORIES =
      "(SELECT n.nspname::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid ="
          + " c.relnamespace WHERE c.relname = 'databasechangelog' AND c.relkind IN ('r', 'p', 'v')"
          + " AND c.relpersistence <> 't')";

  private AthanorSchema() {}

  /** Brings it from {@code version}, which is older, to this one. */
  static String upgrade(int version) {
    return version == 1
        ? fromOne()
        : KEPT_TABLE + "INSERT INTO athanor.version (number) VALUES (" + VERSION + ");";
  }

  /**
   * From version 1: each row becomes one of every history there is. Which one it came from is not
   * known, a row of a changeset that a history has not applied is of no account to it, and so none
   * loses its undo.
   */
  private static String fromOne() {
    return copies(
            "changeset",
            "ADD COLUMN checksum text, ",
            "path, id, author",
            "revision, position, size, bundle, reversible, transactional, undo, digest, run")
        + copies(
            "revision",
            "",
            "id",
            "down_revisions, depends_on, branch_labels, message, irreversible, path")
        + copies("unfinished", "", "path, id, author", "undo, next, before, run, started")
        + "ALTER TABLE athanor.run ADD COLUMN history text, ALTER COLUMN plan DROP NOT NULL;"
        + "UPDATE athanor.run SET history = h.name FROM "
        + HISTORIES
        + " h WHERE (SELECT count(*) FROM "
        + HISTORIES
        + " all_of_them) = 1;"
        + KEPT_TABLE
        + VERSION_TABLE;
  }

  private static String copies(String table, String more, String key, String rest) {
    String columns = key + ", " + rest;
    return """
        ALTER TABLE athanor.%1$s %2$sADD COLUMN history text, DROP CONSTRAINT %1$s_pkey;
        INSERT INTO athanor.%1$s (history, %4$s) SELECT h.name, %4$s FROM athanor.%1$s, %5$s h;
        DELETE FROM athanor.%1$s WHERE history IS NULL;
        ALTER TABLE athanor.%1$s ALTER COLUMN history SET NOT NULL,
          ADD PRIMARY KEY (history, %3$s);
        """
        .formatted(table, more, key, columns, HISTORIES);
  }

  /** The query of one row that {@link #version} reads; 0 for no tables at all. */
  static String versionQuery(HistoryPlace place) {
    return place.has("version")
        ? "SELECT max(number) FROM athanor.version"
        : "SELECT " + (place.has("changeset") ? 1 : 0);
  }

  static int version(ResultSet row) throws SQLException {
    row.next();
    return row.getInt(1);
  }

  /** Which rows are this history's; before version 2 there is nothing to tell them by. */
  static String only(HistoryPlace place) {
    return place.has("version")
        ? " WHERE history = " + SqlText.literal(place.history().orElse(""))
        : "";
  }

  /**
   * @throws AthanorException as {@link #requireKnown(Database, int)}
   */
  static void requireKnown(Database database, HistoryPlace place) {
    if (place.has("version") && database.isAlive()) {
      requireKnown(database, database.query(versionQuery(place), AthanorSchema::version));
    }
  }

  /**
   * @throws AthanorException UNKNOWN_HISTORY for a version that a newer Athanor made
   */
  static void requireKnown(Database database, int version) {
    if (version > VERSION) {
      throw new AthanorException(
          Reason.UNKNOWN_HISTORY,
          "Schema athanor in "
              + database.url()
              + " has version "
              + version
              + ", which a newer Athanor made; this one knows version "
              + VERSION
              + " and older.",
          "Use that Athanor, or a newer one.");
    }
  }
}
