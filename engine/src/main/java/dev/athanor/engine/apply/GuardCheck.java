package dev.athanor.engine.apply;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.SqlErrors;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.FileGuard;
import dev.athanor.engine.model.Guard;
import dev.athanor.engine.model.Reason;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Evaluates preconditions against the database, as Liquibase 4.33 combines them. */
final class GuardCheck {
  private final Database database;
  private final RunSession session;
  private final Interruption interruption;
  private final Consumer<String> warnings;

  GuardCheck(
      Database database, RunSession session, Interruption interruption, Consumer<String> warnings) {
    this.database = database;
    this.session = session;
    this.interruption = interruption;
    this.warnings = warnings;
  }

  /** What becomes of the changeset. */
  enum Verdict {
    RUN,
    SKIP,
    MARK_RAN
  }

  /** A condition that could not be evaluated. */
  private static final class Unanswerable extends Exception {
    private static final long serialVersionUID = 1L;

    Unanswerable(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * @throws AthanorException PRECONDITION_FAILED where it is to halt
   */
  Verdict evaluate(ChangesetKey key, Guard guard) {
    return evaluate(key.toString(), guard);
  }

  /**
   * What whole files require.
   *
   * @throws AthanorException PRECONDITION_FAILED where one does not hold
   */
  void require(List<FileGuard> guards) {
    guards.forEach(each -> evaluate(each.file(), each.guard()));
  }

  private Verdict evaluate(String owner, Guard guard) {
    List<String> failed = new ArrayList<>();
    try {
      if (holds(guard.condition(), failed)) {
        return Verdict.RUN;
      }
      return act(guard.onFail(), owner, guard, "does not hold: " + String.join(", ", failed));
    } catch (Unanswerable e) {
      return act(guard.onError(), owner, guard, "cannot be evaluated: " + e.getMessage());
    }
  }

  private Verdict act(Guard.Action action, String owner, Guard guard, String what) {
    String message =
        "The precondition of "
            + owner
            + " "
            + what
            + (guard.message().isBlank() ? "" : " (" + guard.message() + ")");
    switch (action) {
      case HALT ->
          throw new AthanorException(
              Reason.PRECONDITION_FAILED,
              message,
              "Bring the database to what the precondition expects, or give it another onFail.");
      case CONTINUE -> {
        warnings.accept(message + "; skipped");
        return Verdict.SKIP;
      }
      case MARK_RAN -> {
        warnings.accept(message + "; recorded without running it");
        return Verdict.MARK_RAN;
      }
      default -> {
        warnings.accept(message + "; run all the same");
        return Verdict.RUN;
      }
    }
  }

  /** Adds what was false to {@code failed}. */
  private boolean holds(Guard.Condition condition, List<String> failed) throws Unanswerable {
    if (condition instanceof Guard.Query query) {
      return note(query.expected().equals(ask(query)), query.description(), failed);
    } else if (condition instanceof Guard.Constant constant) {
      return note(constant.value(), constant.description(), failed);
    } else if (condition instanceof Guard.And and) {
      for (Guard.Condition part : and.parts()) {
        if (!holds(part, failed)) {
          return false;
        }
      }
      return true;
    } else if (condition instanceof Guard.Or or) {
      for (Guard.Condition part : or.parts()) {
        if (holds(part, failed)) {
          failed.clear();
          return true;
        }
      }
      return false;
    }
    for (Guard.Condition part : ((Guard.Not) condition).parts()) {
      List<String> inner = new ArrayList<>();
      if (holds(part, inner)) {
        failed.add("not " + describe(part));
        return false;
      }
    }
    return true;
  }

  private static boolean note(boolean holds, String description, List<String> failed) {
    if (!holds) {
      failed.add(description);
    }
    return holds;
  }

  private static String describe(Guard.Condition condition) {
    if (condition instanceof Guard.Query query) {
      return query.description();
    }
    return condition instanceof Guard.Constant constant ? constant.description() : "(…)";
  }

  /**
   * By the asked search path, in a transaction that is rolled back: it changes nothing. What only
   * reads holds nobody up while it waits for a lock.
   */
  private String ask(Guard.Query query) throws Unanswerable {
    database.execute("BEGIN;SET LOCAL " + session.patience() + ";SELECT " + database.askedPath());
    try (Statement statement = database.connection().createStatement();
        ResultSet rows = rows(statement, database.names().in(query.sql()))) {
      if (!rows.next()) {
        throw new Unanswerable(query.description() + " gave no row");
      }
      String value = rows.getString(1);
      if (rows.next()) {
        throw new Unanswerable(query.description() + " gave several rows");
      }
      return value;
    } catch (SQLException e) {
      if (SqlErrors.isConnectionLost(e)) {
        throw SqlErrors.running(database.url(), e);
      }
      if (interruption.cancelled(e)) {
        throw Interruption.interrupted();
      }
      throw new Unanswerable(query.description() + ": " + e.getMessage());
    } finally {
      if (database.isOpen()) {
        database.execute("ROLLBACK");
      }
    }
  }

  private static ResultSet rows(Statement statement, String sql) throws SQLException {
    statement.setEscapeProcessing(false);
    return statement.executeQuery(sql);
  }
}
