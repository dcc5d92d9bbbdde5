package dev.athanor.crds.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What a container of a Job tells the operator: the JSON of its termination message.
 *
 * <p>Kubernetes keeps 4,096 bytes of it; {@link JobReports#write} stays within 3,072 by shortening
 * the longest texts and lists. The full plan lies in the database (schema {@code athanor}) and in
 * the container's log. Absent values are null and left out of the JSON.
 *
 * @param version of this format: 1
 * @param step {@code plan}, {@code backup}, {@code apply} or {@code restore}
 * @param outcome {@code Succeeded} or {@code Failed}
 * @param reason code of the failure in UpperCamelCase, such as {@code ChecksumMismatch}; null when
 *     it succeeded
 * @param retryable whether the same Job may succeed later without anyone changing anything
 * @param message one or two sentences for people; never a password
 * @param observedAt when the database was read, RFC 3339
 * @param bundleDigest {@code sha256:…} of the bundle that was read
 * @param history what the database says
 * @param plan what is to be done; from {@code plan} and {@code apply}
 * @param backup what was backed up; from {@code backup}
 */
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
    Backup backup) {

  public static final int VERSION = 1;
  public static final String SUCCEEDED = "Succeeded";
  public static final String FAILED = "Failed";

  /**
   * The state of the database when the step ended.
   *
   * @param current the current revisions: none at base, several on branches; a partly applied one
   *     as {@code 1975ea83b712 (2/3)}
   * @param fingerprint SHA-256 over the history rows
   * @param serverVersion such as {@code 17.4}
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record History(List<String> current, String fingerprint, String serverVersion) {}

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
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Backup(
      String location, String digest, Long bytes, String takenAt, boolean reused, String waived) {}
}
