package dev.athanor.schema.ddl;

import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Table;

/** Tables that get under a parent, or out. */
final class AttachmentSql {
  private final Context context;

  AttachmentSql(Context context) {
    this.context = context;
  }

  void attach(Table table) {
    for (ObjectId parent : table.parents()) {
      checks(table, parent);
      context
          .script()
          .add(
              table.isPartition()
                  ? "ALTER TABLE "
                      + name(parent)
                      + " ATTACH PARTITION "
                      + name(table.id())
                      + " "
                      + table.partitionBound()
                  : "ALTER TABLE " + name(table.id()) + " INHERIT " + name(parent));
    }
  }

  /** Indexes are made while attaching, but a parent's checks have to be there before. */
  private void checks(Table table, ObjectId parent) {
    for (Constraint check : context.after().snapshot.all(Constraint.class)) {
      ObjectId own = table.id().child(Kind.CONSTRAINT, check.id().name());
      if (check.table().equals(parent)
          && check.type() == Constraint.Type.CHECK
          && !check.definition().endsWith(" NO INHERIT")
          && !context.after().has(own)
          && !keeps(own, table)) {
        context
            .script()
            .add(
                "ALTER TABLE "
                    + name(table.id())
                    + " ADD CONSTRAINT "
                    + Names.quote(check.id().name())
                    + " "
                    + check.definition());
      }
    }
  }

  /** What a partition had from its parent stays behind as its own, and goes unless it is wanted. */
  void detach(Table table) {
    for (ObjectId parent : table.parents()) {
      context
          .script()
          .add(
              table.isPartition()
                  ? "ALTER TABLE " + name(parent) + " DETACH PARTITION " + name(table.id())
                  : "ALTER TABLE " + name(table.id()) + " NO INHERIT " + name(parent));
    }
    context.before().snapshot.clones().keySet().stream()
        .filter(clone -> clone.schema().equals(table.id().schema()))
        .filter(clone -> clone.within().equals(table.id().name()))
        .filter(clone -> !keeps(clone, table))
        .sorted()
        .forEach(this::drop);
  }

  private void drop(ObjectId clone) {
    context
        .script()
        .add(
            clone.kind() == Kind.INDEX
                ? "DROP INDEX " + context.names().of(clone)
                : "ALTER TABLE "
                    + context.names().tableOf(clone)
                    + " DROP CONSTRAINT "
                    + Names.quote(clone.name()));
  }

  /** Whether a clone is left alone because its table gets back under a parent that has it still. */
  private boolean keeps(ObjectId clone, Table table) {
    ObjectId origin = context.before().snapshot.clones().get(clone);
    Table after = (Table) context.after().objects.get(table.id());
    return origin != null
        && after != null
        && after.parents().contains(ObjectId.table(origin.schema(), origin.within()))
        && context.after().has(origin)
        && !context.does(Op.DROP, origin);
  }

  private String name(ObjectId table) {
    return context.names().of(table);
  }
}
