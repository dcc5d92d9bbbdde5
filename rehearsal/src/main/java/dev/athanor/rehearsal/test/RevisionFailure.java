package dev.athanor.rehearsal.test;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.rehearsal.record.Unrehearsable;
import dev.athanor.rehearsal.rows.MadeRows;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/** A revision that does not run, or that leaves another schema than it should. */
final class RevisionFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final String revision;
  private final boolean ofTheseRows;
  private final String notRehearsed;

  private RevisionFailure(
      String revision, String message, Throwable cause, boolean ofTheseRows, String notRehearsed) {
    super(message, cause);
    this.revision = revision;
    this.ofTheseRows = ofTheseRows;
    this.notRehearsed = notRehearsed;
  }

  RevisionFailure(String revision, String message) {
    this(revision, message, null, false, null);
  }

  /**
   * @param rows the made-up rows that it met; null where there were none
   * @param roles those that the server had before
   */
  static RevisionFailure of(String revision, AthanorException e, MadeRows rows, Set<String> roles) {
    return e.getCause() instanceof SQLException sql
        ? new RevisionFailure(
            revision,
            e.getMessage(),
            sql,
            rows != null && rows.mayHaveCaused(sql),
            Unrehearsable.because(sql, roles).orElse(null))
        : new RevisionFailure(revision, e.getMessage(), e.getCause(), false, null);
  }

  String revision() {
    return revision;
  }

  /** Whether there were made-up rows, and others might pass. */
  boolean isOfTheseRows() {
    return ofTheseRows;
  }

  /** Why it says nothing about the revision; empty where it does. */
  Optional<String> notRehearsed() {
    return Optional.ofNullable(notRehearsed);
  }
}
