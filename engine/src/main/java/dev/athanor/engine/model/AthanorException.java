package dev.athanor.engine.model;

import java.util.Objects;

/**
 * The one exception Athanor throws on purpose.
 *
 * <p>Its message names the value at fault; {@link #nextStep()} says what to do about it. Callers
 * branch on {@link #reason()}, never on the text. Both are {@link Printable}.
 */
public final class AthanorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** With terms as marks. */
  private final String nextStep;

  public AthanorException(Reason reason, String message, String nextStep) {
    this(reason, message, nextStep, null);
  }

  /**
   * @param reason what kind of failure this is
   * @param message what is wrong, naming the value at fault; never a password
   * @param nextStep what the reader can do now, as an imperative sentence; it may hold a {@link
   *     Term}
   * @param cause what led here, or null
   */
  public AthanorException(Reason reason, String message, String nextStep, Throwable cause) {
    super(Printable.lines(message), cause);
    this.reason = Objects.requireNonNull(reason, "reason");
    this.nextStep = Objects.requireNonNull(nextStep, "nextStep");
  }

  public Reason reason() {
    return reason;
  }

  public String nextStep() {
    return nextStep(Vocabulary.NEUTRAL);
  }

  /** The next step in a front end's own words. */
  public String nextStep(Vocabulary words) {
    return Printable.lines(words.say(nextStep));
  }

  /** Message and next step together, as a person reads them. */
  public String describe() {
    return describe(Vocabulary.NEUTRAL);
  }

  /** The same in a front end's own words. */
  public String describe(Vocabulary words) {
    return nextStep.isEmpty() ? getMessage() : getMessage() + "\n  → " + nextStep(words);
  }

  /** The same failure, of which more is known. */
  public AthanorException withMore(String line) {
    return copy(getMessage() + "\n" + line, nextStep);
  }

  /** The same failure with one more thing that can be done about it, as a sentence. */
  public AthanorException withAdvice(String sentence) {
    return copy(getMessage(), nextStep.isEmpty() ? sentence : nextStep + " " + sentence);
  }

  private AthanorException copy(String message, String next) {
    AthanorException copy = new AthanorException(reason, message, next, getCause());
    copy.setStackTrace(getStackTrace());
    for (Throwable suppressed : getSuppressed()) {
      copy.addSuppressed(suppressed);
    }
    return copy;
  }
}
