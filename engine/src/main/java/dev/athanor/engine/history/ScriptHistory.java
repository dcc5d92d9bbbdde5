package dev.athanor.engine.history;

import static dev.athanor.engine.sql.SqlText.array;
import static dev.athanor.engine.sql.SqlText.literal;

import dev.athanor.engine.database.HistoryNames;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.sql.PsqlScript;
import dev.athanor.engine.sql.SqlText;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The history as a script for psql meets it: what {@link HistoryTables}, {@link HistoryTrust} and a
 * plan look at, the database itself has to look at when the script runs.
 */
public final class ScriptHistory {
  private static final int SHOWN = 5;

  /** Found by the asked path, and so qualified to the last operator. */
  private static final String PLACE =
      """
      SELECT coalesce((SELECT n.nspname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n
          ON n.oid OPERATOR(pg_catalog.=) c.relnamespace WHERE c.oid OPERATOR(pg_catalog.=)
          pg_catalog.to_regclass(%1$s)::pg_catalog.oid),
        %2$s, '')::pg_catalog.text AS athanor_schema""";

  private static final String THERE =
      """
      SELECT EXISTS (%1$s WHERE n.nspname = %2$s AND c.relname = %4$s)
          AS athanor_has_changelog,
        EXISTS (%1$s WHERE n.nspname = %2$s AND c.relname = %4$s
          AND (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0
          AND NOT a.attisdropped) < %3$d) AS athanor_old_changelog,
        EXISTS (%1$s WHERE n.nspname = %2$s AND c.relname = %5$s)
          AS athanor_has_lock,
        EXISTS (SELECT FROM pg_namespace WHERE nspname = 'athanor') AS athanor_has_schema,
        EXISTS (%1$s WHERE n.nspname = 'athanor' AND c.relname = 'changeset') AS athanor_has_tables,
        EXISTS (%1$s WHERE n.nspname = 'athanor' AND c.relname = 'version')
          AS athanor_has_version""";

  private static final String RELATIONS =
      "SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace";

  /** Of {@code %1$s} expected rows, {@code %2$s} the table. */
  private static final String DIFFERENCES =
      """
      (SELECT %3$s || string_agg(what, ', ' ORDER BY rank, what)
          || CASE WHEN max(total) > %4$d THEN ' and ' || max(total) - %4$d || ' more' ELSE '' END
        FROM (SELECT what, row_number() OVER (ORDER BY place, what) AS rank, count(*) OVER () AS total
        FROM (WITH expected (id, author, filename, sums, state) AS (VALUES %1$s),
          found AS (SELECT e.*, r.md5sum, r.exectype FROM expected e
            JOIN %2$s r USING (id, author, filename))
        SELECT 1 AS place, filename || '::' || id || '::' || author || ' is not applied' AS what
          FROM expected e WHERE state <> 'ABSENT'
          AND NOT EXISTS (SELECT FROM found f WHERE (f.id, f.author, f.filename)
            = (e.id, e.author, e.filename))
        UNION ALL SELECT 2, filename || '::' || id || '::' || author || ' is applied'
          FROM found WHERE state = 'ABSENT'
        UNION ALL SELECT 3, filename || '::' || id || '::' || author || ' was ' || md5sum
          || ' when it was applied and is now ' || sums[1] FROM found
          WHERE state <> 'ABSENT' AND sums <> '{}' AND md5sum <> ALL (sums)
        UNION ALL SELECT 4, filename || '::' || id || '::' || author || ' was recorded without being run'
          FROM found WHERE state = 'RUN' AND exectype = 'MARK_RAN'
        %5$s) AS differences) AS ranked WHERE rank <= %4$d)""";

  private static final String UNKNOWN =
      """
      UNION ALL SELECT 5, filename || '::' || id || '::' || author || ' is not in the bundle'
          FROM %s r WHERE NOT EXISTS (SELECT FROM expected e WHERE (e.id, e.author, e.filename)
            = (r.id, r.author, r.filename))""";

  private final HistoryNames names;
  private final String schema;
  private final PsqlScript script;

  /**
   * @param settings of the session: they say where DATABASECHANGELOG is
   */
  public ScriptHistory(SessionSettings settings, PsqlScript script) {
    this.names = settings.names();
    this.schema = settings.historySchema();
    this.script = script;
  }

