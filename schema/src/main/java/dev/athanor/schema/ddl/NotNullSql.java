package dev.athanor.schema.ddl;

import dev.athanor.schema.convert.Types;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Names;
import java.util.List;
import java.util.Objects;

/** NOT NULL on tables that may have rows. */
final class NotNullSql {
  private static final int LONGEST_NAME = 63;
  private static final int OWN_NOT_NULL = 18;
  private static final String PLAIN = "NOT NULL";
  private static final String UNPROVEN = "NOT NULL NOT VALID";
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
        !column.notNull()
            || !column.notNullTerms().isEmpty()
            || withDefault
            || column.isGenerated()
            || column.identity() != null;
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

  /** What holds of a column until {@link #finish}, which adds what is not valid. */
  private static String standing(Column column) {
    return column.isNotNullUnproven() ? null : column.nullability();
  }

  private static String handedDown(Column parent) {
    return parent.isNotNullAlone() ? null : standing(parent);
  }

  /**
   * Whether NOT NULL cannot come with the column: what is not inherited, ADD COLUMN hands down all
   * the same, and without a constraint (PostgreSQL 18).
   */
  boolean isLate(Column column) {
    boolean parent = context.isExisting(column.table()) && context.isParent(column.table());
    return column.isNotNullUnproven() || parent && column.isNotNullAlone();
  }

  /** Adds what {@link #isLate} but for {@link #finish}. */
  void addLate(Column column) {
    if (standing(column) != null && isLate(column)) {
      change(null, column);
    }
  }

  /** What a column says beyond its parents. */
  void afterParents(Column column, List<Column> parents) {
    List<String> handed = parents.stream().map(NotNullSql::handedDown).toList();
    String wanted = standing(column);
    if (wanted != null && !handed.contains(wanted)) {
      change(handed.stream().filter(Objects::nonNull).findFirst().orElse(null), column);
    }
  }

  void alter(Column before, Column after, boolean led) {
    String old = before.nullability();
    String now = standing(after);
    if (Objects.equals(old, after.nullability())) {
      return;
    }
    // From PostgreSQL 18 on, what a child also says for itself outlives its parents' word.
    boolean outlives = context.version() >= OWN_NOT_NULL && now == null;
    boolean decided = led && !outlives && followsParent(after, old, now);
    if (!decided) {
      change(old, after);
    }
  }

  private boolean followsParent(Column child, String old, String now) {
    return context.after().parents(child).stream()
        .anyMatch(
            parent -> {
              Column past = context.before().column(parent.id());
              return past != null
                  && Objects.equals(past.isNotNullAlone() ? null : past.nullability(), old)
                  && Objects.equals(handedDown(parent), now);
            });
  }

  /** Adds what is not valid when every child is there: one that comes later would have it valid. */
  void finish(Column column) {
    Column before = context.before().column(column.id());
    boolean kept =
        before != null
            && Objects.equals(before.nullability(), column.nullability())
            && context.isExisting(column.table())
            && !context.does(Op.DROP, column.id());
    boolean follows =
        context.after().parents(column).stream()
            .anyMatch(p -> p.isNotNullUnproven() && !p.isNotNullAlone());
    if (column.isNotNullUnproven() && !kept && !follows) {
      add(column);
    }
  }

  private void add(Column column) {
    context
        .script()
        .add(
            "ALTER TABLE "
                + context.names().tableOf(column.id())
                + " ADD NOT NULL "
                + Names.quote(column.id().name())
                + " "
                + column.notNullTerms());
  }

  /** Takes a column from a nullability to that which stands for now. */
  private void change(String old, Column column) {
    String alter = "ALTER TABLE " + context.names().tableOf(column.id()) + " ";
    String name = Names.quote(column.id().name());
    String now = standing(column);
    // SET NOT NULL validates what is there, under its lock; anything else begins anew.
    boolean validates = PLAIN.equals(now) && UNPROVEN.equals(old) && !context.options().safe();
    if (old != null && !validates) {
      context.script().add(alter + "ALTER COLUMN " + name + " DROP NOT NULL");
    }
    if (PLAIN.equals(now)) {
      set(column);
    } else if (now != null) {
      add(column);
    }
  }

  /** SET NOT NULL, by way of a check constraint where the table must not be locked for long. */
  private void set(Column column) {
    String table = context.names().tableOf(column.id());
    String name = Names.quote(column.id().name());
    String alter = "ALTER TABLE " + table + " ";
    // What a generated column holds is for its expression to say: no UPDATE can give it a value.
    String todo =
        column.isGenerated()
            ? ""
            : "existing rows need a value first: UPDATE "
                + table
                + " SET "
                + name
                + " = … WHERE "
                + name
                + " IS NULL";
    if (context.options().fillNotNull() && !column.isGenerated()) {
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
            alter + "ADD CONSTRAINT " + constraint + " CHECK (" + name + " IS NOT NULL) NOT VALID");
    context.script().nextGroup();
    context.script().add(alter + "VALIDATE CONSTRAINT " + constraint, todo);
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
