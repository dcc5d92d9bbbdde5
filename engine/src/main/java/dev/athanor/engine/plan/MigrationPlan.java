package dev.athanor.engine.plan;

import dev.athanor.engine.model.FileGuard;
import java.util.List;
import java.util.Objects;

/**
 * What will run, in order, and nothing else.
 *
 * @param direction up, down or nothing to do
 * @param bundleDigest the bundle it was planned from
 * @param historyFingerprint SHA-256 over the history rows it was planned against
 * @param from current revisions (heads of what is applied), empty at base
 * @param to the revisions that are current after it, empty at base
 * @param guards what the files of its steps require, asked before the first of them
 * @param steps one for each changeset
 * @param risks what a reviewer should know
 * @param hash SHA-256 over all the above, SQL and undo SQL included, and over the identity of the
 *     database: what was approved for one may not run in another
 */
public record MigrationPlan(
    Direction direction,
    String bundleDigest,
    String historyFingerprint,
    List<String> from,
    List<String> to,
    List<FileGuard> guards,
    List<PlanStep> steps,
    List<Risk> risks,
    String hash) {

  /** Which way a plan goes. */
  public enum Direction {
    NONE,
    UP,
    DOWN
  }

  public MigrationPlan {
    Objects.requireNonNull(direction, "direction");
    Objects.requireNonNull(bundleDigest, "bundleDigest");
    Objects.requireNonNull(historyFingerprint, "historyFingerprint");
    from = List.copyOf(from);
    to = List.copyOf(to);
    guards = List.copyOf(guards);
    steps = List.copyOf(steps);
    risks = List.copyOf(risks);
    Objects.requireNonNull(hash, "hash");
  }

  public boolean isEmpty() {
    return steps.isEmpty();
  }
}
