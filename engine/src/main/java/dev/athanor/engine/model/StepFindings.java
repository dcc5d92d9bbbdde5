package dev.athanor.engine.model;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What was found of one step when it was rehearsed. It decides nothing: it is for who reviews a
 * plan where nothing can be rehearsed.
 *
 * @param step which step: {@link #key} of its digest
 * @param postgresql the major version of the server that it ran on
 * @param made tables and views that it made, as {@code schema.name}
 * @param renamed tables and views that it gave another name, the new one by the old one
 * @param findings of level warning and above; none where nothing was found
 */
public record StepFindings(
    String step,
    int postgresql,
    List<String> made,
    Map<String, String> renamed,
    List<Found> findings) {
  private static final int START = "sha256:".length();
  private static final int DIGITS = 32;

  /** How grave a finding is. */
  public enum Level {
    /** Hurts a database in use. */
    ERROR,
    /** Can hurt, depending on the size of a table or on who still runs. */
    WARNING
  }

  /**
   * One of its findings.
   *
   * @param rule the id of lint's rule
   * @param level as the project has it
   * @param kind what is at risk
   * @param subject the object it is about; empty for none
   * @param table the table or view that this is or belongs to, as {@code schema.name}; empty for
   *     none
   * @param fact what was recorded, in a line
   * @param accepted why it may be, where the project has said so
   */
  public record Found(
      String rule,
      Level level,
      RiskKind kind,
      String subject,
      String table,
      String fact,
      Optional<String> accepted) {
    public Found {
      Objects.requireNonNull(rule, "rule");
      Objects.requireNonNull(level, "level");
      Objects.requireNonNull(kind, "kind");
      Objects.requireNonNull(subject, "subject");
      Objects.requireNonNull(table, "table");
      Objects.requireNonNull(fact, "fact");
      Objects.requireNonNull(accepted, "accepted");
    }
  }

  public StepFindings {
    Objects.requireNonNull(step, "step");
    made = List.copyOf(made);
    renamed = Map.copyOf(renamed);
    findings = List.copyOf(findings);
  }

  /**
   * Half of a step's digest: enough to tell thousands of steps apart, and they do not compress.
   *
   * @param digest {@link StepDigest}
   */
  public static String key(String digest) {
    return digest.substring(START, START + DIGITS);
  }
}
