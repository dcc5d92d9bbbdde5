package dev.athanor.engine.apply;

import static dev.athanor.engine.sql.SqlText.literal;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.HistoryNames;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.sql.PsqlScript;
import java.util.Map;
import java.util.stream.Collectors;

/** What {@link RunSession} and the locks see to, in a script that psql runs. */
final class ScriptSession {
  /** Settings of newer servers that would end a session that takes its time. */
  private static final String NO_LIMITS =
      "SELECT count(set_config(name, '0', false)) AS athanor_ok FROM pg_settings WHERE name IN"
          + " ('idle_session_timeout', 'transaction_timeout')";

  private static final int OLDEST = 130000;

  private final SessionSettings settings;
  private final PsqlScript script;

  ScriptSession(SessionSettings settings, PsqlScript script) {
    this.settings = settings;
    this.script = script;
  }

  /** What Liquibase's tables are called. */
  HistoryNames names() {
    return settings.names();
  }

  /** Makes psql stop at the first error, and the session what a run's is. */
  void open() {
    script.line("\\set ON_ERROR_STOP on").line("\\set ON_ERROR_ROLLBACK off");
    script.line("\\set AUTOCOMMIT on").line("\\set SINGLELINE off").line("\\set QUIET on");
    script.line("\\pset pager off");
    restore();
    script.refuse(
        "CASE WHEN now() <> statement_timestamp() THEN 'this script opens its own transactions: run"
            + " it without psql -1, outside a transaction' END");
    script.refuse(
        "CASE WHEN current_setting('server_version_num')::int < "
            + OLDEST
            + " THEN 'the server is older than PostgreSQL 13' WHEN pg_is_in_recovery()"
            + " THEN 'this is a standby: it takes no writes' END");
  }

  /** Takes the lock that keeps other runs out for as long as the session lasts. */
  void lock() {
    script.refuse(
        "CASE WHEN NOT "
            + MigrationLock.OF_DATABASE.take()
            + " THEN 'another migration is running' END");
  }

  void unlock() {
    script.set("SELECT " + MigrationLock.OF_DATABASE.giveBack() + " AS athanor_ok");
  }

  /** Begins a transaction, and keeps stock Liquibase out for as long as it takes. */
  void begin(String changelogLock) {
    script.line("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;");
    script.set(
        "SELECT (CASE WHEN locked THEN 'athanor: Liquibase holds DATABASECHANGELOGLOCK: '"
            + " || coalesce(lockedby, 'it left no name') WHEN NOT ("
            + MigrationLock.OF_DATABASE.heldBefore()
            + ") THEN 'athanor: the migration lock was lost' ELSE '1' END)::int AS athanor_ok FROM "
            + changelogLock
            + " WHERE id = 1 FOR UPDATE");
  }

  /** Makes names mean what they mean in a changeset. */
  void takeAskedPath() {
    script.set("SELECT " + askedPath() + " AS athanor_ok");
  }

  String askedPath() {
    return setting("search_path", settings.searchPath());
  }

  /** Takes back what a changeset has set. */
  void reset() {
    script.line("SET CONSTRAINTS ALL IMMEDIATE;");
    forget();
  }

  /** The same outside a transaction. */
  void forget() {
    script.line(Database.FORGET_SETTINGS + ";");
    restore();
  }

  private void restore() {
    Map<String, String> values = Database.ownSettings(settings, Database.APPLICATION_NAME);
    // The driver's is UTF-8 always; psql's is its user's.
    values.put("client_encoding", "UTF8");
    script.set(
        "SELECT "
            + values.entrySet().stream()
                .map(each -> setting(each.getKey(), each.getValue()) + " AS athanor_ok")
                .collect(Collectors.joining(", ")));
    script.set(NO_LIMITS);
  }

  private static String setting(String name, String value) {
    return "pg_catalog.set_config('" + name + "', " + literal(value) + ", false)";
  }
}
