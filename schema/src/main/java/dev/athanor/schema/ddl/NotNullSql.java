package dev.athanor.schema.ddl;

import dev.athanor.schema.diff.Types;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Names;

/** NOT NULL on tables that may have rows. */
final class NotNullSql {
  private static final int LONGEST_NAME = 63;
  private static final String SUFFIX = "_not_null";

  private final Context context;
  private final Fillers fillers;

  NotNullSql(Context context) {
    this.context = context;
    this.fillers = new Fillers(context.after());
  }

  /** Adds a NOT NULL column without a default in stages; false if one statement does. */
  boolean add(Column column, boolean withDefault, String typed) {
    boolean plain =
        !column.notNull() || withDefault || column.isGenerated() || column.identity() != null;
    if (plain || !(context.options().fillNotNull() || context.options().safe())) {
      return false;
    }
    String table = context.names().tableOf(column.id());
    String name = Names.quote(column.id().name());
    String filler = context.options().fillNotNull() ? fillers.of(column) : null;
    String add = "ALTER TABLE " + table + " ADD COLUMN " + typed;
    if (filler != null && !fillers.needsUpdate(column)) {
      context.script().add(add + " DEFAULT " + filler + " NOT NULL");
      context.script().add("ALTER TABLE " + table + " ALTER COLUMN " + name + " DROP DEFAULT");
      return true;
    }
    context.script().add(add);
    if (filler != null) {
      context.script().add("UPDATE " + table + " SET " + name + " = " + filler);
      context.script().nextGroup();
      context.script().add("ALTER TABLE " + table + " ALTER COLUMN " + name + " SET NOT NULL");
    } else {
      set(column);
    }
    return true;
  }

  /** SET NOT NULL, by way of a check constraint where the table must not be locked for long. */
  void set(Column column) {
    String table = context.names().tableOf(column.id());
    String name = Names.quote(column.id().name());
    String alter = "ALTER TABLE " + table + " ";
    String todo =
        "existing rows need a value first: UPDATE "
            + table
            + " SET "
            + name
            + " = … WHERE "
            + name
            + " IS NULL";
    if (context.options().fillNotNull()) {
      fill(column, table, name);
    }
    if (!context.options().safe()) {
      context.script().add(alter + "ALTER COLUMN " + name + " SET NOT NULL", todo);
      return;
    }
    String constraint = Names.quote(constraintName(column));
    context
        .script()
        .add(
            alter + "ADD CONSTRAINT " + constraint + " CHECK (" + name + " IS NOT NULL) NOT VALID",
            todo);
    context.script().nextGroup();
    context.script().add(alter + "VALIDATE CONSTRAINT " + constraint);
    context.script().nextGroup();
    context.script().add(alter + "ALTER COLUMN " + name + " SET NOT NULL");
    context.script().add(alter + "DROP CONSTRAINT " + constraint);
    context.script().nextGroup();
  }

  private void fill(Column column, String table, String name) {
    String filler = column.plainDefault() != null ? column.plainDefault() : fillers.of(column);
    if (filler != null) {
      context
          .script()
          .add("UPDATE " + table + " SET " + name + " = " + filler + " WHERE " + name + " IS NULL");
      context.script().nextGroup();
    }
  }

  private static String constraintName(Column column) {
    String base = column.id().within() + "_" + column.id().name();
    int room = LONGEST_NAME - SUFFIX.length();
    return (base.length() > room ? base.substring(0, room) : base) + SUFFIX;
  }

  static boolean isFillable(String type) {
    return Types.filler(type) != null;
  }
}
