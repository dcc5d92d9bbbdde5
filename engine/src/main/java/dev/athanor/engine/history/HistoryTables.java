package dev.athanor.engine.history;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.HistoryNames;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import dev.athanor.engine.sql.SqlText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Creates what a first run needs: Liquibase's two tables as Liquibase 4.33 would, and schema {@code
 * athanor}; and says whether those that are there can be trusted.
 */
public final class HistoryTables {
  static final String CHANGELOG_DDL =
      "CREATE TABLE %s (id VARCHAR(255) NOT NULL, author VARCHAR(255) NOT NULL,"
          + " filename VARCHAR(255) NOT NULL, dateexecuted TIMESTAMP WITHOUT TIME ZONE NOT NULL,"
          + " orderexecuted INTEGER NOT NULL, exectype VARCHAR(10) NOT NULL, md5sum VARCHAR(35),"
          + " description VARCHAR(255), comments VARCHAR(255), tag VARCHAR(255),"
          + " liquibase VARCHAR(20), contexts VARCHAR(255), labels VARCHAR(255),"
          + " deployment_id VARCHAR(10))";

  static final int CHANGELOG_COLUMNS = 14;

  static final String MISSING_COLUMNS =
      "ALTER TABLE %s ADD COLUMN IF NOT EXISTS description VARCHAR(255),"
          + " ADD COLUMN IF NOT EXISTS comments VARCHAR(255),"
          + " ADD COLUMN IF NOT EXISTS tag VARCHAR(255),"
          + " ADD COLUMN IF NOT EXISTS liquibase VARCHAR(20),"
          + " ADD COLUMN IF NOT EXISTS contexts VARCHAR(255),"
          + " ADD COLUMN IF NOT EXISTS labels VARCHAR(255),"
          + " ADD COLUMN IF NOT EXISTS deployment_id VARCHAR(10)";

  static final String LOCK_DDL =
      "CREATE TABLE %1$s (id INTEGER NOT NULL, locked BOOLEAN NOT NULL,"
          + " lockgranted TIMESTAMP WITHOUT TIME ZONE, lockedby VARCHAR(255),"
          + " CONSTRAINT %2$s PRIMARY KEY (id));"
          + "INSERT INTO %1$s (id, locked) VALUES (1, FALSE)";

  /** Of a schema's name and both tables', as literals: what is there of Liquibase's tables. */
  private static final String LIQUIBASE =
      "SELECT (SELECT count(*) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE"
          + " c.relname = %2$s AND c.relnamespace = n.oid AND a.attnum > 0"
          + " AND NOT a.attisdropped), EXISTS (SELECT FROM pg_class c"
          + " WHERE c.relname = %3$s AND c.relnamespace = n.oid)"
          + " FROM pg_namespace n WHERE n.nspname = %1$s";

  /**
   * What default privileges gave away of what is new. Reading DATABASECHANGELOG is left to whom it
   * was given.
   */
  static final String GIVEN_AWAY =
      """
      SELECT 'REVOKE ALL ON SCHEMA athanor FROM ' || CASE g.grantee WHEN 0 THEN 'PUBLIC'
          ELSE quote_ident(pg_get_userbyid(g.grantee)) END
        FROM pg_namespace n, aclexplode(n.nspacl) g
        WHERE %s AND n.nspname = 'athanor' AND g.grantee <> n.nspowner
      UNION
      SELECT 'REVOKE ' || CASE n.nspname WHEN 'athanor' THEN 'ALL'
          ELSE 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER' END
          || format(' ON %%I.%%I FROM ', n.nspname, c.relname)
          || CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(g.grantee)) END
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) g
        WHERE c.oid IN (0%s) AND g.grantee <> c.relowner
      """;

  private final Database database;
  private final HistoryPlace place;
  private final List<String> made = new ArrayList<>();

  /** Finds the tables; reads and changes nothing. */
  public HistoryTables(Database database) {
    this.database = database;
    this.place = HistoryPlace.find(database);
  }

  /**
   * Refuses tables that another role could tamper with: its triggers would run in the runner's
   * name, and its undo SQL too.
   *
   * @param trusted whom to trust beside the runner's own
   * @return what is worth a warning
   * @throws AthanorException UNTRUSTED_HISTORY
   */
  public List<String> inspect(TrustedRoles trusted) {
    HistoryTrust trust = HistoryTrust.look(database, place);
    trust.require(database.facts().currentUser(), trusted);
    return trust.warnings();
  }

  /**
   * Creates what is missing and brings schema {@code athanor} to this version, in one transaction.
   * Call under the migration lock.
   *
   * @throws AthanorException INVALID_CONFIGURATION without a schema; UNKNOWN_HISTORY for a newer
   *     version's; PERMISSION_DENIED naming what an administrator is to run
   */
  public void create() {
    String schema = schema();
    int version = database.query(AthanorSchema.versionQuery(place), AthanorSchema::version);
    AthanorSchema.requireKnown(database, version);
    String sql = liquibase(schema) + athanor(version);
    if (sql.isEmpty()) {
      return;
    }
    try {
      database.execute("BEGIN;" + sql);
      database.execute(String.join(";", givenAway()) + ";COMMIT");
    } catch (AthanorException e) {
      database.giveBack("ROLLBACK");
      throw e.reason() == Reason.PERMISSION_DENIED && !place.schemaExists() ? mayNotCreate(e) : e;
    }
  }

