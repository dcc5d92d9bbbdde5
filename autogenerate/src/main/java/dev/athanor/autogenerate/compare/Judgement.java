package dev.athanor.autogenerate.compare;

import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.EnumType;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
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
    whole(written, listed);
    whole(written, accepted);
    return new Sorted(written, listed, accepted);
  }

  /**
   * What would take the place of something that stays, or change it on the way, stays out with it.
   */
  private static void whole(List<Difference> written, List<Difference> staying) {
    List<Difference> out =
        written.stream()
            .filter(
                come ->
                    staying.stream().anyMatch(gone -> replaces(gone, come) || fills(gone, come)))
            .toList();
    written.removeAll(out);
    staying.addAll(out);
  }

  private static boolean replaces(Difference gone, Difference come) {
    if (!(gone instanceof Difference.Removed removed && come instanceof Difference.Added added)) {
      return false;
    }
    ObjectId old = removed.id();
    ObjectId now = added.id();
    boolean sameTable = old.schema().equals(now.schema()) && old.within().equals(now.within());
    boolean named = old.schema().equals(now.schema()) && old.name().equals(now.name());
    return sameTable && isPrimaryKey(removed.object()) && isPrimaryKey(added.object())
        || named && isRelation(removed.object()) && isRelation(added.object())
        || named && sameTable && old.kind() == now.kind();
  }

  /** Whether it is a primary key over a column that stays without NOT NULL, which it would get. */
  private static boolean fills(Difference column, Difference come) {
    return column.before() instanceof Column old
        && column.after() instanceof Column now
        && !old.notNull()
        && now.notNull()
        && come instanceof Difference.Added added
        && isPrimaryKey(added.object())
        && ((Constraint) added.object()).table().equals(old.table())
        && List.of(
                ((Constraint) added.object())
                    .definition()
                    .replaceFirst("^PRIMARY KEY \\(", "")
                    .replaceFirst("\\).*$", "")
                    .split(", "))
            .contains(Names.quote(old.id().name()));
  }

  private static boolean isPrimaryKey(SchemaObject object) {
    return object instanceof Constraint constraint
        && constraint.type() == Constraint.Type.PRIMARY_KEY;
  }

  /** Whether its name is one of those of which a schema has each once. */
  private static boolean isRelation(SchemaObject object) {
    return switch (object.id().kind()) {
      case TABLE, VIEW, SEQUENCE, INDEX -> true;
      case CONSTRAINT -> ((Constraint) object).isIndexed();
      default -> false;
    };
  }

  /** As if there were no baseline: what the model says less of is listed. */
  static Sorted lenient(List<Difference> differences) {
    List<Difference> written = new ArrayList<>(differences);
    List<Difference> listed = new ArrayList<>(differences);
    written.removeIf(difference -> !isAdditive(difference));
    listed.removeIf(Judgement::isAdditive);
    whole(written, listed);
    return new Sorted(written, listed, List.of());
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
