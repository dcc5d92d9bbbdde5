package dev.athanor.engine.plan;

import java.util.Objects;

/**
 * Something a reviewer should know before a plan runs.
 *
 * @param kind what kind of risk
 * @param revision where it stands
 * @param detail the statement or object at fault, in a line
 */
public record Risk(Kind kind, String revision, String detail) {

  /** Kinds of risk, worst first. */
  public enum Kind {
    /** Rows or columns are lost: DROP TABLE, DROP COLUMN, TRUNCATE, DELETE. */
    DATA_LOSS,
    /** Nothing undoes it. */
    IRREVERSIBLE,
    /**
     * The version of the application that runs meanwhile fails: RENAME and SET SCHEMA of what it
     * names, a new column NOT NULL without a default, for which rows that are there have no value
     * either.
     */
    BREAKS_APPLICATION,
    /** A lock that blocks readers or writers while the table is rewritten or scanned. */
    LONG_LOCK,
    /** Runs outside a transaction: a crash leaves it to be resumed. */
    NON_TRANSACTIONAL
  }

  public Risk {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(revision, "revision");
    Objects.requireNonNull(detail, "detail");
  }
}
