package dev.athanor.e2e;

import java.time.Duration;

/**
 * How long anything may take in the cluster before it counts as failed: six minutes, for the tests
 * of all modules run meanwhile, and a processor shared by thirty is slow.
 */
final class Patience {
  static final Duration PATIENCE = Duration.ofMinutes(6);

  /** The same for kubectl and Helm. */
  static final String TIMEOUT = "--timeout=" + PATIENCE.toSeconds() + "s";

  private Patience() {}
}
