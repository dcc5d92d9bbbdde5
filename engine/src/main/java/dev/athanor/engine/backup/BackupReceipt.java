package dev.athanor.engine.backup;

import dev.athanor.engine.plan.MigrationPlan;
import java.time.Instant;
import java.util.Objects;

/**
 * Proof that a plan may be run: a verified backup, one that somebody else has taken, or a policy
 * that waives it. Its text is what {@code athanor.run} keeps of it.
 */
public sealed interface BackupReceipt {

  /** The hash of the plan this was taken for. */
  String planHash();

  /** The same for one of the plans, each of a schema, that it was taken for together. */
  BackupReceipt of(MigrationPlan plan);

  /**
   * A backup of which every member has been read through {@code pg_restore} and every file was
   * compared with its checksum as it is stored.
   *
   * @param planHash the plan it was taken for
   * @param historyFingerprint the history the database had while it was dumped
   * @param store where it lies: what {@link BackupStore#at} finds it by again
   * @param name its own there
   * @param digest SHA-256 over the names and SHA-256s of all its files
   * @param bytes its size as it is stored
   * @param takenAt when its snapshot was taken
   * @param reused whether an earlier backup at the same fingerprint served
   */
  record Verified(
      String planHash,
      String historyFingerprint,
      String store,
      String name,
      String digest,
      long bytes,
      Instant takenAt,
      boolean reused)
      implements BackupReceipt {
    public Verified {
      Objects.requireNonNull(planHash, "planHash");
      Objects.requireNonNull(historyFingerprint, "historyFingerprint");
      Objects.requireNonNull(store, "store");
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(digest, "digest");
      Objects.requireNonNull(takenAt, "takenAt");
    }

    /** Where it is, as people name it. */
    public String location() {
      return BackupStore.locationOf(store, name);
    }

    @Override
    public Verified of(MigrationPlan plan) {
      return new Verified(
          plan.hash(), plan.historyFingerprint(), store, name, digest, bytes, takenAt, reused);
    }

    /** The same backup for all of these plans together, by the hash of them all. */
    Verified ofAll(String hash) {
      return new Verified(hash, historyFingerprint, store, name, digest, bytes, takenAt, reused);
    }

    @Override
    public String toString() {
      return location() + ", " + digest + ", " + bytes + " bytes, taken at " + takenAt;
    }
  }

  /**
   * A backup that another tool has taken before the run, on the word of whoever asked it for one.
   *
   * @param planHash the plan it was taken for
   * @param what names it, such as {@code VolumeSnapshot shop-backup-1}
   */
  record Elsewhere(String planHash, String what) implements BackupReceipt {
    public Elsewhere {
      Objects.requireNonNull(planHash, "planHash");
      Objects.requireNonNull(what, "what");
    }

    @Override
    public Elsewhere of(MigrationPlan plan) {
      return new Elsewhere(plan.hash(), what);
    }

    @Override
    public String toString() {
      return "by another tool: " + what;
    }
  }

  /**
   * No backup, on somebody's word.
   *
   * @param policy what waived it, such as {@code backup.policy=Never}
   */
  record Waived(String planHash, String policy) implements BackupReceipt {
    public Waived {
      Objects.requireNonNull(planHash, "planHash");
      Objects.requireNonNull(policy, "policy");
    }

    @Override
    public Waived of(MigrationPlan plan) {
      return new Waived(plan.hash(), policy);
    }

    @Override
    public String toString() {
      return "none: " + policy;
    }
  }
}
