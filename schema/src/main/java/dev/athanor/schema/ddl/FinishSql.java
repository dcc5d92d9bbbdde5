package dev.athanor.schema.ddl;

import dev.athanor.schema.convert.Types;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Table;
import dev.athanor.schema.model.View;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What can be said of a table (or of a materialized view) only when its indexes and columns, and so
 * its TOAST table, are there; also what they took along when they went, and came back without.
 */
final class FinishSql {
  private final Context context;

  FinishSql(Context context) {
    this.context = context;
  }

  void write(Table after) {
    boolean existing = context.isExisting(after.id());
    Table before = existing ? (Table) context.before().objects.get(after.id()) : null;
    if (before != null) {
      toastOptions(before, after);
    }
    replicaIdentity(before, after);
    cluster(after.id(), before == null ? null : before.clusteredOn(), after.clusteredOn());
  }

  void write(View after) {
    boolean existing = context.isExisting(after.id());
    View before = existing ? (View) context.before().objects.get(after.id()) : null;
    cluster(after.id(), before == null ? null : before.clusteredOn(), after.clusteredOn());
  }

  private void toastOptions(Table before, Table after) {
    SortedMap<String, String> old = ofToast(before);
    SortedMap<String, String> now = ofToast(after);
    if (!now.isEmpty() && comesAnew(before.id())) {
      old.replaceAll((name, value) -> "");
    }
    Options.change(alter(after), old, now).forEach(context.script()::add);
  }

  private static SortedMap<String, String> ofToast(Table table) {
    SortedMap<String, String> options = new TreeMap<>(table.options());
    options.keySet().removeIf(name -> !name.startsWith("toast."));
    return options;
  }

  /** Whether the TOAST table may have gone with one column and come back with another. */
  private boolean comesAnew(ObjectId table) {
    List<Column> variable =
        context.before().columns(table).stream()
            .filter(column -> !column.storage().typeStrategy().equals("plain"))
            .toList();
    return variable.stream().anyMatch(this::isTouched)
        && variable.stream().noneMatch(column -> !isTouched(column) && needsToast(column));
  }

  private boolean isTouched(Column column) {
    return context.does(Op.DROP, column.id()) || context.does(Op.ALTER, column.id());
  }

  /** Columns of limited length may do without, depending on the other ones. */
  private static boolean needsToast(Column column) {
    return !"plain".equals(column.storage().strategy()) && Types.modifiers(column.type()).isEmpty();
  }

  static boolean needsIndex(Table table) {
    return table.replicaIdentity().startsWith("USING");
  }

  private void replicaIdentity(Table before, Table after) {
    String now = after.replicaIdentity();
    if (needsIndex(after)
        && (before == null
            || !before.replicaIdentity().equals(now)
            || isBack(after.id(), now.substring("USING INDEX ".length())))) {
      context.script().add(alter(after) + " REPLICA IDENTITY " + now);
    }
  }

  /** Of a materialized view, too: ALTER TABLE does for both. */
  private void cluster(ObjectId relation, String old, String now) {
    String alter = "ALTER TABLE " + context.names().of(relation);
    if (now == null && old != null && dropped(relation, old).isEmpty()) {
      context.script().add(alter + " SET WITHOUT CLUSTER");
    } else if (now != null && (!now.equals(old) || isBack(relation, now))) {
      context.script().add(alter + " CLUSTER ON " + now);
    }
  }

  /** Whether an index was dropped and made again. */
  private boolean isBack(ObjectId relation, String index) {
    return dropped(relation, index).filter(context.after()::has).isPresent();
  }

  /** The index, or the constraint that it stands behind, if it was dropped. */
  private Optional<ObjectId> dropped(ObjectId relation, String index) {
    return context.actions().keySet().stream()
        .filter(key -> key.op() == Op.DROP)
        .map(Action.Key::id)
        .filter(id -> id.kind() == Kind.INDEX || id.kind() == Kind.CONSTRAINT)
        .filter(id -> id.schema().equals(relation.schema()) && id.within().equals(relation.name()))
        .filter(id -> Names.quote(id.name()).equals(index))
        .findFirst();
  }

  private String alter(Table table) {
    return "ALTER TABLE " + context.names().of(table.id());
  }
}
