package dev.athanor.engine.history;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import dev.athanor.engine.sql.SqlText;
import java.util.ArrayList;
import java.util.List;

/**
 * Creates what a first run needs: Liquibase's two tables as Liquibase 4.33 would, and schema {@code
 * athanor}; and says whether those that are there can be trusted.
 */
public final class HistoryTables {
  private static final String CHANGELOG_DDL =
      "CREATE TABLE %s.databasechangelog (id VARCHAR(255) NOT NULL, author VARCHAR(255) NOT NULL,"
          + " filename VARCHAR(255) NOT NULL, dateexecuted TIMESTAMP WITHOUT TIME ZONE NOT NULL,"
          + " orderexecuted INTEGER NOT NULL, exectype VARCHAR(10) NOT NULL, md5sum VARCHAR(35),"
          + " description VARCHAR(255), comments VARCHAR(255), tag VARCHAR(255),"
          + " liquibase VARCHAR(20), contexts VARCHAR(255), labels VARCHAR(255),"
          + " deployment_id VARCHAR(10))";

  private static final int CHANGELOG_COLUMNS = 14;

  private static final String MISSING_COLUMNS =
      "ALTER TABLE %s.databasechangelog ADD COLUMN IF NOT EXISTS description VARCHAR(255),"
          + " ADD COLUMN IF NOT EXISTS comments VARCHAR(255),"
          + " ADD COLUMN IF NOT EXISTS tag VARCHAR(255),"
          + " ADD COLUMN IF NOT EXISTS liquibase VARCHAR(20),"
          + " ADD COLUMN IF NOT EXISTS contexts VARCHAR(255),"
          + " ADD COLUMN IF NOT EXISTS labels VARCHAR(255),"
          + " ADD COLUMN IF NOT EXISTS deployment_id VARCHAR(10)";

  private static final String LOCK_DDL =
      "CREATE TABLE %1$s.databasechangeloglock (id INTEGER NOT NULL, locked BOOLEAN NOT NULL,"
          + " lockgranted TIMESTAMP WITHOUT TIME ZONE, lockedby VARCHAR(255),"
          + " CONSTRAINT databasechangeloglock_pkey PRIMARY KEY (id));"
          + "INSERT INTO %1$s.databasechangeloglock (id, locked) VALUES (1, FALSE)";

  private static final String ATHANOR_DDL =
      "CREATE SCHEMA athanor;"
          + "REVOKE ALL ON SCHEMA athanor FROM PUBLIC;"
          + "CREATE TABLE athanor.changeset (path text NOT NULL, id text NOT NULL,"
          + " author text NOT NULL, revision text NOT NULL, position integer NOT NULL,"
          + " size integer NOT NULL, bundle text NOT NULL, reversible boolean NOT NULL,"
          + " transactional boolean NOT NULL, undo text[] NOT NULL, digest text NOT NULL,"
          + " run uuid NOT NULL, PRIMARY KEY (path, id, author));"
          + "CREATE TABLE athanor.revision (id text PRIMARY KEY, down_revisions text[] NOT NULL,"
          + " depends_on text[] NOT NULL, branch_labels text[] NOT NULL, message text NOT NULL,"
          + " irreversible boolean NOT NULL, path text NOT NULL);"
          + "CREATE TABLE athanor.unfinished (path text NOT NULL, id text NOT NULL,"
          + " author text NOT NULL, undo boolean NOT NULL, next integer NOT NULL,"
          + " before text[] NOT NULL, run uuid NOT NULL, started timestamptz NOT NULL"
          + " DEFAULT clock_timestamp(), PRIMARY KEY (path, id, author));"
          + "CREATE TABLE athanor.run (id uuid PRIMARY KEY, started timestamptz NOT NULL DEFAULT"
          + " clock_timestamp(), finished timestamptz, outcome text NOT NULL, message text,"
          + " direction text NOT NULL, bundle text NOT NULL, plan_hash text NOT NULL,"
          + " from_revisions text[] NOT NULL, to_revisions text[] NOT NULL, steps integer NOT NULL,"
          + " applied integer NOT NULL DEFAULT 0, backup text NOT NULL, runner text NOT NULL,"
          + " plan text NOT NULL)";

  private final Database database;
  private String schema;
  private boolean hasChangelog;
  private int columns;
  private boolean hasLock;
  private boolean hasAthanor;

  public HistoryTables(Database database) {
    this.database = database;
  }

  /**
   * Finds the tables and refuses those that another role could have tampered with: their owner's
   * triggers would run in the runner's name, and their undo SQL too.
   *
   * @param allowForeign whether to trust them all the same
   * @throws AthanorException UNTRUSTED_HISTORY
   */
  public HistoryTables inspect(boolean allowForeign) {
    List<String> foreign = foreignOwners();
    if (!foreign.isEmpty() && !allowForeign) {
      throw foreign(database.facts().currentUser(), foreign);
    }
    return this;
  }

