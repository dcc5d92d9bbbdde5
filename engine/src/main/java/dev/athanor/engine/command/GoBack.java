package dev.athanor.engine.command;

import dev.athanor.engine.apply.MigrateOptions;
import dev.athanor.engine.apply.MigrationResult;
import dev.athanor.engine.backup.Backup;
import dev.athanor.engine.backup.BackupStore;
import dev.athanor.engine.backup.RestoreListener;
import dev.athanor.engine.backup.RestoreRequest;
import dev.athanor.engine.backup.RestoreRequest.Beforehand;
import dev.athanor.engine.backup.StoredBackups;
import dev.athanor.engine.command.RestoreBackup.Restored;
import dev.athanor.engine.command.RestoreBackup.Swap;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.history.History;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Revision;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.swap.MarkedDatabase;
import dev.athanor.engine.swap.Replacement;
import dev.athanor.engine.swap.RestoreMark;
import dev.athanor.engine.swap.WriteFence;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Brings a database back to where it was before a run that failed, as a failure policy has it:
 * nothing is done where no run has failed, or all of it is back already.
 */
public final class GoBack {

  /**
   * What it came to.
   *
   * @param changed whether anything was
   * @param place where the database is now, as a person reads it
   * @param restored what was brought back, of a restore
   */
  public record WentBack(boolean changed, String place, Optional<Restored> restored) {
    public WentBack {
      Objects.requireNonNull(place, "place");
      Objects.requireNonNull(restored, "restored");
    }
  }

  private final DatabaseTarget database;
  private final MigrationSteps steps;

  /**
   * @param request of the run that failed
   * @param events hears of it
   */
  public GoBack(PlanRequest request, DatabaseTarget database, MigrationEvents events) {
    PlanOptions back = request.options().withWay(PlanOptions.Way.BACK);
    PlanRequest way = new PlanRequest(request.bundle(), request.target(), back);
    this.database = Objects.requireNonNull(database, "database");
    this.steps = new MigrationSteps(way, database, events);
  }

  /**
   * By what the database keeps to undo each changeset that the failed runs have applied.
   *
   * @param choice the backup of what is there now, which comes first
   * @throws AthanorException IRREVERSIBLE where undoing would not bring all back, before anything
   *     is undone; and as {@link MigrationSteps} has it, with what was undone by then
   */
  public WentBack downgrade(BackupChoice choice, MigrateOptions options) {
    MigrationPlan plan = steps.plan();
    if (plan.isEmpty()) {
      return new WentBack(false, Revision.text(plan.to()), Optional.empty());
    }
    MigrationResult result = steps.apply(plan, steps.backUp(plan, choice), options);
    return new WentBack(true, Revision.text(result.to()), Optional.empty());
  }

  /**
   * By the backup from before the run, restored to the side and swapped in, which lifts a write
   * fence.
   *
   * @param run what the run's backups were taken for, as {@link
   *     dev.athanor.engine.backup.BackupRequest#generation}
   * @param name of the backup that the run named; empty where it did not come to do so
   * @param accepted what may be lost
   * @throws AthanorException NO_SUCH_BACKUP where none from before the run is there any more; and
   *     as {@link RestoreBackup#run} has it
   */
  public WentBack restore(
      BackupStore store,
      String run,
      Optional<String> name,
      int jobs,
      Beforehand accepted,
      RestoreListener listener) {
    Optional<Restored> earlier = swapped(store, accepted.run());
    if (earlier.isPresent()) {
      return new WentBack(true, earlier.get().place(), earlier);
    }
    Backup backup;
    try (Database session = database.open()) {
      History history = History.read(session);
      backup = new StoredBackups(store).fromBefore(session, run, name);
      if (history.stored().failed().runs().isEmpty()
          || history.fingerprint().equals(backup.historyFingerprint())) {
        return new WentBack(false, backup.place(), Optional.empty());
      }
    }
    Restored done =
        new RestoreBackup(
                store, backup.name(), database, RestoreRequest.goingBack(jobs, accepted), listener)
            .run();
    return new WentBack(true, done.place(), Optional.of(done));
  }

  /**
   * Whether that could be done, before there is a reason to.
   *
   * @throws AthanorException as {@link Replacement#requirePossible} has it
   */
  public static void requireRestorable(DatabaseTarget database) {
    try (Database session = database.open()) {
      Replacement.requirePossible(session, database.settings());
    }
  }

  /** The fence that keeps others from writing between a backup and its restore. */
  public static WriteFence fence(DatabaseTarget database) {
    return new WriteFence(database.url(), database.settings());
  }

  /** What an earlier try has swapped in that did not come to say so. */
  private Optional<Restored> swapped(BackupStore store, String run) {
    return MarkedDatabase.of(database.url(), database.settings()).stream()
        .filter(kept -> kept.mark().state() == RestoreMark.State.KEPT)
        .filter(kept -> kept.mark().token().equals(run))
        .findFirst()
        .map(kept -> swapped(Backup.open(store, kept.mark().backup()), kept));
  }

  private Restored swapped(Backup backup, MarkedDatabase kept) {
    return new Restored(
        backup.name(),
        database.url().toString(),
        backup.takenAt(),
        backup.revisions(),
        backup.place(),
        new Swap(kept.name(), Instant.parse(kept.mark().at()), null, null));
  }
}
