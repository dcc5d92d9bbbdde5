package dev.athanor.engine.apply;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.history.History;
import dev.athanor.engine.history.HistoryTables;
import dev.athanor.engine.history.RunStamp;
import dev.athanor.engine.history.TrustedRoles;
import dev.athanor.engine.model.AthanorException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;

/**
 * Changes what is recorded and nothing else: under the locks of a migration, all in one
 * transaction.
 */
public final class HistoryChange {
  private final DatabaseUrl url;
  private final SessionSettings settings;
  private final TrustedRoles trusted;
  private final MigrateOptions options;

  /**
   * @param trusted whose hand in the history is no reason to stop
   * @param options how long to wait for the locks, and who hears of it
   */
  public HistoryChange(
      DatabaseUrl url, SessionSettings settings, TrustedRoles trusted, MigrateOptions options) {
    this.url = Objects.requireNonNull(url, "url");
    this.settings = Objects.requireNonNull(settings, "settings");
    this.trusted = Objects.requireNonNull(trusted, "trusted");
    this.options = Objects.requireNonNull(options, "options");
  }

  /**
   * The history as it is under the locks.
   *
   * @param tables which are there
   * @param target where the change is written
   */
  public record Now(History history, HistoryTables tables, HistoryTarget target) {}

  /**
   * What is made of a history.
   *
   * @param result what to tell of it
   * @param statements that change it, none to change nothing
   */
  public record Decision<T>(T result, List<String> statements) {
    public Decision {
      statements = List.copyOf(statements);
    }
  }

  /**
   * Creates the history's tables where there are none, and runs what {@code decide} makes of the
   * history.
   *
   * @param decide from nothing but its argument: it is asked before the tables are made, so that
   *     what it refuses changes nothing, and again under all locks
   * @return what it decided
   * @throws AthanorException LOCKED; UNTRUSTED_HISTORY; PERMISSION_DENIED; whatever {@code decide}
   *     throws
   */
  public <T> T run(Function<Now, Decision<T>> decide) {
    Interruption interruption = new Interruption(options.interruptGrace());
    try (Database main = Database.open(url, settings);
        Database second = Database.open(url, settings)) {
      main.requireWritable();
      PoolerCheck.check(main, second);
      MigrationLock.OF_DATABASE.acquire(main, options.lockWait(), interruption, options.listener());
      HistoryTables tables = new HistoryTables(main);
      tables.inspect(trusted).forEach(options.listener()::warning);
      RunStamp stamp = RunStamp.of(UUID.randomUUID(), System.currentTimeMillis());
      decide.apply(now(main, tables, stamp));
      tables.create();
      LiquibaseLock liquibase = new LiquibaseLock(second, tables.changelogLock());
      liquibase.acquire(options.lockWait(), interruption, options.listener());
      Decision<T> decided = decide.apply(now(main, tables, stamp));
      change(main, decided.statements());
      liquibase.release();
      MigrationLock.OF_DATABASE.release(main);
      return decided.result();
    } finally {
      interruption.end();
    }
  }

  private static Now now(Database main, HistoryTables tables, RunStamp stamp) {
    return new Now(
        History.read(main),
        tables,
        new HistoryTarget(
            tables.changelog(), tables.history(), stamp, main.countsBytes(), Runner.name()));
  }

  private static void change(Database main, List<String> statements) {
    if (statements.isEmpty()) {
      return;
    }
    main.execute("BEGIN");
    statements.forEach(main::execute);
    main.execute("COMMIT");
  }
}
