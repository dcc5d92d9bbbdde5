package dev.athanor.cli.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.athanor.engine.backup.BackupReceipt;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;

/** How the receipt gets from the container that backs up to the one that applies. */
final class ReceiptFile {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ReceiptFile() {}

  /** All kinds in one: {@code waived}, {@code elsewhere} or all of the others is there. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Content(
      String planHash,
      String waived,
      String elsewhere,
      String historyFingerprint,
      String store,
      String name,
      String digest,
      Long bytes,
      String takenAt,
      Boolean reused) {}

  static void write(Path file, BackupReceipt receipt) {
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    try {
      Files.write(partial, JSON.writeValueAsBytes(content(receipt)));
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new AthanorException(
          Reason.BACKUP_FAILED,
          "The receipt cannot be written to " + file + ": " + e,
          "Give --receipt a file that this user may write.",
          e);
    }
  }

  /**
   * @throws AthanorException BACKUP_FAILED when there is none for this plan: then nothing may run
   */
  static BackupReceipt read(Path file, String planHash) {
    BackupReceipt receipt;
    try {
      receipt = receipt(JSON.readValue(Files.readAllBytes(file), Content.class));
    } catch (IOException | RuntimeException e) {
      throw new AthanorException(
          Reason.BACKUP_FAILED,
          "There is no receipt of a backup in " + file + ": nothing is applied without one.",
          "Run `athanor job backup` first, with the same --receipt.",
          e);
    }
    if (!receipt.planHash().equals(planHash)) {
      throw new AthanorException(
          Reason.PLAN_CHANGED,
          "The backup was taken for the plan " + receipt.planHash() + ", not for " + planHash + ".",
          "Run `athanor job backup` for this plan first.");
    }
    return receipt;
  }

  private static Content content(BackupReceipt receipt) {
    if (receipt instanceof BackupReceipt.Waived waived) {
      return without(waived.planHash(), waived.policy(), null);
    }
    if (receipt instanceof BackupReceipt.Elsewhere elsewhere) {
      return without(elsewhere.planHash(), null, elsewhere.what());
    }
    BackupReceipt.Verified v = (BackupReceipt.Verified) receipt;
    return new Content(
        v.planHash(),
        null,
        null,
        v.historyFingerprint(),
        v.store(),
        v.name(),
        v.digest(),
        v.bytes(),
        v.takenAt().toString(),
        v.reused());
  }

  private static Content without(String planHash, String waived, String elsewhere) {
    return new Content(planHash, waived, elsewhere, null, null, null, null, null, null, null);
  }

  private static BackupReceipt receipt(Content c) {
    if (c.elsewhere() != null) {
      return new BackupReceipt.Elsewhere(c.planHash(), c.elsewhere());
    }
    return c.waived() != null
        ? new BackupReceipt.Waived(c.planHash(), c.waived())
        : new BackupReceipt.Verified(
            c.planHash(),
            c.historyFingerprint(),
            c.store(),
            c.name(),
            c.digest(),
            c.bytes(),
            Instant.parse(c.takenAt()),
            c.reused());
  }
}
