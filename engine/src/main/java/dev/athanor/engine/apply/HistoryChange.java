package dev.athanor.engine.apply;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.history.History;
import dev.athanor.engine.history.HistoryTables;
import dev.athanor.engine.history.RunLog;
import dev.athanor.engine.history.RunStamp;
import dev.athanor.engine.history.TrustedRoles;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Digest;
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
   * @param stamp names this change in {@code athanor.run}
   * @param countsBytes as {@link Database#countsBytes}
   */
  public record Now(History history, HistoryTables tables, RunStamp stamp, boolean countsBytes) {
    /**
     * What is kept of the change in {@code athanor.run}.
     *
     * @param kind what it is there, such as STAMP
     * @param bundle the bundle's digest
     * @param from the current revisions before
     * @param to the current revisions after
     * @param changesets how many it is about
     * @param json all that there is to say of it
     */
    public RunLog.Run logged(
        String kind,
        String bundle,
        List<String> from,
        List<String> to,
        int changesets,
        String json) {
      return new RunLog.Run(
          stamp,
          tables.history(),
          kind,
          bundle,
          Digest.of(json),
          from,
          to,
          changesets,
          "none: only the history was changed",
          Runner.name(),
          json);
    }
  }

  /**
   * Creates the history's tables where there are none, and runs what {@code decision} makes of the
   * history.
   *
   * @param decision returns the statements, none to change nothing
   * @throws AthanorException LOCKED; UNTRUSTED_HISTORY; PERMISSION_DENIED; whatever the decision
   *     throws
   */
  public void run(Function<Now, List<String>> decision) {
    Interruption interruption = new Interruption(options.interruptGrace());
    try (Database main = Database.open(url, settings);
        Database second = Database.open(url, settings)) {
      main.requireWritable();
      PoolerCheck.check(main, second);
      MigrationLock.acquire(main, options.lockWait(), interruption, options.listener());
      HistoryTables tables = new HistoryTables(main);
      tables.inspect(trusted).forEach(options.listener()::warning);
      tables.create();
      LiquibaseLock liquibase = new LiquibaseLock(second, tables.changelogLock());
      liquibase.acquire(options.lockWait(), interruption, options.listener());
      RunStamp stamp = RunStamp.of(UUID.randomUUID(), System.currentTimeMillis());
      change(main, decision.apply(new Now(History.read(main), tables, stamp, main.countsBytes())));
      liquibase.release();
      MigrationLock.release(main);
    } finally {
      interruption.end();
    }
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