  /**
   * Refuses another DATABASECHANGELOG than this schema's, and a schema athanor of another version.
   */
  public void requirePlace(String askedPath) {
    script
        .line("BEGIN;")
        .set("SELECT " + askedPath + " AS athanor_ok")
        .set(PLACE.formatted(literal(names.changelogAsked()), HistoryPlace.current(names)))
        .line("ROLLBACK;");
    names.schema().ifPresent(this::requireSchema);
    script.refuse(
        "CASE WHEN :'athanor_schema' <> "
            + literal(schema)
            + " THEN 'the history is in schema \"' || :'athanor_schema' || '\", and this script is"
            + " for one in "
            + SqlText.identifier(schema).replace("'", "''")
            + "' END");
    script.set(
        THERE.formatted(
            RELATIONS,
            literal(schema),
            HistoryTables.CHANGELOG_COLUMNS,
            literal(names.changelog()),
            literal(names.lock())));
    script.line("\\if :athanor_has_version");
    script.refuse(
        "(SELECT 'schema athanor has version ' || max(number) || ', and this script is for version "
            + AthanorSchema.VERSION
            + "' FROM athanor.version HAVING max(number) <> "
            + AthanorSchema.VERSION
            + ")");
    script.line("\\elif :athanor_has_tables");
    script.refuse("'schema athanor has version 1: an upgrade with a connection brings it up'");
    script.line("\\endif");
  }

  private void requireSchema(String name) {
    String missing = "there is no schema " + SqlText.identifier(name) + " for Liquibase's history";
    script.refuse("CASE WHEN :'athanor_schema' = '' THEN " + literal(missing) + " END");
  }

  /** Refuses what {@link HistoryTables#inspect} would. */
  public void requireTrust(TrustedRoles trusted) {
    if (!trusted.everybody()) {
      script.refuse(HistoryTrust.complaint(schema, names, trusted));
    }
  }

  /**
   * Refuses a history that is not just what is expected.
   *
   * @param where what to call it
   * @param allowUnknown whether there may be rows of others
   */
  public void requireRows(List<ExpectedRow> expected, String where, boolean allowUnknown) {
    String values = expected.stream().map(ScriptHistory::row).collect(Collectors.joining(",\n"));
    boolean base = expected.stream().allMatch(row -> row.state() == ExpectedRow.State.ABSENT);
    String not = "this database is not at " + where + ": ";
    script.line("\\if :athanor_has_changelog");
    script.refuse(
        DIFFERENCES.formatted(
            values,
            changelog(),
            literal(not),
            SHOWN,
            allowUnknown ? "" : UNKNOWN.formatted(changelog())));
    script.line("\\else");
    if (!base) {
      script.refuse(literal(not + "nothing is applied"));
    }
    script.line("\\endif").line("\\if :athanor_has_version");
    script.refuse(
        "(SELECT 'a run before was cut off in ' || string_agg(path || '::' || id || '::' || author,"
            + " ', ') || ': an upgrade with a connection goes on from there' FROM"
            + " athanor.unfinished WHERE history = "
            + literal(history())
            + ")");
    script.line("\\endif");
  }

  private static String row(ExpectedRow row) {
    ChangesetKey key = row.key();
    return "("
        + String.join(
            ", ",
            literal(key.id()),
            literal(key.author()),
            literal(key.path()),
            array(row.checksums().orElse(List.of())),
            literal(row.state().name()))
        + ")";
  }

  /** Creates what is missing, as {@link HistoryTables#create}. */
  public void create() {
    String table = changelog();
    script.line("BEGIN;");
    unless("athanor_has_changelog", HistoryTables.CHANGELOG_DDL.formatted(table) + ";");
    script
        .line("\\if :athanor_old_changelog")
        .line(HistoryTables.MISSING_COLUMNS.formatted(table) + ";")
        .line("\\endif");
    unless("athanor_has_lock", HistoryTables.lockDdl(names, schema) + ";");
    script.line("\\if :athanor_has_tables\n\\else");
    unless("athanor_has_schema", AthanorSchema.CREATE_SCHEMA);
    script.line(AthanorSchema.CREATE_TABLES).line("\\endif");
    String made =
        made("athanor_has_changelog", changelog())
            + made("athanor_has_lock", changelogLock())
            + AthanorSchema.TABLES.stream()
                .map(name -> made("athanor_has_tables", "athanor." + name))
                .collect(Collectors.joining());
    script.line(
        HistoryTables.GIVEN_AWAY.formatted("NOT :'athanor_has_schema'::boolean", made).strip()
            + " \\gexec");
    script.line(
        "INSERT INTO "
            + changelogLock()
            + " (id, locked) SELECT 1, FALSE WHERE NOT EXISTS (SELECT FROM "
            + changelogLock()
            + " WHERE id = 1);");
    script.line("COMMIT;");
  }

  private void unless(String variable, String sql) {
    script.line("\\if :" + variable + "\n\\else").line(sql).line("\\endif");
  }

  private static String made(String variable, String name) {
    return ", CASE WHEN :'"
        + variable
        + "'::boolean THEN 0 ELSE "
        + literal(name)
        + "::regclass::oid END";
  }

  /** The history's name in schema {@code athanor}. */
  public String history() {
    return names.history(schema);
  }

  /** The qualified, quoted name of DATABASECHANGELOG. */
  public String changelog() {
    return names.changelogIn(schema);
  }

  /** The qualified, quoted name of DATABASECHANGELOGLOCK. */
  public String changelogLock() {
    return names.lockIn(schema);
  }
}
