package dev.athanor.operator.resource;

import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** Labels, annotations and names of what the operator makes. */
public final class Names {
  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  public static final String MANAGER = "athanor-operator";

  /** Label: uid of the resource that a Job and its pod work for. */
  public static final String UID = "athanor.dev/uid";

  /** Label: {@code plan} or {@code run}. */
  public static final String STEP = "athanor.dev/step";

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
    String prefix =
        resource.length() <= LONGEST_PREFIX ? resource : resource.substring(0, LONGEST_PREFIX);
    return prefix.replace('.', '-').replaceAll("-+$", "")
        + "-"
        + step.name().toLowerCase(Locale.ROOT)
        + "-"
        + sha256(key).substring(0, 10);
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
