package dev.athanor.engine.command;

import dev.athanor.engine.backup.BackupReceipt;
import dev.athanor.engine.backup.BackupRequest;
import dev.athanor.engine.backup.BackupTool;
import dev.athanor.engine.model.AthanorException;
import java.util.Objects;

/** A backup for its own sake, no migration following. */
public final class TakeBackup {
  private final DatabaseTarget database;
  private final BackupRequest request;
  private final ProgressOutput progress;

  /**
   * @param progress takes what people want to know, as it goes
   */
  public TakeBackup(DatabaseTarget database, BackupRequest request, ProgressOutput progress) {
    this.database = Objects.requireNonNull(database, "database");
    this.request = Objects.requireNonNull(request, "request");
    this.progress = Objects.requireNonNull(progress, "progress");
  }

  /**
   * @throws AthanorException as {@link BackupTool#backup} has it
   */
  public BackupTaken run() {
    return new BackupTaken(
        new BackupTool(new BackupOutput(progress))
            .backup(database.url(), database.settings(), request));
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
