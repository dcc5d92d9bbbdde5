package dev.athanor.engine.apply;

import dev.athanor.engine.plan.MigrationPlan;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What a run did; all of it is flushed to disk.
 *
 * @param direction up, down or nothing to do
 * @param run the run's id in {@code athanor.run}, empty when there was nothing to do
 * @param from current revisions before, partly applied ones as {@code rev (2/3)}
 * @param to current revisions after, likewise
 * @param applied how many changesets were run or recorded
 * @param skipped changesets that a precondition or {@code failOnError=false} left out
 * @param warnings what a reader should know
 * @param took wall-clock time, the wait for the lock included
 */
public record MigrationResult(
    MigrationPlan.Direction direction,
    Optional<UUID> run,
    List<String> from,
    List<String> to,
    int applied,
    List<String> skipped,
    List<String> warnings,
    Duration took) {
  public MigrationResult {
    Objects.requireNonNull(direction, "direction");
    Objects.requireNonNull(run, "run");
    from = List.copyOf(from);
    to = List.copyOf(to);
    skipped = List.copyOf(skipped);
    warnings = List.copyOf(warnings);
    Objects.requireNonNull(took, "took");
  }
}
