package dev.athanor.rehearsal.lint;

import dev.athanor.engine.model.RiskKind;

/** Whom a change hurts. */
public enum Harm {
  READERS("reads and writes of a table wait", RiskKind.LONG_LOCK),
  WRITERS("writes to a table wait", RiskKind.LONG_LOCK),
  CLIENTS("versions of the application that still run fail", RiskKind.BREAKS_APPLICATION),
  DATA("rows or values are lost or changed", RiskKind.DATA_LOSS),
  INTEGRITY("rows may become what they must not be", RiskKind.COSTS_LATER),
  ROLLOUT("the migration fails or is left half done", RiskKind.MAY_FAIL),
  WAY_BACK("a downgrade does not restore what was there", RiskKind.IRREVERSIBLE),
  SECURITY("somebody may do or see more than before", RiskKind.SECURITY),
  LATER("it costs more to mend the longer it stays", RiskKind.COSTS_LATER);

  private final String label;
  private final RiskKind kind;

  Harm(String label, RiskKind kind) {
    this.label = label;
    this.kind = kind;
  }

  /** In words, behind a colon. */
  public String label() {
    return label;
  }

  /** What a plan calls it. */
  RiskKind kind() {
    return kind;
  }
}
