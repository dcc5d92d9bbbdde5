package dev.athanor.autogenerate.write;

import dev.athanor.autogenerate.compare.GeneratorRow;
import dev.athanor.autogenerate.compare.Generators;
import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.diff.SchemaDiff;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Sequence;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The keys that a provider's generators are going to number. Which of them numbers which table is
 * not in the schema: one that is named after a table numbers it, as Hibernate names them; any other
 * may number every table that has none of its own.
 */
final class NumberedKeys {
  private final SchemaDiff diff;
  private final Generators generators;
  private final List<ObjectId> keys;

  NumberedKeys(SchemaDiff diff, Generators generators) {
    this.diff = diff;
    this.generators = generators;
    this.keys =
        diff.after().all(Column.class).stream().filter(this::isKey).map(Column::id).toList();
  }

  /** Each sequence that comes or goes, to the keys of tables that are there before and after. */
  Map<ObjectId, List<ObjectId>> ofSequences() {
    Map<ObjectId, List<ObjectId>> both = ofOldSequences();
    both.putAll(ofNewSequences());
    return both;
  }

  private Map<ObjectId, List<ObjectId>> ofOldSequences() {
    return new NumberedKeys(diff.reverse(), Generators.NONE).ofNewSequences();
  }

  private Map<ObjectId, List<ObjectId>> ofNewSequences() {
    Map<ObjectId, List<ObjectId>> numbered = new HashMap<>();
    for (Difference difference : diff.differences()) {
      if (difference instanceof Difference.Added added
          && added.object() instanceof Sequence sequence
          && sequence.ownedBy() == null) {
        numbered.put(sequence.id(), of(sequence.id()));
      }
    }
    return numbered;
  }

  /** The keys that lose what numbered them, or have been no numbers, and may get this sequence. */
  List<ObjectId> freshOf(ObjectId sequence) {
    return fresh(of(sequence));
  }

  /**
   * The same of a row; of one whose table is new, or is called otherwise, all that it may number.
   */
  List<ObjectId> freshOf(GeneratorRow row) {
    List<ObjectId> own = keys.stream().filter(key -> isNamedAfter(row, key)).toList();
    List<ObjectId> all = own.isEmpty() ? keys.stream().filter(key -> !hasOwn(key)).toList() : own;
    return diff.before().get(row.table()) == null || isRenamed(row.table()) ? all : fresh(all, row);
  }

  /** A row that is named after a table is another one once the table has another name. */
  private List<ObjectId> fresh(List<ObjectId> some, GeneratorRow row) {
    List<ObjectId> fresh = new ArrayList<>(fresh(some));
    some.stream()
        .filter(key -> isNamedAfter(row, key))
        .filter(key -> isRenamed(ObjectId.table(key.schema(), key.within())))
        .filter(key -> !fresh.contains(key))
        .forEach(fresh::add);
    return fresh;
  }

  private boolean isRenamed(ObjectId table) {
    return diff.renamesBefore().stream().anyMatch(rename -> rename.to().equals(table));
  }

  private List<ObjectId> fresh(List<ObjectId> some) {
    Set<ObjectId> left =
        ofOldSequences().values().stream().flatMap(Collection::stream).collect(Collectors.toSet());
    boolean tableGoes = aGeneratorsTableGoes();
    return some.stream()
        .filter(
            key -> {
              Column old = (Column) diff.before().get(key);
              boolean counted = old.identity() != null || old.defaultExpression() != null;
              return counted || !isNumber(old) || tableGoes || left.contains(key);
            })
        .toList();
  }

  /** By what such a table looks like; which keys it numbered only its rows could tell. */
  private boolean aGeneratorsTableGoes() {
    return diff.differences().stream()
        .filter(Difference.Removed.class::isInstance)
        .filter(gone -> gone.id().kind() == Kind.TABLE)
        .anyMatch(
            gone ->
                GeneratorRow.looksLikeItsTable(
                    diff.before().all(Column.class).stream()
                        .filter(column -> column.table().equals(gone.id()))
                        .toList()));
  }

  private List<ObjectId> of(ObjectId sequence) {
    List<ObjectId> own = keys.stream().filter(key -> isNamedAfter(sequence, key)).toList();
    return own.isEmpty() ? keys.stream().filter(key -> !hasOwn(key)).toList() : own;
  }

  private boolean hasOwn(ObjectId key) {
    return generators.rows().stream().anyMatch(row -> isNamedAfter(row, key))
        || diff.after().all(Sequence.class).stream()
            .anyMatch(sequence -> isNamedAfter(sequence.id(), key));
  }

  private static boolean isNamedAfter(ObjectId sequence, ObjectId key) {
    return sequence.schema().equals(key.schema())
        && sequence.name().equalsIgnoreCase(key.within() + "_seq");
  }

  private static boolean isNamedAfter(GeneratorRow row, ObjectId key) {
    return row.name().equalsIgnoreCase(key.within());
  }

  /** Whether it is its table's only key column, a whole number that nothing else counts. */
  private boolean isKey(Column column) {
    return isNumber(column)
        && column.identity() == null
        && column.defaultExpression() == null
        && isPrimary(column, diff.after())
        && diff.before().get(column.id()) != null;
  }

  static boolean isNumber(Column column) {
    return column.type().matches("smallint|integer|bigint|numeric\\(\\d+,0\\)");
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
