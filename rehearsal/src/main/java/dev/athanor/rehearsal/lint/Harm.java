package dev.athanor.rehearsal.lint;

/** Whom a change hurts. */
public enum Harm {
  READERS("reads and writes of a table wait"),
  WRITERS("writes to a table wait"),
  CLIENTS("versions of the application that still run fail"),
  DATA("rows or values are lost or changed"),
  ROLLOUT("the migration fails or is left half done"),
  WAY_BACK("a downgrade does not restore what was there"),
  SECURITY("somebody may do or see more than before"),
  LATER("it costs more to mend the longer it stays");

  private final String label;

  Harm(String label) {
    this.label = label;
  }

  /** In words, behind a colon. */
  public String label() {
    return label;
  }
}
