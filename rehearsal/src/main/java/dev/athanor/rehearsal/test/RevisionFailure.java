package dev.athanor.rehearsal.test;

import dev.athanor.engine.database.SqlErrors;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.rehearsal.record.Unrehearsable;
import dev.athanor.rehearsal.rows.SampleRows;
import java.sql.SQLException;
import java.util.Optional;

/** A revision that does not run, or that leaves another schema than it should. */
final class RevisionFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final String revision;

  RevisionFailure(String revision, String message, Throwable cause) {
    super(message, cause);
    this.revision = revision;
  }

  static RevisionFailure of(String revision, AthanorException e) {
    return new RevisionFailure(revision, e.getMessage(), e.getCause());
  }

  String revision() {
    return revision;
  }

  /** Whether other rows might pass. */
  boolean isOfTheseRows() {
    return sql().map(SqlErrors::state).filter(SampleRows::mayHaveCaused).isPresent();
  }

  /** Why it says nothing about the revision; empty where it does. */
  Optional<String> notRehearsed() {
    return sql().flatMap(Unrehearsable::because);
  }

  private Optional<SQLException> sql() {
    return getCause() instanceof SQLException e ? Optional.of(e) : Optional.empty();
  }
}
