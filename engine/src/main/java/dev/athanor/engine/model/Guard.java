package dev.athanor.engine.model;

import java.util.List;
import java.util.Objects;

/**
 * A changeset's preconditions, compiled to SQL.
 *
 * @param condition what must hold
 * @param onFail what to do when it is false (Liquibase's {@code onFail})
 * @param onError what to do when it cannot be evaluated (Liquibase's {@code onError})
 * @param message what to tell the reader when it does not hold; may be empty
 */
public record Guard(Condition condition, Action onFail, Action onError, String message) {

  /** Liquibase's outcomes of a precondition that does not hold. */
  public enum Action {
    /** Stop the run. */
    HALT,
    /** Skip the changeset now and ask again next time. */
    CONTINUE,
    /** Record the changeset as MARK_RAN without running it. */
    MARK_RAN,
    /** Say so and run it all the same. */
    WARN
  }

  /** A closed tree of conditions. */
  public sealed interface Condition {}

  /** True when {@code sql}, one row of one column, reads {@code expected} as text. */
  public record Query(String sql, String expected, String description) implements Condition {
    /** How a {@code changeSetExecuted} begins: whoever asks it knows what the table is called. */
    public static final String EXECUTED = "SELECT EXISTS (SELECT 1 FROM databasechangelog WHERE id";

    public Query {
      Objects.requireNonNull(sql, "sql");
      Objects.requireNonNull(expected, "expected");
      Objects.requireNonNull(description, "description");
    }
  }

  /** Known when compiling: {@code dbms}, for one. */
  public record Constant(boolean value, String description) implements Condition {}

  /** True when every part is. */
  public record And(List<Condition> parts) implements Condition {
    public And {
      parts = List.copyOf(parts);
    }
  }

  /** True when any part is. */
  public record Or(List<Condition> parts) implements Condition {
    public Or {
      parts = List.copyOf(parts);
    }
  }

  /**
   * True when no part is (Liquibase negates the conjunction of a {@code not}'s children one by
   * one).
   */
  public record Not(List<Condition> parts) implements Condition {
    public Not {
      parts = List.copyOf(parts);
    }
  }

  public Guard {
    Objects.requireNonNull(condition, "condition");
    Objects.requireNonNull(onFail, "onFail");
    Objects.requireNonNull(onError, "onError");
    Objects.requireNonNull(message, "message");
  }
}
