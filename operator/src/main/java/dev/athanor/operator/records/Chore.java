package dev.athanor.operator.records;

import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.BackupsStatus;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What becomes of a resource's {@code status.backups}.
 *
 * @param status as it shall be
 * @param lookAgainAfter empty to wait for an event
 */
record Chore(BackupsStatus status, Optional<Duration> lookAgainAfter) {
  Chore {
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(lookAgainAfter, "lookAgainAfter");
  }

  static Chore done(BackupsStatus status) {
    return new Chore(status, Optional.empty());
  }

  static Chore again(BackupsStatus status, Duration after) {
    return new Chore(status, Optional.of(after));
  }

  /** This one, to be looked at as soon as the one before it, too. */
  Chore after(Chore before) {
    Optional<Duration> sooner =
        before
            .lookAgainAfter
            .filter(other -> lookAgainAfter.filter(own -> own.compareTo(other) < 0).isEmpty())
            .or(() -> lookAgainAfter);
    return new Chore(status, sooner);
  }
}
