package dev.athanor.engine.backup;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Digest;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Backs up the database that a plan is about to change, before it does.
 *
 * <p>A backup is verified before it gets its name: every member read through pg_restore, every file
 * checksummed and fsynced. An earlier backup at the same history serves again while it is young
 * enough and still verifies.
 */
public final class BackupTool {
  private final Consumer<String> progress;

  /**
   * @param progress takes lines for people, as it goes
   */
  public BackupTool(Consumer<String> progress) {
    this.progress = Objects.requireNonNull(progress, "progress");
  }

  /**
   * @param plan what is about to run
   * @param settings of our own session; pg_dump takes the role of it
   * @return the verified backup, old or new
   * @throws AthanorException {@link Reason#BACKUP_TOOL_UNUSABLE}, {@link Reason#BACKUP_FAILED},
   *     {@link Reason#BACKUP_VOLUME_FULL}, {@link Reason#PLAN_CHANGED} when the history is no
   *     longer the plan's, {@link Reason#INTERRUPTED}; then nothing of this backup is left
   */
  public BackupReceipt.Verified backup(
      MigrationPlan plan, DatabaseUrl url, SessionSettings settings, BackupRequest request) {
    return backup(plan, BackupSource.of(url, settings), request);
  }

  /**
   * A backup for its own sake: of the history that is found, pinning and releasing nothing.
   *
   * @throws AthanorException as for a plan's
   */
  public BackupReceipt.Verified backup(
      DatabaseUrl url, SessionSettings settings, BackupRequest request) {
    return backup(null, BackupSource.of(url, settings), request);
  }

  BackupReceipt.Verified backup(MigrationPlan wanted, BackupSource source, BackupRequest request) {
    try (Database database = source.open();
        ExportedSnapshot snapshot = ExportedSnapshot.open(database)) {
      PostgresTools tools = PostgresTools.locate(request.tools());
      tools.requireFor(database.facts());
      String fingerprint = source.fingerprint().apply(database);
      MigrationPlan plan = wanted == null ? standstill(fingerprint) : wanted;
      requireSameHistory(plan, fingerprint);
      prepare(request.directory());
      DatabaseIdentity identity = snapshot.identity();
      BackupVolume volume = new BackupVolume(request.directory());
      volume.removeAbandoned();
      if (wanted != null) {
        release(volume, identity, plan);
      }
      Optional<Backup> earlier = reusable(plan, volume.of(identity), request, snapshot.takenAt());
      if (request.generation().isPresent()
          && earlier.isPresent()
          && earlier.get().pinnedBy().isEmpty()) {
        volume.pinIfFirst(earlier.get().directory(), identity, request.generation().get());
      }
      Backup backup =
          earlier.isPresent()
              ? earlier.get()
              : new BackupWriter(tools, source, request, progress).write(plan, snapshot);
      prune(volume, identity, backup, request);
      return receipt(plan, backup, earlier.isPresent());
    } catch (SQLException e) {
      throw new AthanorException(
          Reason.BACKUP_FAILED,
          "the database could not be read for the backup: " + e.getMessage(),
          "See to the connection, then run it again; nothing was applied.",
          e);
    } catch (IOException e) {
      throw new AthanorException(
          Reason.BACKUP_FAILED,
          "the backup volume " + request.directory() + " cannot be used: " + e,
          "Give the running user the right to write there; nothing was applied.",
          e);
    }
  }

  private static MigrationPlan standstill(String fingerprint) {
    return new MigrationPlan(
        MigrationPlan.Direction.NONE,
        "none",
        fingerprint,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Digest.of(fingerprint));
  }

  private static void requireSameHistory(MigrationPlan plan, String fingerprint) {
    if (!fingerprint.equals(plan.historyFingerprint())) {
      throw new AthanorException(
          Reason.PLAN_CHANGED,
          "the history of the database changed after the plan was made: "
              + fingerprint
              + " instead of "
              + plan.historyFingerprint(),
          "Plan again.");
    }
  }

  private static void prepare(Path directory) throws IOException {
    Files.createDirectories(directory);
    if (!Files.isWritable(directory)) {
      throw new IOException("not writable");
    }
  }

  private Optional<Backup> reusable(
      MigrationPlan plan, List<Backup> backups, BackupRequest request, Instant now) {
    Instant oldest = now.minus(request.maxAge());
    if (request.maxAge().equals(Duration.ZERO)) {
      return Optional.empty();
    }
    for (Backup backup : backups) {
      boolean fits =
          backup.historyFingerprint().equals(plan.historyFingerprint())
              && !backup.takenAt().isBefore(oldest);
      if (fits && verifiesAgain(backup)) {
        progress.accept("The backup " + backup.directory() + " serves again.");
        return Optional.of(backup);
      }
    }
    return Optional.empty();
  }

  private boolean verifiesAgain(Backup backup) {
    List<String> problems = backup.problems();
    if (!problems.isEmpty()) {
      progress.accept(
          "The backup " + backup.directory() + " is not used again: " + problems.get(0) + ".");
    }
    return problems.isEmpty();
  }

  /** Not while a current revision is only partly applied: then its migration has not succeeded. */
  private static void release(BackupVolume volume, DatabaseIdentity database, MigrationPlan plan)
      throws IOException {
    boolean partly =
        plan.steps().stream()
            .anyMatch(
                step ->
                    step.action() == PlanStep.Action.APPLY
                        && plan.from().contains(step.revision()));
    if (!partly) {
      volume.release(volume.of(database), plan.from());
    }
  }

  private void prune(
      BackupVolume volume, DatabaseIdentity database, Backup newest, BackupRequest request)
      throws IOException {
    for (Path deleted : volume.prune(database, newest.directory(), request.retain())) {
      progress.accept("Deleted the old backup " + deleted + ".");
    }
  }

  private static BackupReceipt.Verified receipt(MigrationPlan plan, Backup backup, boolean reused)
      throws IOException {
    return new BackupReceipt.Verified(
        plan.hash(),
        backup.historyFingerprint(),
        backup.directory(),
        backup.digest(),
        backup.bytes(),
        backup.takenAt(),
        reused);
  }

  /** The backups below a directory, newest first; what is not whole is left out. */
  public static List<Backup> list(Path directory) {
    try {
      return new BackupVolume(directory).all();
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "the backup volume " + directory + " cannot be read: " + e.getMessage(),
          "Name the directory that holds the backups.",
          e);
    }
  }

  static final Set<String> OUTSIDE_CHECKSUMS = Set.of(Backup.PIN, BackupVolume.OWNER);
}
