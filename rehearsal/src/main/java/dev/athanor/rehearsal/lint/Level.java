package dev.athanor.rehearsal.lint;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.util.Locale;

/** How grave a finding is, the least grave first. */
public enum Level {
  /** Not looked for. */
  OFF,
  /** Worth knowing; nothing breaks by it today. */
  NOTICE,
  /** Can hurt, depending on the size of a table or on who still runs. */
  WARNING,
  /** Hurts a database in use. */
  ERROR;

  /**
   * @throws AthanorException INVALID_CONFIGURATION when no level has that name
   */
  public static Level named(String name) {
    for (Level level : values()) {
      if (level.name().equalsIgnoreCase(name.strip())) {
        return level;
      }
    }
    throw new AthanorException(
        Reason.INVALID_CONFIGURATION,
        "'" + name + "' is no level of a rule",
        "Use off, notice, warning or error.");
  }

  /** As people write it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
