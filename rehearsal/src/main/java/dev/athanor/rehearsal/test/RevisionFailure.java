package dev.athanor.rehearsal.test;

import dev.athanor.engine.database.SqlErrors;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.rehearsal.record.Unrehearsable;
import java.sql.SQLException;
import java.util.Optional;

/** A revision that does not run, or that leaves another schema than it should. */
final class RevisionFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /** A value is missing: any row would do that, whatever is in it. */
  private static final String NOT_NULL = "23502";

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

  /** Whether other rows might pass: what a type, a constraint or an index refuses. */
  boolean isOfTheseRows() {
    String state = sql().map(SqlErrors::state).orElse("");
    return (state.startsWith("22") || state.startsWith("23")) && !state.equals(NOT_NULL);
  }

  /** Why it says nothing about the revision; empty where it does. */
  Optional<String> notRehearsed() {
    return sql().flatMap(Unrehearsable::because);
  }

  private Optional<SQLException> sql() {
    return getCause() instanceof SQLException e ? Optional.of(e) : Optional.empty();
  }
}
