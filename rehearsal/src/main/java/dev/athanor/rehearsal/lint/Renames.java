package dev.athanor.rehearsal.lint;

import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Index;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Routine;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.model.Sequence;
import dev.athanor.schema.model.Table;
import dev.athanor.schema.model.View;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one statement has renamed. A snapshot knows objects by name: what is gone and what is new
 * within one statement, and alike in all but the name, is the same object.
 */
final class Renames {
  private static final Set<Kind> OTHERS =
      Set.of(Kind.SCHEMA, Kind.ENUM, Kind.DOMAIN, Kind.COMPOSITE, Kind.RANGE);

  private Renames() {}

  /** Old names to new ones, tables before their columns. */
  static Map<ObjectId, ObjectId> in(List<Difference> differences) {
    List<SchemaObject> gone = objects(differences, Difference.Removed.class);
    List<SchemaObject> made = objects(differences, Difference.Added.class);
    Map<ObjectId, ObjectId> renames = new LinkedHashMap<>();
    for (SchemaObject old : gone) {
      made.stream()
          .filter(now -> !renames.containsValue(now.id()))
          .filter(now -> isSame(old, now, gone, made))
          .findFirst()
          .ifPresent(now -> renames.put(old.id(), now.id()));
    }
    return renames;
  }

  private static List<SchemaObject> objects(
      List<Difference> differences, Class<? extends Difference> kind) {
    return differences.stream()
        .filter(kind::isInstance)
        .map(each -> each.before() != null ? each.before() : each.after())
        .toList();
  }

  private static boolean isSame(
      SchemaObject old, SchemaObject now, List<SchemaObject> gone, List<SchemaObject> made) {
    if (old.getClass() != now.getClass()) {
      return false;
    }
    if (old instanceof Table) {
      return isAlike(old, now) && columns(old.id(), gone).equals(columns(now.id(), made));
    }
    if (old instanceof Column column) {
      return column.table().equals(((Column) now).table()) && isAlike(old, now);
    }
    if (old instanceof Constraint constraint) {
      return constraint.table().equals(((Constraint) now).table()) && isAlike(old, now);
    }
    if (old instanceof Index index) {
      return old.id().within().equals(now.id().within()) && isDefinedAlike(index, (Index) now);
    }
    if (old instanceof Routine routine) {
      return old.id().within().equals(now.id().within())
          && routine.signature().equals(((Routine) now).signature())
          && body(routine).equals(body((Routine) now));
    }
    if (old instanceof Sequence sequence) {
      return sequence.options().equals(((Sequence) now).options());
    }
    return (old instanceof View || OTHERS.contains(old.id().kind())) && isAlike(old, now);
  }

  /** An index's definition has its name behind INDEX. */
  private static boolean isDefinedAlike(Index old, Index now) {
    String name = " INDEX " + Names.quote(old.id().name()) + " ";
    return old.definition()
        .replace(name, " INDEX " + Names.quote(now.id().name()) + " ")
        .equals(now.definition());
  }

  private static Set<String> columns(ObjectId table, List<SchemaObject> objects) {
    Set<String> names = new TreeSet<>();
    for (SchemaObject object : objects) {
      if (object instanceof Column column && column.table().equals(table)) {
        names.add(column.id().name() + ' ' + column.type());
      }
    }
    return names;
  }

  /** All but the first line, which has the name. */
  private static String body(Routine routine) {
    return routine.definition().substring(Math.max(0, routine.definition().indexOf('\n')));
  }

  private static boolean isAlike(SchemaObject old, SchemaObject now) {
    for (RecordComponent part : old.getClass().getRecordComponents()) {
      if (!part.getName().equals("id") && !Objects.equals(value(part, old), value(part, now))) {
        return false;
      }
    }
    return true;
  }

  private static Object value(RecordComponent part, Object owner) {
    try {
      return part.getAccessor().invoke(owner);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(part.toString(), e);
    }
  }
}
