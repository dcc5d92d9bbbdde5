package dev.athanor.engine.apply;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.history.History;
import dev.athanor.engine.history.HistoryRow;
import dev.athanor.engine.history.RunLog;
import dev.athanor.engine.history.RunStamp;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanStep;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds out where a run got to when its connection was lost: only the database knows whether the
 * last transactions were committed, and only once their session has ended, which holding the lock
 * proves. A server that recovers from a crash is waited for.
 *
 * <p>The run is not continued. Whoever ended its session may have meant it. Where nothing was left
 * but to record its end, that is done.
 */
final class Aftermath {
  static final String ALL_COMMITTED =
      "That was in the last commit: the database says that all changesets are committed and"
          + " recorded.";

  private static final String UNKNOWN =
      "How much was committed is not known: the database cannot be asked now. The next run finds"
          + " out.";

  private static final long RETRY_MILLIS = 500;

  private final DatabaseUrl url;
  private final SessionSettings settings;
  private final MigrationPlan plan;
  private final History before;
  private final MigrateOptions options;
  private final MigrationLock lock;
  private final Interruption interruption;
  private final long deadline;

  Aftermath(
      DatabaseUrl url,
      SessionSettings settings,
      MigrationPlan plan,
      History before,
      MigrateOptions options,
      MigrationLock lock,
      Interruption interruption) {
    this.url = url;
    this.settings = settings;
    this.plan = plan;
    this.before = before;
    this.options = options;
    this.lock = lock;
    this.interruption = interruption;
    this.deadline = System.nanoTime() + options.recoveryWait().toNanos();
  }

  /** The failure with what is known now; records the run's end where that is possible. */
  AthanorException tell(AthanorException lost, RunStamp run) {
    return ask(lost, database -> fail(database, lost, run)).orElseGet(() -> lost.withMore(UNKNOWN));
  }

  /**
   * For a run of which all was done but its end recorded.
   *
   * @param done its steps
   * @return the failure, or nothing where the database has all of them: then the end is recorded
   *     now
   */
  Optional<AthanorException> complete(
      AthanorException lost, RunStamp run, List<PlanStep> done, StepRecords records) {
    Optional<Optional<AthanorException>> told =
        ask(
            lost,
            database -> {
              History now = History.read(database);
              if (!done.stream().allMatch(step -> isDone(step, now))) {
                return Optional.of(fail(database, lost, run));
              }
              database.execute(
                  "BEGIN;SET LOCAL synchronous_commit="
                      + database.facts().durableCommit()
                      + ";"
                      + RunLog.finish(
                          run, RunLog.Outcome.SUCCEEDED, null, PlanStep.changesets(done)));
              records.afterAll(done).forEach(database::execute);
              database.execute("COMMIT");
              return Optional.empty();
            });
    return told.orElseGet(() -> Optional.of(lost.withMore(UNKNOWN)));
  }

  /** Asks the database under the lock, as soon as it can be asked; empty when it cannot. */
  private <T> Optional<T> ask(AthanorException lost, Function<Database, T> question) {
    options
        .listener()
        .warning(
            lost.getMessage()
                + "\nThe database is asked for up to "
                + options.recoveryWait().toSeconds()
                + " s how much was committed.");
    while (true) {
      try (Database database = Database.open(url, settings)) {
        lock.acquire(database, left(), interruption, MigrationListener.NONE);
        T answer = question.apply(database);
        lock.release(database);
        return Optional.of(answer);
      } catch (AthanorException e) {
        if (!mayPass(e) || left().isZero() || interruption.isRequested()) {
          return Optional.empty();
        }
        pause();
      }
    }
  }

  private Duration left() {
    return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
  }

  /** A server that recovers, or a session of ours that the server has not missed yet. */
  private static boolean mayPass(AthanorException e) {
    return e.reason() == Reason.CONNECTION_FAILED || e.reason() == Reason.LOCKED;
  }

  private AthanorException fail(Database database, AthanorException lost, RunStamp run) {
    History history = History.read(database);
    int done =
        PlanStep.changesets(plan.steps().stream().filter(step -> isDone(step, history)).toList());
    AthanorException told =
        lost.withMore(
            done
                + " of "
                + PlanStep.changesets(plan.steps())
                + " changesets are committed and recorded, as the database says now.");
    database.execute(RunLog.finish(run, RunLog.Outcome.FAILED, told.getMessage(), done));
    return told;
  }

  private boolean isDone(PlanStep step, History history) {
    Optional<HistoryRow> then = before.row(step.changeset().key());
    Optional<HistoryRow> now = history.row(step.changeset().key());
    return switch (step.action()) {
      case APPLY -> now.isPresent();
      case REAPPLY -> !now.map(HistoryRow::executed).equals(then.map(HistoryRow::executed));
      case UNDO -> now.isEmpty();
      case BASELINE -> step.covers().stream().allMatch(covered -> isDone(covered, history));
    };
  }

  private static void pause() {
    try {
      Thread.sleep(RETRY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
