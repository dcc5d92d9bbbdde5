package dev.athanor.engine.model;

/** What a step puts at risk, the worst first. */
public enum RiskKind {
  /** Rows or values are lost or changed. */
  DATA_LOSS("loses data"),
  /** Nothing undoes it. */
  IRREVERSIBLE("cannot be undone"),
  /** Liquibase runs it by itself, and nobody can read before what it does. */
  LIVE("is known when it is done"),
  /**
   * The version of the application that runs meanwhile fails: a name that it uses is gone, or rows
   * that it writes are refused.
   */
  BREAKS_APPLICATION("breaks the running application"),
  /** A lock that blocks readers or writers, for as long as a table is rewritten or scanned. */
  LONG_LOCK("may lock for long"),
  /** Somebody may do or see more than before. */
  SECURITY("opens more than before"),
  /** It may fail, or be left half done. */
  MAY_FAIL("may fail"),
  /** Runs outside a transaction: a crash leaves it to be resumed. */
  NON_TRANSACTIONAL("outside a transaction"),
  /** It costs more to mend the longer it stays. */
  COSTS_LATER("costs more later");

  private final String label;

  RiskKind(String label) {
    this.label = label;
  }

  /** In words, for people. */
  public String label() {
    return label;
  }
}
