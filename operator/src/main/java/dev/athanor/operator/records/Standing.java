package dev.athanor.operator.records;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;

/**
 * What the conditions of a resource say, as a whole: {@code Ready}, {@code Reconciling} and {@code
 * Stalled} with the meaning that kstatus gives them, of which never more than one is true.
 *
 * @param ready {@code True}, {@code False} or {@code Unknown}
 * @param reconciling whether work is under way or waited for
 * @param stalled whether nothing will happen until somebody does something
 * @param reason code of the state
 * @param message for people
 */
public record Standing(
    String ready, boolean reconciling, boolean stalled, String reason, String message) {
  public static final String TRUE = "True";
  public static final String FALSE = "False";
  public static final String UNKNOWN = "Unknown";

  public Standing {
    if ((reconciling && stalled) || (TRUE.equals(ready) && (reconciling || stalled))) {
      throw new IllegalArgumentException("more than one condition is true: " + reason);
    }
  }

  /** It is as it shall be. */
  public static Standing ready(String reason, String message) {
    return new Standing(TRUE, false, false, reason, message);
  }

  /** It goes on by itself. */
  public static Standing progressing(String reason, String message) {
    return new Standing(FALSE, true, false, reason, message);
  }

  /** It does not go on until somebody does something. */
  public static Standing stalled(String reason, String message) {
    return new Standing(FALSE, false, true, reason, message);
  }

  /** The same with another word on {@code Ready}. */
  public Standing withReady(String known) {
    return new Standing(known, reconciling, stalled, reason, message);
  }

  /** The three conditions; the time of a transition stays while its status does. */
  public List<Condition> conditions(List<Condition> before, Long generation, Instant now) {
    return List.of(
        condition("Ready", ready, before, generation, now),
        condition("Reconciling", reconciling ? TRUE : FALSE, before, generation, now),
        condition("Stalled", stalled ? TRUE : FALSE, before, generation, now));
  }

  private Condition condition(
      String type, String status, List<Condition> before, Long generation, Instant now) {
    String since =
        before.stream()
            .filter(c -> c.getType().equals(type) && Objects.equals(c.getStatus(), status))
            .map(Condition::getLastTransitionTime)
            .findFirst()
            .orElse(now.truncatedTo(ChronoUnit.SECONDS).toString());
    boolean speaks = type.equals("Ready") || status.equals(TRUE);
    String ownReason = speaks ? reason : "Not" + type;
    return new ConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(ownReason)
        .withMessage(speaks ? message : "")
        .withLastTransitionTime(since)
        .withObservedGeneration(generation)
        .build();
  }
}
