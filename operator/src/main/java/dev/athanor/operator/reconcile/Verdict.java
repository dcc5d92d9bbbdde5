package dev.athanor.operator.reconcile;

import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.Phase;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;

/**
 * What the conditions say, as a whole: {@code Ready}, {@code Reconciling} and {@code Stalled} with
 * the meaning that kstatus gives them, of which never more than one is true.
 *
 * @param phase in a word
 * @param ready {@code True}, {@code False} or {@code Unknown}
 * @param reconciling whether work is under way or waited for
 * @param stalled whether nothing will happen until somebody does something
 * @param reason code of the state
 * @param message for people
 */
record Verdict(
    Phase phase,
    String ready,
    boolean reconciling,
    boolean stalled,
    String reason,
    String message) {
  static final String TRUE = "True";
  static final String FALSE = "False";
  static final String UNKNOWN = "Unknown";

  Verdict {
    if ((reconciling && stalled) || (TRUE.equals(ready) && (reconciling || stalled))) {
      throw new IllegalArgumentException("more than one condition is true: " + reason);
    }
  }

  /** The database is at its target, and nothing has to be waited for. */
  static Verdict ready(String reason, String message) {
    return new Verdict(Phase.Ready, TRUE, false, false, reason, message);
  }

  /** It goes on by itself. */
  static Verdict progressing(Phase phase, String reason, String message) {
    return new Verdict(phase, FALSE, true, false, reason, message);
  }

  /** It does not go on until somebody does something. */
  static Verdict stalled(String reason, String message) {
    return new Verdict(Phase.Stalled, FALSE, false, true, reason, message);
  }

  /** Somebody wants it to wait. */
  static Verdict waiting(Phase phase, String reason, String message) {
    return new Verdict(phase, FALSE, false, false, reason, message);
  }

  /** The same, where that says something else of the database than that it is behind. */
  Verdict withReady(String known) {
    return new Verdict(phase, known, reconciling, stalled, reason, message);
  }

  /** The three conditions; the time of a transition stays while its status does. */
  List<Condition> conditions(List<Condition> before, long generation, Instant now) {
    return List.of(
        condition("Ready", ready, before, generation, now),
        condition("Reconciling", reconciling ? TRUE : FALSE, before, generation, now),
        condition("Stalled", stalled ? TRUE : FALSE, before, generation, now));
  }

  private Condition condition(
      String type, String status, List<Condition> before, long generation, Instant now) {
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
