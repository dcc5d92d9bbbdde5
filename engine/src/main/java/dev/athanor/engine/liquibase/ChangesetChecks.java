package dev.athanor.engine.liquibase;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Cut;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.sql.Refusal;
import dev.athanor.engine.sql.SqlElements;
import dev.athanor.engine.sql.SqlStatement;
import dev.athanor.engine.sql.StatementRules;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import liquibase.Scope;
import liquibase.change.AbstractSQLChange;
import liquibase.change.Change;
import liquibase.change.ChangeFactory;
import liquibase.change.ChangeMetaData;
import liquibase.change.core.LoadDataChange;
import liquibase.changelog.ChangeSet;
import liquibase.database.Database;
import liquibase.exception.ValidationErrors;

/** What would break "one changeset, one transaction with its history row" is refused here. */
final class ChangesetChecks {
  private static final Refusal OUTSIDE =
      new Refusal(
          "cannot run inside a transaction",
          "Give it a changeset of its own with runInTransaction:false.");

  private static final Refusal PSQL =
      new Refusal(
          "holds a command of psql's, which PostgreSQL does not know",
          "Take it out: only psql runs its backslash commands.");

  private static final Refusal UNCLOSED =
      new Refusal(
          "has a quote, comment or parenthesis that is never closed",
          "Close it, or set splitStatements:false if Liquibase cuts the statement.");

  private static final Refusal NESTED =
      new Refusal(
          "has a comment inside a comment: Liquibase runs what follows it, PostgreSQL does not",
          "End the outer comment first, or take it out.");

  private static final int SHOWN = 80;

  /** More than is shown, for blanks are not. */
  private static final int LOOKED_AT = 1000;

  private ChangesetChecks() {}

  /**
   * @throws AthanorException INVALID_CHANGELOG with file and line for the first statement that
   *     cannot run in a changeset
   */
  static void check(ChangeSet changeset, List<String> texts) {
    for (String text : texts) {
      for (SqlStatement statement : SqlStatement.in(text)) {
        Optional<Refusal> refusal = refusal(changeset, statement);
        if (refusal.isPresent()) {
          throw refused(changeset, text, statement, refusal.get());
        }
      }
    }
  }

  /**
   * A comment in a comment: to PostgreSQL the outer one goes on behind it, to Liquibase it has
   * ended, and what stands there is run.
   *
   * @throws AthanorException INVALID_CHANGELOG with file and line
   */
  static void checkComments(ChangeSet changeset, String text) {
    OptionalInt nested = SqlElements.nestedComment(text);
    if (nested.isPresent()) {
      int at = nested.getAsInt();
      throw refused(
          changeset,
          NESTED.what()
              + ": "
              + shown(Cut.head(text.substring(at), LOOKED_AT).lines().findFirst().orElse(""))
              + SourceLine.of(changeset, text, at),
          NESTED.nextStep());
    }
  }

  /**
   * Without these there is no row to record.
   *
   * @throws AthanorException INVALID_CHANGELOG
   */
  static void checkKey(ChangeSet changeset) {
    String missing =
        changeset.getId() == null ? "id" : changeset.getAuthor() == null ? "author" : "";
    if (!missing.isEmpty()) {
      throw refused(changeset, "has no " + missing + ".", "Give it one.");
    }
  }

  /**
   * What Liquibase finds wrong with the attributes of a change before it runs anything.
   *
   * @throws AthanorException INVALID_CHANGELOG
   */
  static void checkAttributes(ChangeSet changeset, Database database) {
    for (Change change : changeset.getChanges()) {
      ValidationErrors errors =
          change instanceof AbstractSQLChange || change instanceof LoadDataChange
              ? missing(change, database)
              : change.validate(database);
      if (errors != null && errors.hasErrors()) {
        throw refused(
            changeset,
            "is not valid: " + String.join("; ", errors.getErrorMessages()),
            "Correct the change.");
      }
    }
  }

  /** As Liquibase's own validation begins. The rest of that reads all of what these may load. */
  private static ValidationErrors missing(Change change, Database database) {
    ValidationErrors errors = new ValidationErrors(change);
    ChangeMetaData type =
        Scope.getCurrentScope().getSingleton(ChangeFactory.class).getChangeMetaData(change);
    type.getRequiredParameters(database)
        .forEach(
            (name, parameter) ->
                errors.checkRequiredField(
                    name, parameter.getCurrentValue(change), " for " + type.getName()));
    return errors;
  }

  private static Optional<Refusal> refusal(ChangeSet changeset, SqlStatement statement) {
    if (statement.fault() == SqlStatement.Fault.PSQL_COMMAND) {
      return Optional.of(PSQL);
    }
    Optional<Refusal> refusal = StatementRules.refusal(statement);
    if (refusal.isPresent()) {
      return refusal;
    }
    if (statement.fault() == SqlStatement.Fault.UNCLOSED) {
      return Optional.of(UNCLOSED);
    }
    return changeset.isRunInTransaction() && StatementRules.isRefusedInTransaction(statement)
        ? Optional.of(OUTSIDE)
        : Optional.empty();
  }

  /** A precondition changes nothing: it is asked in a transaction that is rolled back. */
  static void checkQuery(ChangeSet changeset, String sql) {
    List<SqlStatement> statements = SqlStatement.read(sql);
    if (statements.size() != 1) {
      throw refused(
          changeset,
          "has a sqlCheck of " + statements.size() + " statements: " + shown(sql),
          "Write one query of one value; what is to change belongs into a changeset.");
    }
    check(changeset, List.of(sql));
  }

  private static AthanorException refused(
      ChangeSet changeset, String text, SqlStatement statement, Refusal refusal) {
    boolean command = statement.fault() == SqlStatement.Fault.PSQL_COMMAND;
    int at = command ? statement.end() - 1 : statement.start();
    String rest = Cut.head(text.substring(at), LOOKED_AT);
    String quoted = command ? rest.lines().findFirst().orElse("") : rest;
    return refused(
        changeset,
        refusal.what() + ": " + shown(quoted) + SourceLine.of(changeset, text, at),
        refusal.nextStep());
  }

  private static String shown(String statement) {
    String line = Cut.head(statement, LOOKED_AT).strip().replaceAll("\\s+", " ");
    return line.length() > SHOWN ? Cut.head(line, SHOWN) + "…" : line;
  }

  private static AthanorException refused(ChangeSet changeset, String message, String nextStep) {
    return new AthanorException(
        Reason.INVALID_CHANGELOG, changeset.toString(false) + " " + message, nextStep);
  }
}
