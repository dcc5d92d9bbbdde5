package dev.athanor.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * The backup before a change. A plan that finds nothing to do takes none.
 *
 * @param policy {@code Always} takes and verifies a backup before anything is changed; {@code
 *     Never} changes the database without one.
 * @param persistentVolumeClaim the volume that backups are written to; with {@code Always} either
 *     this or {@code objectStore}. It must be writable for group 65532.
 * @param retain how many backups of this database are kept, the newest first. Beside them stay the
 *     first of all, the first of each day that {@code days} counts, what somebody pinned, and what
 *     was there before a run that failed, until a later one has succeeded.
 * @param days of how many days, counted in UTC from the newest backup, the first backup is kept,
 *     too; none when absent.
 * @param maxAge for how long a backup may serve again while nothing was migrated since, as a
 *     duration such as {@code 1h}. Writes of the application after it are not in it. Never when
 *     absent.
 * @param jobs how many connections dump in parallel.
 * @param schedule when backups are taken beside those before a change, as five fields of cron in
 *     UTC ({@code 30 2 * * *}) or {@code @daily} and its like. A time that was missed is made up
 *     for once. None while the resource is suspended; never when absent.
 * @param objectStore the bucket that backups are written to. The Job's emptyDir then needs room for
 *     one compressed dump.
 * @param encryption a key that backups are encrypted with before they get to their place; they are
 *     not encrypted when absent. The Job's emptyDir then needs room for one compressed dump.
 * @param external a backup that another controller takes before anything is changed; beside one in
 *     a place of ours, or in its stead.
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "self.policy == 'Never' || has(self.persistentVolumeClaim) || has(self.objectStore) ||"
            + " has(self.external)",
    message =
        "backup.persistentVolumeClaim.claimName, backup.objectStore.bucket or backup.external is"
            + " required: there is no migration without a backup, unless backup.policy is Never")
@ValidationRule(
    value = "self.policy != 'Never' || !has(self.external)",
    message = "backup.external is a backup: set backup.policy to Always, or leave it out")
@ValidationRule(
    value = "!has(self.schedule) || has(self.persistentVolumeClaim) || has(self.objectStore)",
    message =
        "backup.schedule needs a place: set backup.persistentVolumeClaim or backup.objectStore")
@ValidationRule(
    value = "!has(self.encryption) || has(self.persistentVolumeClaim) || has(self.objectStore)",
    message =
        "backup.encryption is of dumps: set backup.persistentVolumeClaim or backup.objectStore")
@ValidationRule(
    value = "!(has(self.persistentVolumeClaim) && has(self.objectStore))",
    message = "backups have one place: set backup.persistentVolumeClaim or backup.objectStore")
public record BackupSpec(
    @Default("Always") Policy policy,
    PersistentVolumeClaimRef persistentVolumeClaim,
    @Default("5") @Min(1) @Max(1000) Integer retain,
    @Min(0) @Max(3660) Integer days,
    @Size(max = 32)
        @ValidationRule(
            value = "duration(self) > duration('0s')",
            message = "backup.maxAge is a positive duration such as 1h")
        String maxAge,
    @Default("2") @Min(1) @Max(64) Integer jobs,
    @Size(max = 128)
        @ValidationRule(
            value =
                "self.matches('^@(yearly|annually|monthly|weekly|daily|midnight|hourly)$') ||"
                    + " self.matches('^[0-9*/,?A-Za-z-]+( +[0-9*/,?A-Za-z-]+){4}$')",
            message =
                "backup.schedule is five fields of cron (minute, hour, day of month, month, day of"
                    + " week), in UTC, such as '30 2 * * *', or @daily")
        String schedule,
    ObjectStoreSpec objectStore,
    ExternalBackupSpec external,
    EncryptionSpec encryption) {

  /** Whether there is a place for dumps of ours. */
  public boolean hasStore() {
    return persistentVolumeClaim != null || objectStore != null;
  }

  /** Whether a backup is taken. */
  public enum Policy {
    Always,
    Never
  }

  /**
   * How backups are encrypted.
   *
   * @param keySecret the Secret with the key.
   */
  public record EncryptionSpec(@Required EncryptionKey keySecret) {}

  /**
   * A Secret in the resource's namespace with keys of age (age-encryption.org), one a line as
   * {@code age-keygen} writes them: the first encrypts new backups, and each reads what was
   * encrypted with it. It is given to the containers that back up, restore and rehearse; the
   * operator never reads it.
   *
   * @param name name of the Secret.
   * @param key its key; {@code key.txt} when absent.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record EncryptionKey(
      @Required @Size(min = 1, max = 253) String name,
      @Size(min = 1, max = 253) @Pattern("^[-._a-zA-Z0-9]+$") String key) {}

  /**
   * A PersistentVolumeClaim in the resource's namespace.
   *
   * @param claimName name of the PersistentVolumeClaim.
   */
  public record PersistentVolumeClaimRef(@Required @Size(min = 1, max = 253) String claimName) {}
}
