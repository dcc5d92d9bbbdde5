package dev.athanor.schema.ddl;

import dev.athanor.schema.diff.Types;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Table;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What can be said of a table only when its indexes and columns, and so its TOAST table, are there;
 * also what they took along when they went, and came back without.
 */
final class FinishSql {
  private final Context context;
  private final Set<ObjectId> retyped;

  FinishSql(Context context, Set<ObjectId> retyped) {
    this.context = context;
    this.retyped = retyped;
  }

  void write(Table after) {
    boolean existing = context.isExisting(after.id());
    Table before = existing ? (Table) context.before().objects.get(after.id()) : null;
    if (before != null) {
      toastOptions(before, after);
    }
    replicaIdentity(before, after);
    cluster(before, after);
  }

  private void toastOptions(Table before, Table after) {
    SortedMap<String, String> old = ofToast(before);
    SortedMap<String, String> now = ofToast(after);
    if (!now.isEmpty() && !keepsToast(before.id())) {
      old.replaceAll((name, value) -> "");
    }
    Options.change(alter(after), old, now).forEach(context.script()::add);
  }

  private static SortedMap<String, String> ofToast(Table table) {
    SortedMap<String, String> options = new TreeMap<>(table.options());
    options.keySet().removeIf(name -> !name.startsWith("toast."));
    return options;
  }

  /** Whether a column needs the TOAST table all along, so that it cannot have come anew. */
  private boolean keepsToast(ObjectId table) {
    return context.before().columns(table).stream()
        .anyMatch(
            column -> {
              Column now = context.after().column(column.id());
              return now != null
                  && !retyped.contains(column.id())
                  && !context.does(Op.DROP, column.id())
                  && needsToast(column)
                  && needsToast(now);
            });
  }

  /** Columns of limited length may do without, depending on the other ones. */
  private static boolean needsToast(Column column) {
    Column.Storage storage = column.storage();
    return !storage.typeStrategy().equals("plain")
        && !"plain".equals(storage.strategy())
        && Types.modifiers(column.type()).isEmpty();
  }

  static boolean needsIndex(Table table) {
    return table.replicaIdentity().startsWith("USING");
  }

  private void replicaIdentity(Table before, Table after) {
    String now = after.replicaIdentity();
    if (needsIndex(after)
        && (before == null
            || !before.replicaIdentity().equals(now)
            || isDropped(after.id(), now.substring("USING INDEX ".length())))) {
      context.script().add(alter(after) + " REPLICA IDENTITY " + now);
    }
  }

  private void cluster(Table before, Table after) {
    String old = before == null ? null : before.clusteredOn();
    boolean lost = old != null && isDropped(after.id(), old);
    if (after.clusteredOn() == null) {
      if (old != null && !lost) {
        context.script().add(alter(after) + " SET WITHOUT CLUSTER");
      }
    } else if (lost || !Objects.equals(old, after.clusteredOn())) {
      context.script().add(alter(after) + " CLUSTER ON " + after.clusteredOn());
    }
  }

  /** Whether an index, or the constraint that it stands behind, went; it may be back. */
  private boolean isDropped(ObjectId table, String quoted) {
    return context.actions().keySet().stream()
        .filter(key -> key.op() == Op.DROP)
        .map(Action.Key::id)
        .filter(id -> id.kind() == Kind.INDEX || id.kind() == Kind.CONSTRAINT)
        .anyMatch(
            id ->
                table.equals(ObjectId.table(id.schema(), id.within()))
                    && Names.quote(id.name()).equals(quoted));
  }

  private String alter(Table table) {
    return "ALTER TABLE " + context.names().of(table.id());
  }
}
