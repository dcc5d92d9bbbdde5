package dev.athanor.engine.model;

import java.util.Objects;

/**
 * The one exception Athanor throws on purpose.
 *
 * <p>Its message names the value at fault; {@link #nextStep()} says what to do about it. Callers
 * branch on {@link #reason()}, never on the text.
 */
public final class AthanorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final String nextStep;

  public AthanorException(Reason reason, String message, String nextStep) {
    this(reason, message, nextStep, null);
  }

  /**
   * @param reason what kind of failure this is
   * @param message what is wrong, naming the value at fault; never a password
   * @param nextStep what the reader can do now, as an imperative sentence
   * @param cause what led here, or null
   */
  public AthanorException(Reason reason, String message, String nextStep, Throwable cause) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason, "reason");
    this.nextStep = Objects.requireNonNull(nextStep, "nextStep");
  }

  public Reason reason() {
    return reason;
  }

  public String nextStep() {
    return nextStep;
  }

  /** Message and next step together, as a person reads them. */
  public String describe() {
    return nextStep.isEmpty() ? getMessage() : getMessage() + "\n  → " + nextStep;
  }
}
