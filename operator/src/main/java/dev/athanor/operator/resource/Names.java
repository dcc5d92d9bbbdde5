package dev.athanor.operator.resource;

import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Labels, annotations and names of what the operator makes. */
public final class Names {
  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  public static final String MANAGER = "athanor-operator";

  /** Label: uid of the resource that a Job and its pod work for. */
  public static final String UID = "athanor.dev/uid";

  /**
   * Label: {@code plan}, {@code rehearse}, {@code run}, {@link #TAKE_BACKUP}, {@link #LOOK} or
   * {@link #RESTORE}.
   */
  public static final String STEP = "athanor.dev/step";

  /** The steps of a migration's own Jobs. */
  public static final Set<String> OWN_STEPS =
      Stream.of(JobStatus.Step.values()).map(Names::step).collect(Collectors.toUnmodifiableSet());

  /** The step of a Job that takes a backup: nothing is changed in its database meanwhile. */
  public static final String TAKE_BACKUP = "backup";

  /** The step of a Job that only works on the place of backups, and keeps nobody from anything. */
  public static final String LOOK = "backups";

  /** The step of a Job that restores: nothing else is done in its database meanwhile. */
  public static final String RESTORE = "restore";

  /** Of these, one Job of a resource is at work at a time. */
  public static final Set<String> NOT_BESIDE =
      Stream.concat(OWN_STEPS.stream(), Stream.of(TAKE_BACKUP, RESTORE))
          .collect(Collectors.toUnmodifiableSet());

  /** Annotation of a Job: name of the DatabaseRestore that it works for. */
  public static final String RESTORE_NAME = "athanor.dev/restore";

  /** Label of a Job: its uid. */
  public static final String RESTORE_UID = "athanor.dev/restore-uid";

  /** Annotation of a Job: name of the DatabaseBackup that it works for. */
  public static final String BACKUP = "athanor.dev/backup";

  /** Label of a Job: its uid. */
  public static final String BACKUP_UID = "athanor.dev/backup-uid";

  /** Annotation: name of the resource. Label: the same, cut where it is longer than labels are. */
  public static final String MIGRATION = "athanor.dev/migration";

  public static final String GENERATION = "athanor.dev/generation";
  public static final String ATTEMPT = "athanor.dev/attempt";
  public static final String PLAN_HASH = "athanor.dev/plan-hash";

  /** What every Job and pod of the operator has. */
  public static final String SELECTOR = MANAGED_BY + "=" + MANAGER;

  private static final int LONGEST_PREFIX = 40;
  private static final int LONGEST_LABEL = 63;

  private Names() {}

  /** A step as labels and names have it. */
  public static String step(JobStatus.Step step) {
    return step.name().toLowerCase(Locale.ROOT);
  }

  /**
   * The name of a Job: the same for the same work, so that creating it twice makes one.
   *
   * @param resource name of the resource; cut so that the pod's name stays within 63 characters
   */
  public static String job(
      String resource,
      String uid,
      JobStatus.Step step,
      long generation,
      String target,
      String digest,
      long attempt) {
    String key = String.join("|", uid, step.name(), "" + generation, target, digest, "" + attempt);
    return job(resource, step.name(), key);
  }

  /**
   * The name of a Job that works on backups or restores.
   *
   * @param which of all of them for this resource
   */
  public static String job(String resource, String uid, String step, String which) {
    return job(resource, step, String.join("|", uid, step, which));
  }

  private static String job(String resource, String step, String key) {
    String prefix =
        resource.length() <= LONGEST_PREFIX ? resource : resource.substring(0, LONGEST_PREFIX);
    return prefix.replace('.', '-').replaceAll("-+$", "")
        + "-"
        + step.toLowerCase(Locale.ROOT)
        + "-"
        + sha256(key).substring(0, 10);
  }

  /** The name of the record of a backup that the operator makes. */
  public static String record(String migration, String backup) {
    String own = backup.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]", "-");
    String name = cut(migration, 100) + "-" + cut(own, 120);
    return name.replaceAll("[^a-z0-9]+$", "").replaceAll("[.-]*[.][.-]*", ".");
  }

  /** The name of the DatabaseBackup that is due then. */
  public static String scheduled(String migration, Instant due) {
    String at = DateTimeFormatter.ofPattern("yyyyMMdd-HHmm").withZone(ZoneOffset.UTC).format(due);
    return cut(migration, 200).replaceAll("[^a-z0-9]+$", "") + "-" + at;
  }

  private static String cut(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length);
  }

  /** A name as a label's value: itself where it fits, else its beginning and a hash. */
  public static String label(String name) {
    return name.length() <= LONGEST_LABEL
        ? name
        : name.substring(0, LONGEST_PREFIX) + "-" + sha256(name).substring(0, 10);
  }

  public static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
