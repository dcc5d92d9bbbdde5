package dev.athanor.autogenerate.model;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.util.LinkedHashSet;
import java.util.Set;

/** Turns what a provider throws into one message that names the class at fault. */
final class ProviderFailure {
  private ProviderFailure() {}

  static AthanorException explain(Throwable thrown, JpaModel model) {
    Set<String> lines = new LinkedHashSet<>();
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof AthanorException known) {
        return known;
      }
      if (cause instanceof LinkageError || cause instanceof ClassNotFoundException) {
        lines.add("class " + cause.getMessage() + " is missing or of another version");
      } else if (cause.getMessage() != null && !wraps(cause)) {
        lines.add(cause.getMessage().strip());
      }
    }
    return new AthanorException(
        Reason.INVALID_MODEL,
        "The JPA provider cannot map " + model.describe() + ": " + String.join("; ", lines),
        "Correct the mapping that the message names; the application itself could not start with"
            + " it either.",
        thrown);
  }

  /** Whether the message only repeats that something below went wrong. */
  private static boolean wraps(Throwable thrown) {
    return thrown.getCause() != null
        && (thrown.getMessage().contains("Unable to build Hibernate")
            || thrown.getMessage().equals(thrown.getCause().toString()));
  }
}
