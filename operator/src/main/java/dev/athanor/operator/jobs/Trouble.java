package dev.athanor.operator.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * What holds a Job up.
 *
 * @param said whether Kubernetes says that something is wrong; otherwise it only takes its time
 * @param reason code, Kubernetes' own word where it has one, such as {@code FailedMount}
 * @param message for people
 * @param since for how long it has been so
 * @param patience for how long it is nobody's business: it may pass by itself
 */
public record Trouble(
    boolean said, String reason, String message, Instant since, Duration patience) {
  /** What Kubernetes seldom mends by itself. */
  public static final Duration SHORT = Duration.ofSeconds(30);

  /** What Kubernetes mends by itself: a node is added or answers again, a volume is detached. */
  public static final Duration LONG = Duration.ofMinutes(3);

  /** A big image takes its time, and nothing says how far it is. */
  public static final Duration LONGEST = Duration.ofMinutes(10);

  public Trouble {
    Objects.requireNonNull(reason, "reason");
    message = message == null ? "" : message;
    Objects.requireNonNull(since, "since");
    Objects.requireNonNull(patience, "patience");
  }

  /** Something is wrong. */
  public static Trouble said(String reason, String message, Instant since, Duration patience) {
    return new Trouble(true, reason, message, since, patience);
  }

  /** Nothing is wrong so far. */
  public static Trouble slow(String reason, String message, Instant since, Duration patience) {
    return new Trouble(false, reason, message, since, patience);
  }

  /** The same, for no longer than since that time: two clocks need not agree. */
  public Trouble notBefore(Instant time) {
    return since.isBefore(time) ? new Trouble(said, reason, message, time, patience) : this;
  }

  /** From when on somebody is needed. */
  public Instant deadline() {
    return since.plus(patience);
  }

  /** Whether somebody is needed. */
  public boolean needsSomebody(Instant now) {
    return deadline().isBefore(now);
  }
}
