package dev.athanor.maven;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.time.Duration;

/** Durations of parameters; what is none is refused, naming the parameter. */
final class Durations {
  private Durations() {}

  static Duration parse(String property, String text) {
    return dev.athanor.engine.model.Durations.parse(text)
        .orElseThrow(
            () ->
                new AthanorException(
                    Reason.INVALID_CONFIGURATION,
                    property + " is '" + text + "', which is no duration",
                    dev.athanor.engine.model.Durations.NEXT_STEP));
  }
}