  /** What says that tables are another role's. */
  public static AthanorException foreign(String user, List<String> foreign) {
    return new AthanorException(
        Reason.UNTRUSTED_HISTORY,
        "The migration history belongs to another role than "
            + user
            + ": "
            + String.join(", ", foreign)
            + ".",
        "Migrate as its owner ("
            + Term.ROLE
            + "), change the owner, or allow it with "
            + Term.ALLOW_FOREIGN_HISTORY
            + " when that role is as trusted as this one.");
  }

  /** The tables that another role owns, with that role; finds all of them on the way. */
  List<String> foreignOwners() {
    List<String> foreign = new ArrayList<>();
    database.query(
        INSPECT,
        rows -> {
          while (rows.next()) {
            note(rows.getString(1), rows.getString(2), rows.getInt(5));
            if (!rows.getBoolean(4)) {
              foreign.add(
                  rows.getString(2)
                      + (rows.getString(1).equals("grant") ? " (writable by " : " (owner ")
                      + rows.getString(3)
                      + ")");
            }
          }
          return null;
        });
    return foreign;
  }

  // The lock is the one beside the changelog, or where that will be created: Liquibase keeps both
  // in
  // one schema, and another's lock further down the search path is not its own.
  // The owner is trusted when it is the runner, a superuser, or a role the runner belongs to;
  // a superuser belongs to every role, so that says nothing of one.
  private static final String INSPECT =
      "SELECT kind, name, r.rolname, r.rolname = current_user OR r.rolsuper OR (NOT me.rolsuper"
          + " AND pg_has_role(current_user, r.oid, 'MEMBER')), t.columns FROM"
          + " (SELECT 'schema' AS kind, nspname::text AS name, nspowner AS owner, 0 AS columns"
          + " FROM pg_catalog.pg_namespace WHERE nspname = 'athanor'"
          + " UNION ALL SELECT 'table', c.oid::regclass::text, c.relowner, 0"
          + " FROM pg_catalog.pg_class c WHERE c.relnamespace ="
          + " to_regnamespace('athanor') AND c.relkind IN ('r', 'v', 'p', 'm', 'f')"
          + " UNION ALL SELECT 'grant', c.oid::regclass::text, g.grantee, 0 FROM"
          + " pg_catalog.pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) g"
          + " WHERE c.relnamespace = to_regnamespace('athanor') AND g.grantee NOT IN (0, c.relowner)"
          + " AND g.privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER')"
          + " UNION ALL SELECT 'changelog', n.nspname, c.relowner, (SELECT count(*)"
          + " FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0"
          + " AND NOT a.attisdropped) FROM pg_catalog.pg_class c"
          + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
          + " WHERE c.oid = to_regclass('databasechangelog')"
          + " UNION ALL SELECT 'lock', n.nspname, c.relowner, 0 FROM pg_catalog.pg_class c"
          + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
          + " WHERE c.relname = 'databasechangeloglock' AND c.relnamespace = coalesce("
          + "(SELECT relnamespace FROM pg_catalog.pg_class"
          + " WHERE oid = to_regclass('databasechangelog')),"
          + " to_regnamespace(quote_ident(current_schema())))) t"
          + " JOIN pg_catalog.pg_roles r ON r.oid = t.owner"
          + " CROSS JOIN (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) me";

  private void note(String kind, String name, int attributes) {
    switch (kind) {
      case "schema" -> hasAthanor = true;
      case "changelog" -> {
        hasChangelog = true;
        columns = attributes;
        schema = name;
      }
      case "lock" -> {
        hasLock = true;
        schema = schema == null ? name : schema;
      }
      default -> {
        // A table of schema athanor: only its owner matters.
      }
    }
  }

  /** Creates what is missing, in one transaction. Call under the migration lock. */
  public void create() {
    if (schema == null) {
      schema = database.facts().schema();
    }
    if (schema == null) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "None of the schemas in the search path exists in " + database.url() + ".",
          "Create one, or give another search path (" + Term.SEARCH_PATH + ").");
    }
    StringBuilder sql = new StringBuilder();
    String quoted = SqlText.identifier(schema);
    if (!hasChangelog) {
      sql.append(CHANGELOG_DDL.formatted(quoted)).append(';');
    }
    if (hasChangelog && columns < CHANGELOG_COLUMNS) {
      // Liquibase before 3.6 had fewer, and adds them in the same way.
      sql.append(MISSING_COLUMNS.formatted(quoted)).append(';');
    }
    if (!hasLock) {
      sql.append(LOCK_DDL.formatted(quoted)).append(';');
    }
    if (!hasAthanor) {
      sql.append(ATHANOR_DDL).append(';');
    }
    if (!sql.isEmpty()) {
      database.execute("BEGIN;" + sql + "COMMIT");
    }
    hasChangelog = true;
    hasLock = true;
    hasAthanor = true;
  }

  /** Whether DATABASECHANGELOGLOCK is there; call after {@link #inspect}. */
  public boolean hasLock() {
    return hasLock;
  }

  /** The qualified, quoted name of DATABASECHANGELOG; call after {@link #create}. */
  public String changelog() {
    return SqlText.identifier(schema) + ".databasechangelog";
  }

  /** The qualified, quoted name of DATABASECHANGELOGLOCK, which is there. */
  public String changelogLock() {
    return SqlText.identifier(schema) + ".databasechangeloglock";
  }
}
