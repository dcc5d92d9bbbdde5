package dev.athanor.autogenerate.compare;

import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.EnumType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Sorts differences into what is written, what is only listed, and what the team has accepted.
 *
 * @param baseline what is accepted, and whether the model is otherwise complete
 * @param everything whether the user asked for the removal of whatever the model does not say
 */
record Judgement(Baseline baseline, boolean everything) {

  /** Differences by what is to become of them. */
  record Sorted(List<Difference> written, List<Difference> listed, List<Difference> accepted) {}

  Sorted sort(List<Difference> differences) {
    List<Difference> written = new ArrayList<>();
    List<Difference> listed = new ArrayList<>();
    List<Difference> accepted = new ArrayList<>();
    for (Difference difference : differences) {
      if (baseline.accepts(difference)) {
        accepted.add(difference);
      } else if (isAdditive(difference) || baseline.isPresent() || everything) {
        written.add(difference);
      } else {
        listed.add(difference);
      }
    }
    return new Sorted(written, listed, accepted);
  }

  static Predicate<Difference> wanted(Sorted sorted) {
    Set<Difference> unwanted = new HashSet<>(sorted.listed());
    unwanted.addAll(sorted.accepted());
    return difference -> !unwanted.contains(difference);
  }

  /** Whether the model says more than the schema, rather than less or something else. */
  static boolean isAdditive(Difference difference) {
    if (difference instanceof Difference.Added || difference instanceof Difference.Renamed) {
      return true;
    }
    if (difference.before() instanceof EnumType old && difference.after() instanceof EnumType now) {
      return now.labels().containsAll(old.labels());
    }
    return difference.before() instanceof Column old
        && difference.after() instanceof Column now
        && saysMore(old, now);
  }

  /** Whether rows that the model knows how to write lack a column that has to have a value. */
  static boolean breaksInserts(Difference difference) {
    return difference instanceof Difference.Removed removed
        && removed.object() instanceof Column column
        && column.notNull()
        && column.defaultExpression() == null
        && column.identity() == null
        && !column.inherited();
  }

  private static boolean saysMore(Column old, Column now) {
    return old.type().equals(now.type())
        && Objects.equals(old.collation(), now.collation())
        && old.generated() == now.generated()
        && Objects.equals(old.identity(), now.identity())
        && (!old.notNull() || now.notNull())
        && (old.defaultExpression() == null
            || old.defaultExpression().equals(now.defaultExpression()))
        && (old.comment() == null || now.comment() != null);
  }
}
