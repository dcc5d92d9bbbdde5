package dev.athanor.schema.diff;

import dev.athanor.schema.convert.Types;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds what may have been renamed rather than dropped and added. */
final class RenameHints {
  /** Of the columns of both tables together, how many have to agree for a hint. */
  private static final double ALIKE = 0.5;

  private RenameHints() {}

  static List<Rename> of(SchemaDiff diff) {
    List<Rename> hints = new ArrayList<>();
    List<ObjectId> removed = ids(diff, Difference.Removed.class);
    List<ObjectId> added = ids(diff, Difference.Added.class);
    boolean generator = isOneSequenceForAnother(removed, added);
    for (ObjectId old : removed) {
      for (ObjectId now : added) {
        if (old.kind() == now.kind()
            && old.schema().equals(now.schema())
            && old.within().equals(now.within())
            && (old.kind() == Kind.SEQUENCE ? generator : alike(diff, old, now))) {
          hints.add(new Rename(old, now.name()));
        }
      }
    }
    return hints;
  }

  /**
   * What a sequence has given out may be in no row any more. A table that goes takes its generator
   * along, and where several come, no one of them is the old one.
   */
  private static boolean isOneSequenceForAnother(List<ObjectId> removed, List<ObjectId> added) {
    return removed.stream().noneMatch(id -> id.kind() == Kind.TABLE)
        && removed.stream().filter(id -> id.kind() == Kind.SEQUENCE).count() == 1
        && added.stream().filter(id -> id.kind() == Kind.SEQUENCE).count() == 1;
  }

  private static <T extends Difference> List<ObjectId> ids(SchemaDiff diff, Class<T> type) {
    return diff.headlines().stream().filter(type::isInstance).map(Difference::id).toList();
  }

  private static boolean alike(SchemaDiff diff, ObjectId old, ObjectId now) {
    if (old.kind() == Kind.COLUMN) {
      Column before = (Column) diff.before().get(old);
      Column after = (Column) diff.after().get(now);
      // An heir's column has the name that its parent's gets.
      return !before.inherited()
          && !after.inherited()
          && Types.sameFamily(before.type(), after.type());
    }
    if (old.kind() != Kind.TABLE) {
      return false;
    }
    Set<String> before = columns(diff.before(), old);
    Set<String> after = columns(diff.after(), now);
    Set<String> common = new HashSet<>(before);
    common.retainAll(after);
    Set<String> all = new HashSet<>(before);
    all.addAll(after);
    return !common.isEmpty() && common.size() >= ALIKE * all.size();
  }

  private static Set<String> columns(SchemaSnapshot snapshot, ObjectId table) {
    Set<String> columns = new HashSet<>();
    for (Column column : snapshot.all(Column.class)) {
      if (column.table().equals(table)) {
        columns.add(column.id().name() + " " + column.type());
      }
    }
    return columns;
  }
}
