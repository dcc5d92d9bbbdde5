package dev.athanor.crds.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.athanor.crds.v1alpha1.KeptStatus;
import dev.athanor.crds.v1alpha1.SchemasStatus;
import dev.athanor.crds.v1alpha1.StatementRehearsal;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/**
 * What a container of a Job tells the operator: the JSON of its termination message.
 *
 * <p>Kubernetes keeps 4,096 bytes of it; {@link JobReports#write} stays within 3,072 by shortening
 * the longest texts and lists. The full plan lies in the database (schema {@code athanor}) and in
 * the container's log. Absent values are null and left out of the JSON.
 *
 * @param version of this format: 1
 * @param step {@code adopt}, {@code plan}, {@code backup}, {@code rehearse}, {@code apply}, {@code
 *     restore}, {@code drop-kept}, {@code take-backup} or {@code backups}
 * @param outcome {@code Succeeded} or {@code Failed}
 * @param reason code of the failure in UpperCamelCase, such as {@code ChecksumMismatch}; null when
 *     it succeeded
 * @param retryable whether the same Job may succeed later without anyone changing anything
 * @param message one or two sentences for people; never a password
 * @param observedAt when the database was read, RFC 3339
 * @param bundleDigest {@code sha256:…} of the bundle that was read
 * @param history what the database says
 * @param plan what is to be done; from {@code plan}, {@code rehearse} and {@code apply}
 * @param backup what was backed up; from {@code backup}
 * @param store what became of the place of backups, or what is there; from {@code backup}, {@code
 *     take-backup} and {@code backups}
 * @param restore what was brought back, or would be lost by that; from {@code restore}
 * @param rehearsal what the plan did on the backup; from {@code rehearse}
 * @param adopted what was taken over; from {@code adopt}
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobReport(
    int version,
    String step,
    String outcome,
    String reason,
    boolean retryable,
    String message,
    String observedAt,
    String bundleDigest,
    History history,
    Plan plan,
    Backup backup,
    Store store,
    Restore restore,
    Rehearsal rehearsal,
    Adopted adopted) {

  public static final int VERSION = 1;
  public static final String SUCCEEDED = "Succeeded";
  public static final String FAILED = "Failed";

  /** Another report in the making, which starts from this one. */
  public JobReportBuilder toBuilder() {
    return JobReportBuilder.builder(this);
  }

  /**
   * The state of the database when the step ended.
   *
   * @param current the current revisions: none at base, several on branches; a partly applied one
   *     as {@code 1975ea83b712 (2/3)}; of several schemas that differ, {@code 1975ea83b712 in 998}
   * @param fingerprint SHA-256 over the history rows; null for several schemas
   * @param serverVersion such as {@code 17.4}
   * @param schemas where each of several schemas is; null for one history
   * @param kept how much is kept of what upgrades dropped; null where nothing is, and for several
   *     schemas
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record History(
      List<String> current,
      String fingerprint,
      String serverVersion,
      SchemasStatus schemas,
      KeptStatus kept) {

    /** Of one history. */
    public History(List<String> current, String fingerprint, String serverVersion) {
      this(current, fingerprint, serverVersion, null, null);
    }

    /** Of several schemas. */
    public History(
        List<String> current, String fingerprint, String serverVersion, SchemasStatus schemas) {
      this(current, fingerprint, serverVersion, schemas, null);
    }

    /** The same, with what is kept. */
    public History withKept(KeptStatus known) {
      return new History(current, fingerprint, serverVersion, schemas, known);
    }
  }

  /**
   * The plan in brief.
   *
   * @param direction {@code None}, {@code Up} or {@code Down}
   * @param target the revisions that are current after it
   * @param pending number of changesets that it would run; after {@code apply}: that the next plan
   *     has, those that a precondition or {@code failOnError:false} kept out included
   * @param repeating how many of these have run before and always run again ({@code runAlways})
   * @param hash what {@code run} must find again
   * @param risks in a line each, worst first, at most ten
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Plan(
      String direction,
      List<String> target,
      int pending,
      int repeating,
      String hash,
      List<String> risks) {

    /** How many changesets are between the database and the target. */
    public int due() {
      return pending - repeating;
    }
  }

  /**
   * The backup in brief.
   *
   * @param location directory below the backup volume; null when waived
   * @param digest over all its files
   * @param bytes its size
   * @param takenAt RFC 3339
   * @param reused whether an earlier one at the same fingerprint served
   * @param waived the policy that waived it; null when there is a backup
   * @param external the backup that somebody else has taken in its stead; null when nobody did
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Backup(
      String location,
      String digest,
      Long bytes,
      String takenAt,
      boolean reused,
      String waived,
      String external) {}

  /**
   * What is in the place of backups, as far as it goes into one report.
   *
   * @param backups some of them
   * @param deleted names of those that were deleted
   * @param released names of those that are pinned no more
   * @param next what {@code --after} brings the others with; null when these are all
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Store(
      List<StoredBackup> backups, List<String> deleted, List<String> released, String next) {
    public Store {
      backups = backups == null ? List.of() : List.copyOf(backups);
      deleted = deleted == null ? List.of() : List.copyOf(deleted);
      released = released == null ? List.of() : List.copyOf(released);
    }
  }

  /**
   * One verified backup of a store.
   *
   * @param name its own there
   * @param database the name of the database it is of
   * @param cluster system identifier of its cluster, or {@code host:port}
   * @param madeFor uid and generation of the resource that it was made for; null when of none
   * @param takenAt when its snapshot was taken, RFC 3339
   * @param revision where the database was, as a person reads it
   * @param serverVersion such as {@code 17.4}
   * @param planHash the plan it was taken for; null when for its own sake
   * @param bytes its size as it is stored
   * @param digest over all its files
   * @param dumpMillis how long the dump took; null where that was not noted down
   * @param verifyMillis how long it took to read it back; null where that was not noted down
   * @param pinnedBy what it is pinned for until that has succeeded; null when it is not
   * @param keptFor why it is kept until somebody says otherwise; null when it is not
   * @param key the public half of the key that it is encrypted to; null when it is not
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record StoredBackup(
      String name,
      String database,
      String cluster,
      String madeFor,
      String takenAt,
      String revision,
      String serverVersion,
      String planHash,
      Long bytes,
      String digest,
      Long dumpMillis,
      Long verifyMillis,
      String pinnedBy,
      String keptFor,
      String key) {}

  /**
   * The restore in brief; of one that was refused, what it would cost.
   *
   * @param backup its name
   * @param takenAt when its snapshot was taken, RFC 3339: what was written since is not in it
   * @param revisions that are current in it: none at base
   * @param token accepts the loss; null where the database was empty
   * @param rows written since, by the server's statistics; null where that is not known
   * @param keptAs the old database's name from now on; null where nothing was swapped
   * @param swappedAt when the new one took its name, RFC 3339
   * @param unavailableMillis from the first session that was ended until then
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Restore(
      String backup,
      String takenAt,
      List<String> revisions,
      String token,
      Long rows,
      String keptAs,
      String swappedAt,
      Long unavailableMillis) {}

  /**
   * The rehearsal in brief.
   *
   * @param outcome {@code Passed}, {@code Failed}, {@code LimitExceeded} or {@code NotRehearsed}
   * @param backup the name of the one that was restored
   * @param restoreMillis how long the backup took to restore
   * @param millis how long all statements took together
   * @param statements those that fail, block or rewrite, the worst first
   * @param others how many statements are left out
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Rehearsal(
      String outcome,
      String backup,
      long restoreMillis,
      long millis,
      List<StatementRehearsal> statements,
      int others) {
    public Rehearsal {
      statements = statements == null ? List.of() : List.copyOf(statements);
    }
  }

  /**
   * What was taken over in brief.
   *
   * @param tool who had migrated, such as {@code flyway}; null where there was nothing to take over
   * @param found what its table said, or why there was nothing
   * @param revisions where the database is by that; none at base
   * @param recorded how many changesets count as applied since
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Adopted(String tool, String found, List<String> revisions, int recorded) {
    public Adopted {
      revisions = revisions == null ? List.of() : List.copyOf(revisions);
    }
  }
}
