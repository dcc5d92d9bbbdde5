package dev.athanor.operator.records;

import dev.athanor.crds.report.JobReport.StoredBackup;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.ExpectedRestore;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.Phase;
import dev.athanor.operator.resource.StoreAddress;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What a report says of a stored backup, as its record has it. */
public final class Facts {
  private static final String VERIFIED =
      "pg_restore read every member, and every file as it is stored has its SHA-256";

  /** See docs/reference-backup.md: what was measured. */
  private static final int RESTORE_TO_DUMP = 3;

  private Facts() {}

  /**
   * The status of a backup that is in the store.
   *
   * @param store where it was found
   * @param finder uid of the DatabaseMigration whose Job has found it
   * @param before what was known; of it stays who found it first
   * @param generation of the record's spec
   */
  public static DatabaseBackupStatus of(
      StoredBackup backup,
      String store,
      String finder,
      DatabaseBackupStatus before,
      Long generation,
      Instant now) {
    String message = "the backup is in the store, verified when it was made";
    List<Condition> conditions =
        Standing.ready("Verified", message).conditions(before.conditions(), generation, now);
    return before.toBuilder()
        .observedGeneration(generation)
        .phase(Phase.Verified)
        .message(message)
        .conditions(conditions)
        .name(backup.name())
        .location(StoreAddress.locationOf(store, backup.name()))
        .database(backup.database())
        .cluster(backup.cluster())
        .origin(backup.madeFor())
        .finder(before.finder() == null ? finder : before.finder())
        .takenAt(backup.takenAt())
        .revision(backup.revision())
        .serverVersion(backup.serverVersion())
        .key(backup.key())
        .plan(backup.planHash())
        .bytes(backup.bytes())
        .digest(backup.digest())
        .verified(VERIFIED)
        .kept(kept(backup))
        .duration(duration(backup))
        .expectedRestore(expected(backup))
        .job(null)
        .failure(null)
        .build();
  }

  private static String kept(StoredBackup backup) {
    if (backup.keptFor() != null) {
      return backup.keptFor();
    }
    if (backup.pinnedBy() == null) {
      return null;
    }
    // A generation's key says nothing to people.
    String by = backup.pinnedBy().equals(backup.madeFor()) ? "its migration" : backup.pinnedBy();
    return "until " + by + " has succeeded";
  }

  private static String duration(StoredBackup backup) {
    return backup.dumpMillis() == null || backup.verifyMillis() == null
        ? null
        : text(Duration.ofMillis(backup.dumpMillis() + backup.verifyMillis()));
  }

  private static ExpectedRestore expected(StoredBackup backup) {
    if (backup.dumpMillis() == null) {
      return null;
    }
    Duration dump = Duration.ofMillis(backup.dumpMillis());
    return new ExpectedRestore(
        text(dump.multipliedBy(RESTORE_TO_DUMP)),
        "%d times what its dump took (%s), with as many connections; fetching it from a bucket comes on top"
            .formatted(RESTORE_TO_DUMP, text(dump)));
  }

  /**
   * In whole units that people read, rounded up: {@code 1s}, {@code 95s}, {@code 12m}, {@code
   * 3h20m}.
   */
  static String text(Duration duration) {
    long seconds = Math.max(1, duration.plusMillis(999).toSeconds());
    if (seconds < 180) {
      return seconds + "s";
    }
    long minutes = (seconds + 59) / 60;
    return minutes < 120 ? minutes + "m" : minutes / 60 + "h" + minutes % 60 + "m";
  }
}
