package dev.athanor.engine.changelog;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong, so that a reader learns all of it at once. */
public final class Problems {
  private record Problem(Reason reason, String message, String nextStep, Throwable cause) {}

  private final List<Problem> found = new ArrayList<>();

  public void add(Reason reason, String message, String nextStep) {
    found.add(new Problem(reason, message, nextStep, null));
  }

  public void add(AthanorException problem) {
    found.add(new Problem(problem.reason(), problem.getMessage(), problem.nextStep(), problem));
  }

  /** Adds what others have found. */
  public void addAll(Problems others) {
    found.addAll(others.found);
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  /**
   * Throws when anything was found: one problem as it is, several as one message that lists them.
   *
   * @throws AthanorException with the gravest reason: unsafe before invalid
   */
  public void throwIfAny() {
    if (found.isEmpty()) {
      return;
    }
    Problem first = gravest();
    if (found.size() == 1) {
      throw new AthanorException(first.reason(), first.message(), first.nextStep(), first.cause());
    }
    StringBuilder message = new StringBuilder().append(found.size()).append(" problems:");
    for (Problem problem : found) {
      message.append("\n  - ").append(problem.message());
      if (!problem.nextStep().isEmpty()) {
        message.append(" (").append(problem.nextStep()).append(')');
      }
    }
    throw new AthanorException(
        first.reason(), message.toString(), "Fix each of them.", first.cause());
  }

  private Problem gravest() {
    return found.stream()
        .filter(problem -> problem.reason() == Reason.UNSAFE_CHANGELOG)
        .findFirst()
        .orElse(found.get(0));
  }
}
