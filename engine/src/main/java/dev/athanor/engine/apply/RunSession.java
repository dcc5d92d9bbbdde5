package dev.athanor.engine.apply;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.ServerFacts;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.database.SqlErrors;
import dev.athanor.engine.history.RunStamp;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.sql.SqlText;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The text around every changeset.
 *
 * <p>Each transaction first asserts that it is where it should be: in the backend that the run
 * began in, under the migration lock, and right after the transaction before it. The last two hang
 * on a token with a counter in a session setting, which each transaction moves on as its last act:
 * when one fails, its {@code set_config} is rolled back with it, and every later transaction of the
 * flight finds the wrong number and fails, too. Behind a pooler that hands sessions around, the
 * backend, the token or the lock is another's.
 *
 * <p>Each transaction begins by setting the search path that was asked for, which holds for the
 * changeset's own statements, and ends by taking back whatever those set: role, search path,
 * timeouts. What is prepared is run by the search path that it was prepared by: by another one the
 * server would read it anew, and find other operators.
 *
 * <p>A changeset and its record wait for each lock as long as one attempt may: {@link LockRetry}.
 *
 * <p>What is sent with every changeset is prepared once: parsing and planning it each time would be
 * half of what a small changeset costs the server. Each in a message of its own, for the server
 * copies the whole message that a statement was prepared in whenever it runs it.
 */
final class RunSession {
  /** SQLSTATEs of a failed assertion: a text that is no integer; in another session, no plan. */
  private static final Set<String> ASSERTION_FAILED = Set.of("22P02", "26000");

  /** How many commands come before the changeset's own: BEGIN and the assertion. */
  static final int COMMANDS_BEFORE = 2;

  /**
   * Takes back what a changeset set; before that, what it deferred to the commit runs by the very
   * search path and role that it was written for.
   */
  static final String RESET = "SET CONSTRAINTS ALL IMMEDIATE;" + Database.FORGET_SETTINGS;

  private final Database database;
  private final String settings;
  private final String durable;
  private final String patience;
  private final int backend;
  private final String token;
  private final String begin;
  private final String end;
  private long counter;

  private final MigrationLock lock;
  private final LiquibaseLock liquibase;

  /**
   * @param asked how long locks are waited for
   * @param run what its token begins with
   * @param stamp names what it prepares
   * @param lock which the session holds
   * @param liquibase what keeps stock Liquibase out, asserted too; null for nothing
   */
  RunSession(
      Database database,
      SessionSettings asked,
      UUID run,
      RunStamp stamp,
      MigrationLock lock,
      LiquibaseLock liquibase) {
    this.database = database;
    this.lock = lock;
    this.liquibase = liquibase;
    ServerFacts facts = database.facts();
    this.backend = facts.backendPid();
    this.settings =
        database.restoreSettings()
            + ",pg_catalog.set_config('synchronous_commit','off',false)"
            + ",pg_catalog.set_config('lock_timeout','"
            + SessionSettings.millis(asked.lockAttempt())
            + "',false)";
    this.patience = "lock_timeout=" + SessionSettings.millis(asked.lockTimeout());
    this.durable = "SET LOCAL synchronous_commit=" + facts.durableCommit() + ";";
    this.token = run.toString();
    this.begin = stamp.prepared("begin");
    this.end = stamp.prepared("end");
  }

  /** What starts the chain, a message each; also proves that settings outlive a transaction. */
  List<String> open() {
    return List.of(
        "SELECT " + settings + "," + setToken(quoted(counter)),
        "PREPARE " + begin + "(text) AS " + assertion("$1", lock.held()),
        "PREPARE " + end + "(text) AS SELECT " + settings + "," + setToken("$1"));
  }

  /** How many transactions were committed: the number of the next. */
  long next() {
    return counter;
  }

  /** The commands before a changeset's own, {@code offset} transactions after the last done. */
  String before(int offset) {
    return before(counter + offset, offset == 0);
  }

  /**
   * The commands before a changeset's own.
   *
   * @param number which of the run's transactions it is
   * @param first whether it is its flight's first
   */
  String before(long number, boolean first) {
    return "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;" + assertion(number, first) + ";\n";
  }

  /** The one statement that fails unless this is the session the run began in. */
  private String assertion(long number, boolean first) {
    return first
        ? assertion(quoted(number), atStart())
        : "EXECUTE " + begin + "(" + quoted(number) + ")";
  }

  private String assertion(String expectedToken, String locked) {
    return "SELECT (CASE WHEN pg_catalog.pg_backend_pid()="
        + backend
        + " AND pg_catalog.current_setting('athanor.run',true)="
        + expectedToken
        + " AND "
        + locked
        + " THEN '1' ELSE 'athanor: not the session of this run' END)::int,"
        + database.askedPath();
  }

  private String atStart() {
    return lock.heldBefore() + (liquibase == null ? "" : " AND " + liquibase.held());
  }

  /** What a failed assertion means. */
  AthanorException assertionFailed(SQLException error) {
    if (!ASSERTION_FAILED.contains(SqlErrors.state(error))) {
      return SqlErrors.running(database.url(), error);
    }
    if (liquibase != null && !liquibase.isAlive()) {
      return new AthanorException(
          Reason.CONNECTION_FAILED,
          "The session that keeps stock Liquibase out of " + database.url() + " was lost.",
          "Run again: what was committed is recorded and is not repeated.",
          error);
    }
    return PoolerCheck.refused(database.url());
  }

  /** The commands behind a changeset's own, up to and with COMMIT. */
  String after(int offset, String record) {
    return after(counter + offset, record);
  }

  /** The commands behind a changeset's own, in the run's transaction {@code number}. */
  String after(long number, String record) {
    return RESET + ";EXECUTE " + end + "(" + quoted(number + 1) + ");" + record + ";COMMIT";
  }

  /** Makes the transaction's commit wait for the disk, and so for all before it. */
  String durable() {
    return durable;
  }

  /** What to SET where a lock may be waited for all at once, for it is not tried again. */
  String patience() {
    return patience;
  }

  /** Says that so many transactions were committed. */
  void advance(int transactions) {
    counter += transactions;
  }

  private static String setToken(String value) {
    return "pg_catalog.set_config('athanor.run'," + value + ",false)";
  }

  private String quoted(long number) {
    return SqlText.literal(token + ":" + number);
  }
}
