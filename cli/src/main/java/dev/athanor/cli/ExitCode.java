package dev.athanor.cli;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;

/** What the process says when it ends; docs/cli.md lists them. */
public final class ExitCode {
  public static final int OK = 0;

  /** Refused or failed; the same again fails again. */
  public static final int FAILED = 1;

  /** Wrong arguments or settings; nothing was tried. */
  public static final int USAGE = 2;

  /** Failed, and may succeed later without anyone changing anything: locked, unreachable. */
  public static final int RETRYABLE = 3;

  /** A defect of Athanor's own. */
  public static final int DEFECT = 4;

  private ExitCode() {}

  static int of(AthanorException e) {
    if (e.reason() == Reason.INVALID_CONFIGURATION) {
      return USAGE;
    }
    if (e.reason() == Reason.INTERNAL_ERROR) {
      return DEFECT;
    }
    if (e.reason() == Reason.PLAN_CHANGED) {
      // A person, or the operator, has to decide on the new plan first.
      return FAILED;
    }
    return e.reason().retryable() ? RETRYABLE : FAILED;
  }

  /** The same for whatever was thrown. */
  public static int of(Throwable failure) {
    return failure instanceof AthanorException known ? of(known) : DEFECT;
  }
}
