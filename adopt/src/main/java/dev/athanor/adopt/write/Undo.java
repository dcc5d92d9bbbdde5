package dev.athanor.adopt.write;

import java.util.List;
import java.util.Objects;

/** What undoes a revision. */
sealed interface Undo {

  /**
   * SQL.
   *
   * @param statements in order; none: there is nothing to undo
   * @param transactional false: some run outside a transaction
   * @param lost what it cannot bring back
   */
  record Sql(List<String> statements, boolean transactional, List<String> lost) implements Undo {
    public Sql {
      statements = List.copyOf(statements);
      lost = List.copyOf(lost);
    }
  }

  /** Nothing does. */
  record None(String why) implements Undo {
    public None {
      Objects.requireNonNull(why, "why");
    }
  }

  /** Nobody has looked yet. */
  record Unknown() implements Undo {}
}
