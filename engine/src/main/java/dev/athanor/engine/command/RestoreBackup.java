package dev.athanor.engine.command;

import dev.athanor.engine.backup.Backup;
import dev.athanor.engine.backup.BackupStore;
import dev.athanor.engine.backup.RestoreRequest;
import dev.athanor.engine.backup.RestoreTool;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** Brings a verified backup back. */
public final class RestoreBackup {
  private final BackupStore store;
  private final String name;
  private final DatabaseTarget database;
  private final RestoreRequest request;
  private final Consumer<String> progress;

  /**
   * @param store the backup volume
   * @param name of one of its backups
   * @param progress takes lines for people, as it goes
   */
  public RestoreBackup(
      BackupStore store,
      String name,
      DatabaseTarget database,
      RestoreRequest request,
      Consumer<String> progress) {
    this.store = Objects.requireNonNull(store, "store");
    this.name = Objects.requireNonNull(name, "name");
    this.database = Objects.requireNonNull(database, "database");
    this.request = Objects.requireNonNull(request, "request");
    this.progress = Objects.requireNonNull(progress, "progress");
  }

  /**
   * @throws AthanorException as {@link RestoreTool#restore} has it
   */
  public Restored run() {
    if (!name.equals(String.valueOf(Path.of(name).getFileName()))) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "The backup " + name + " is a path.",
          "Give the name of a directory below " + store + "; `" + Term.BACKUPS + "` lists them.");
    }
    Backup backup = Backup.open(store, name);
    new RestoreTool(progress).restore(backup, database.url(), database.settings(), request);
    return new Restored(
        name, database.url().toString(), backup.takenAt(), backup.revisions(), backup.place());
  }

  /**
   * A database as it was.
   *
   * @param backup its name
   * @param takenAt what was written later is not there
   * @param revisions that are current again, none at base or where only another tool knows them
   * @param place the same as a person reads it
   */
  public record Restored(
      String backup, String database, Instant takenAt, List<String> revisions, String place)
      implements CommandResult {
    public Restored {
      revisions = List.copyOf(revisions);
    }

    @Override
    public String text() {
      return "Restored " + backup + ", taken at " + takenAt + ": the database is at " + place;
    }

    @Override
    public Object json() {
      return this;
    }
  }
}