  /** Whether all that the histories of a database share is there, in this version. */
  public boolean hasShared() {
    return place.has("version")
        && database.query(AthanorSchema.versionQuery(place), AthanorSchema::version)
            == AthanorSchema.VERSION;
  }

  private String liquibase(String schema) {
    HistoryNames names = place.names();
    String changelog = names.changelogIn(schema);
    return database.query(
        there(schema),
        row -> {
          row.next();
          StringBuilder sql = new StringBuilder();
          if (row.getInt(1) == 0) {
            sql.append(CHANGELOG_DDL.formatted(changelog)).append(';');
            made.add(changelog);
          } else if (row.getInt(1) < CHANGELOG_COLUMNS) {
            // Liquibase before 3.6 had fewer, and adds them in the same way.
            sql.append(MISSING_COLUMNS.formatted(changelog)).append(';');
          }
          if (!row.getBoolean(2)) {
            sql.append(lockDdl(names, schema)).append(';');
            made.add(names.lockIn(schema));
          }
          return sql.toString();
        });
  }

  private String there(String schema) {
    return LIQUIBASE.formatted(
        SqlText.literal(schema),
        SqlText.literal(place.names().changelog()),
        SqlText.literal(place.names().lock()));
  }

  /** The key is called as Liquibase and PostgreSQL both call it. */
  static String lockDdl(HistoryNames names, String schema) {
    return LOCK_DDL.formatted(names.lockIn(schema), names.lockKey());
  }

  /** The schema itself may have been made for a role that may not create one. */
  private String athanor(int version) {
    if (version == AthanorSchema.VERSION) {
      return "";
    }
    AthanorSchema.TABLES.stream()
        .filter(table -> !place.has(table))
        .forEach(table -> made.add("athanor." + table));
    if (version > 0) {
      return AthanorSchema.upgrade(version);
    }
    return (place.schemaExists() ? "" : AthanorSchema.CREATE_SCHEMA) + AthanorSchema.CREATE_TABLES;
  }

  /** The statements that take back what was given away, before anybody sees the tables. */
  private List<String> givenAway() {
    String names =
        made.stream()
            .map(name -> "," + SqlText.literal(name) + "::regclass")
            .collect(Collectors.joining());
    return database.query(
        GIVEN_AWAY.formatted(!place.schemaExists(), names),
        rows -> {
          List<String> statements = new ArrayList<>();
          while (rows.next()) {
            statements.add(rows.getString(1));
          }
          return statements;
        });
  }

  private AthanorException mayNotCreate(AthanorException e) {
    return new AthanorException(
        e.reason(),
        e.getMessage(),
        "Have the database's owner or a superuser run: CREATE SCHEMA athanor AUTHORIZATION "
            + SqlText.identifier(database.facts().currentUser())
            + "; or grant what is missing.",
        e);
  }

  /** The schema of DATABASECHANGELOG. */
  public String schema() {
    return place
        .schema()
        .orElseThrow(
            () ->
                place.names().schema().isPresent()
                    ? noSchema(place.names().schema().get())
                    : new AthanorException(
                        Reason.INVALID_CONFIGURATION,
                        "None of the schemas in the search path exists in " + database.url() + ".",
                        "Create one, or give another search path (" + Term.SEARCH_PATH + ")."));
  }

  private AthanorException noSchema(String schema) {
    return new AthanorException(
        Reason.INVALID_CONFIGURATION,
        "There is no schema "
            + schema
            + " in "
            + database.url()
            + ", where Liquibase's history is said to be.",
        "Create it, or give the name that Liquibase has as liquibaseSchemaName.");
  }

  /** The history's name in schema {@code athanor}. */
  public String history() {
    return place.names().history(schema());
  }

  /** The oid of that schema; beyond 2^31 as PostgreSQL's {@code oid::int} has it, negative. */
  public int historyOid() {
    return Integer.parseInt(
        database.queryText(
            "SELECT oid::int FROM pg_namespace WHERE nspname = " + SqlText.literal(schema())));
  }

  /** Whether schema {@code athanor} says what upgrades have kept. */
  public boolean hasKept() {
    return place.has("kept");
  }

  /** Whether DATABASECHANGELOGLOCK is there. */
  public boolean hasLock() {
    return place.schema().isPresent()
        && database.query(there(schema()), row -> row.next() && row.getBoolean(2));
  }

  /** The qualified, quoted name of DATABASECHANGELOG, which {@link #create} makes. */
  public String changelog() {
    return place.names().changelogIn(schema());
  }

  /** The qualified, quoted name of DATABASECHANGELOGLOCK, which is there. */
  public String changelogLock() {
    return place.names().lockIn(schema());
  }
}
