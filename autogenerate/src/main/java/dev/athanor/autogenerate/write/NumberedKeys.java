package dev.athanor.autogenerate.write;

import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.diff.SchemaDiff;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Sequence;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The keys that a provider's new sequences are going to number. Which sequence numbers which table
 * is not in the schema: one that is named after a table numbers it, as Hibernate names them; any
 * other may number every table that has no such sequence.
 */
public final class NumberedKeys {
  private static final Set<String> INTEGERS = Set.of("smallint", "integer", "bigint");

  private final SchemaDiff diff;

  private NumberedKeys(SchemaDiff diff) {
    this.diff = diff;
  }

  /** Each sequence that comes or goes, to the keys of tables that are there before and after. */
  public static Map<ObjectId, List<ObjectId>> of(SchemaDiff diff) {
    Map<ObjectId, List<ObjectId>> both = new NumberedKeys(diff.reverse()).find();
    both.putAll(new NumberedKeys(diff).find());
    return both;
  }

  private Map<ObjectId, List<ObjectId>> find() {
    List<ObjectId> keys =
        diff.after().all(Column.class).stream().filter(this::isKey).map(Column::id).toList();
    Map<ObjectId, List<ObjectId>> numbered = new HashMap<>();
    for (Difference difference : diff.differences()) {
      if (difference instanceof Difference.Added added
          && added.object() instanceof Sequence sequence
          && sequence.ownedBy() == null) {
        numbered.put(sequence.id(), keys(sequence.id(), keys));
      }
    }
    return numbered;
  }

  private List<ObjectId> keys(ObjectId sequence, List<ObjectId> keys) {
    List<ObjectId> own = keys.stream().filter(key -> isNamedAfter(sequence, key)).toList();
    return own.isEmpty() ? keys.stream().filter(key -> !hasOwn(key)).toList() : own;
  }

  private boolean hasOwn(ObjectId key) {
    return diff.after().all(Sequence.class).stream()
        .anyMatch(sequence -> isNamedAfter(sequence.id(), key));
  }

  private static boolean isNamedAfter(ObjectId sequence, ObjectId key) {
    return sequence.schema().equals(key.schema())
        && sequence.name().equalsIgnoreCase(key.within() + "_seq");
  }

  /** Whether it is its table's only key column, a whole number that nothing else counts. */
  private boolean isKey(Column column) {
    return INTEGERS.contains(column.type())
        && column.identity() == null
        && column.defaultExpression() == null
        && isPrimary(column, diff.after())
        && diff.before().get(column.id()) != null;
  }

  private static boolean isPrimary(Column column, SchemaSnapshot snapshot) {
    String definition = "PRIMARY KEY (" + Names.quote(column.id().name()) + ")";
    return snapshot.all(Constraint.class).stream()
        .anyMatch(
            constraint ->
                constraint.type() == Constraint.Type.PRIMARY_KEY
                    && constraint.table().equals(column.table())
                    && constraint.definition().equals(definition));
  }
}
