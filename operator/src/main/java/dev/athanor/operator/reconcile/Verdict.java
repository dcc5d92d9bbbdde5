package dev.athanor.operator.reconcile;

import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.Phase;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatusBuilder;
import dev.athanor.operator.records.Standing;
import dev.athanor.operator.resource.Migration;
import java.time.Instant;

/**
 * Where a resource stands.
 *
 * @param phase in a word
 * @param standing what its conditions say
 */
record Verdict(Phase phase, Standing standing) {

  /** The database is at its target, and nothing has to be waited for. */
  static Verdict ready(String reason, String message) {
    return new Verdict(Phase.Ready, Standing.ready(reason, message));
  }

  /** It goes on by itself. */
  static Verdict progressing(Phase phase, String reason, String message) {
    return new Verdict(phase, Standing.progressing(reason, message));
  }

  /** It does not go on until somebody does something. */
  static Verdict stalled(String reason, String message) {
    return new Verdict(Phase.Stalled, Standing.stalled(reason, message));
  }

  /** Somebody wants it to wait. */
  static Verdict waiting(Phase phase, String reason, String message) {
    return new Verdict(phase, new Standing(Standing.FALSE, false, false, reason, message));
  }

  /** The same, where that says something else of the database than that it is behind. */
  Verdict withReady(String known) {
    return new Verdict(phase, standing.withReady(known));
  }

  String message() {
    return standing.message();
  }

  /**
   * The status that says so.
   *
   * @param status what else it is to say
   */
  DatabaseMigrationStatus in(
      DatabaseMigrationStatusBuilder status, Migration migration, Instant now) {
    return status
        .observedGeneration(migration.generation())
        .database(migration.database())
        .phase(phase)
        .message(message())
        .conditions(
            standing.conditions(migration.status().conditions(), migration.generation(), now))
        .build();
  }
}
