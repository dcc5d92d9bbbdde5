package dev.athanor.engine.apply;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.history.History;
import dev.athanor.engine.history.HistoryRow;
import dev.athanor.engine.history.RunLog;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanStep;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Finds out where a run got to when its connection was lost: only the database knows whether the
 * last transactions were committed, and only once their session has ended, which holding the lock
 * proves.
 *
 * <p>The run is not continued. Whoever ended its session may have meant it.
 */
final class Aftermath {
  private static final Duration WAIT = Duration.ofSeconds(15);
  private static final long RETRY_MILLIS = 500;

  private final DatabaseUrl url;
  private final SessionSettings settings;
  private final MigrationPlan plan;
  private final History before;
  private final Interruption interruption;

  Aftermath(
      DatabaseUrl url,
      SessionSettings settings,
      MigrationPlan plan,
      History before,
      Interruption interruption) {
    this.url = url;
    this.settings = settings;
    this.plan = plan;
    this.before = before;
    this.interruption = interruption;
  }

  /** The failure with what is known now; records the run's end where that is possible. */
  AthanorException tell(AthanorException lost, UUID run) {
    long deadline = System.nanoTime() + WAIT.toNanos();
    while (true) {
      try (Database database = Database.open(url, settings)) {
        return tell(database, lost, run);
      } catch (AthanorException e) {
        if (System.nanoTime() >= deadline || interruption.isRequested()) {
          return with(
              lost, "How much was committed is not known: the database cannot be asked now.");
        }
        pause();
      }
    }
  }

  private AthanorException tell(Database database, AthanorException lost, UUID run) {
    MigrationLock.acquire(database, WAIT, interruption, MigrationListener.NONE);
    History history = History.read(database);
    int done = 0;
    for (PlanStep step : plan.steps()) {
      done += isDone(step.action(), row(before, step), row(history, step)) ? 1 : 0;
    }
    AthanorException told =
        with(
            lost,
            done
                + " of "
                + plan.steps().size()
                + " changesets are committed and recorded, as the database says now.");
    database.execute(RunLog.finish(run, RunLog.Outcome.FAILED, told.getMessage(), done));
    MigrationLock.release(database);
    return told;
  }

  private static Optional<HistoryRow> row(History history, PlanStep step) {
    return history.row(step.changeset().key());
  }

  private static boolean isDone(
      PlanStep.Action action, Optional<HistoryRow> before, Optional<HistoryRow> now) {
    return switch (action) {
      case APPLY, MARK_RAN -> now.isPresent();
      case REAPPLY -> !now.map(HistoryRow::executed).equals(before.map(HistoryRow::executed));
      case UNDO -> now.isEmpty();
    };
  }

  private static AthanorException with(AthanorException lost, String what) {
    return new AthanorException(
        lost.reason(), lost.getMessage() + "\n" + what, lost.nextStep(), lost.getCause());
  }

  private static void pause() {
    try {
      Thread.sleep(RETRY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
