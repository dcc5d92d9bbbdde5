package dev.athanor.engine.command;

import dev.athanor.engine.apply.MigrationHold;
import dev.athanor.engine.backup.Backup;
import dev.athanor.engine.backup.BackupStore;
import dev.athanor.engine.backup.Loss;
import dev.athanor.engine.backup.RestoreListener;
import dev.athanor.engine.backup.RestoreRequest;
import dev.athanor.engine.backup.RestoreTool;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import dev.athanor.engine.swap.Replacement.Replaced;
import dev.athanor.engine.swap.RestoreStep;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** Brings a verified backup back. */
public final class RestoreBackup {
  private final BackupStore store;
  private final String name;
  private final DatabaseTarget database;
  private final RestoreRequest request;
  private final RestoreListener listener;

  /**
   * @param store the backup volume
   * @param name of one of its backups
   * @param listener follows it
   */
  public RestoreBackup(
      BackupStore store,
      String name,
      DatabaseTarget database,
      RestoreRequest request,
      RestoreListener listener) {
    this.store = Objects.requireNonNull(store, "store");
    this.name = Objects.requireNonNull(name, "name");
    this.database = Objects.requireNonNull(database, "database");
    this.request = Objects.requireNonNull(request, "request");
    this.listener = Objects.requireNonNull(listener, "listener");
  }

  /**
   * @throws AthanorException as {@link RestoreTool#restore} has it; LOCKED while a migration is
   *     running
   */
  public Restored run() {
    if (!name.equals(String.valueOf(Path.of(name).getFileName()))) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "The backup " + name + " is a path.",
          "Give the name of a directory below " + store + "; `" + Term.BACKUPS + "` lists them.");
    }
    Backup backup = Backup.open(store, name);
    backup.requireReadable();
    Following following = new Following(listener);
    try (MigrationHold hold = MigrationHold.of(database.open())) {
      Optional<Swap> swap =
          new RestoreTool(following, hold::require)
              .restore(backup, database.url(), database.settings(), request)
              .map(replaced -> Swap.of(replaced, following.loss()));
      return new Restored(
          name,
          database.url().toString(),
          backup.takenAt(),
          backup.revisions(),
          backup.place(),
          swap.orElse(null));
    }
  }

  /** Remembers what was said of the loss at last. */
  private static final class Following implements RestoreListener {
    private final RestoreListener next;
    private Loss loss;

    Following(RestoreListener next) {
      this.next = next;
    }

    @Override
    public void progress(String line) {
      next.progress(line);
    }

    @Override
    public void loss(Loss told) {
      loss = told;
      next.loss(told);
    }

    @Override
    public void reached(RestoreStep step) {
      next.reached(step);
    }

    Optional<Loss> loss() {
      return Optional.ofNullable(loss);
    }
  }

  /**
   * What has become of the old database.
   *
   * @param keptAs its name from now on
   * @param at when the new one took its name
   * @param unavailableMillis from the first session that was ended until then; null where an
   *     earlier run did it
   * @param rowsNotInBackup how many rows were written to the old one since the backup, by the
   *     server's statistics: it has them; null where that is not known
   */
  public record Swap(String keptAs, Instant at, Long unavailableMillis, Long rowsNotInBackup) {
    static Swap of(Replaced replaced, Optional<Loss> loss) {
      OptionalLong rows = loss.map(Loss::rows).orElse(OptionalLong.empty());
      return new Swap(
          replaced.keptAs(),
          replaced.at(),
          replaced.unavailable().map(Duration::toMillis).orElse(null),
          rows.isPresent() ? rows.getAsLong() : null);
    }

    private String text() {
      return ". What was there before is "
          + keptAs
          + (rowsNotInBackup == null ? "" : ", with " + rowsNotInBackup + " rows written since")
          + (unavailableMillis == null
              ? ""
              : "; nobody could connect for " + unavailableMillis + " ms");
    }
  }

  /**
   * A database as it was.
   *
   * @param backup its name
   * @param takenAt what was written later is not there
   * @param revisions that are current again, none at base or where only another tool knows them
   * @param place the same as a person reads it
   * @param swap null for a restore in place
   */
  public record Restored(
      String backup,
      String database,
      Instant takenAt,
      List<String> revisions,
      String place,
      Swap swap)
      implements CommandResult {
    public Restored {
      revisions = List.copyOf(revisions);
    }

    @Override
    public String text() {
      return "Restored "
          + backup
          + ", taken at "
          + takenAt
          + ": the database is at "
          + place
          + (swap == null ? "" : swap.text());
    }

    @Override
    public Object json() {
      return this;
    }
  }
}
