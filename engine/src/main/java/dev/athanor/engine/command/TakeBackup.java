package dev.athanor.engine.command;

import dev.athanor.engine.backup.BackupReceipt;
import dev.athanor.engine.backup.BackupRequest;
import dev.athanor.engine.backup.BackupTool;
import dev.athanor.engine.model.AthanorException;
import java.util.Objects;
import java.util.function.Consumer;

/** A backup for its own sake, no migration following. */
public final class TakeBackup {
  private final DatabaseTarget database;
  private final BackupRequest request;
  private final Consumer<String> progress;

  /**
   * @param progress takes lines for people, as it goes
   */
  public TakeBackup(DatabaseTarget database, BackupRequest request, Consumer<String> progress) {
    this.database = Objects.requireNonNull(database, "database");
    this.request = Objects.requireNonNull(request, "request");
    this.progress = Objects.requireNonNull(progress, "progress");
  }

  /**
   * @throws AthanorException as {@link BackupTool#backup} has it
   */
  public BackupTaken run() {
    return new BackupTaken(
        new BackupTool(progress).backup(database.url(), database.settings(), request));
  }

  /** A verified backup. */
  public record BackupTaken(BackupReceipt.Verified receipt) implements CommandResult {
    public BackupTaken {
      Objects.requireNonNull(receipt, "receipt");
    }

    @Override
    public String text() {
      return (receipt.reused() ? "Verified again " : "Backed up and verified ")
          + receipt.location()
          + " ("
          + receipt.bytes()
          + " bytes)";
    }

    @Override
    public Object json() {
      return receipt;
    }
  }
}
