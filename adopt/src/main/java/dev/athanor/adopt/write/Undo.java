package dev.athanor.adopt.write;

import java.util.List;
import java.util.Objects;

/** What undoes a revision. */
sealed interface Undo {

  /** What it cannot bring back. */
  default List<String> lost() {
    return List.of();
  }

  /**
   * SQL that undoes all of it at once.
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

  /**
   * SQL for each of its changesets.
   *
   * @param pieces what undoes each, in their order; none: there is nothing to undo
   * @param derived whether no file says it
   * @param lost what it cannot bring back
   */
  record Each(List<List<String>> pieces, boolean derived, List<String> lost) implements Undo {
    public Each {
      pieces = List.copyOf(pieces);
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
