package dev.athanor.engine.apply;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.history.History;
import dev.athanor.engine.history.RunLog;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanStep;
import java.time.Duration;
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
  private final Interruption interruption;

  Aftermath(
      DatabaseUrl url, SessionSettings settings, MigrationPlan plan, Interruption interruption) {
    this.url = url;
    this.settings = settings;
    this.plan = plan;
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
      boolean undone = step.action() == PlanStep.Action.UNDO;
      done += history.isApplied(step.changeset().key()) == undone ? 0 : 1;
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
