package dev.athanor.schema.ddl;

import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import java.util.List;
import java.util.Objects;

/**
 * SET DEFAULT and DROP DEFAULT.
 *
 * <p>PostgreSQL hands a parent's new default down to its children. So a parent is changed alone
 * (ONLY) where a child is to have another, and a child keeps still where the parent's will do.
 */
final class DefaultSql {
  private final Context context;

  DefaultSql(Context context) {
    this.context = context;
  }

  /** Gives a column its default. */
  void write(Column column) {
    String wanted = column.plainDefault();
    if (!context.isLed(column) || !isHandedDown(column, wanted)) {
      set(column, wanted, isOnly(column, wanted));
    }
  }

  /** Takes a default away, also one that comes back otherwise later. */
  void drop(Column column) {
    boolean goesWithParents =
        context.isLed(column)
            && context.before().parents(column).stream()
                .anyMatch(p -> context.does(Op.DROP, p.id().as(Kind.DEFAULT)) && !isKept(p));
    if (!goesWithParents) {
      set(column, null, isKept(column));
    }
  }

  /** Whether a child keeps a default that its parent loses. */
  private boolean isKept(Column column) {
    return context.before().children(column).stream()
        .anyMatch(child -> child.plainDefault() != null && !changes(child.id()));
  }

  /** What has to be said about a child's default once its parents have been dealt with. */
  void afterParents(Column column, List<Column> parents) {
    String left =
        parents.stream()
            .map(Column::plainDefault)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
    if (!column.isGenerated() && !Objects.equals(left, column.plainDefault())) {
      set(column, column.plainDefault(), false);
    }
  }

  private void set(Column column, String expression, boolean only) {
    context
        .script()
        .add(
            "ALTER TABLE "
                + (only ? "ONLY " : "")
                + context.names().tableOf(column.id())
                + " ALTER COLUMN "
                + Names.quote(column.id().name())
                + (expression == null ? " DROP DEFAULT" : " SET DEFAULT " + expression));
  }

  private boolean isHandedDown(Column child, String wanted) {
    return context.after().parents(child).stream()
        .anyMatch(
            parent ->
                changes(parent.id())
                    && Objects.equals(parent.plainDefault(), wanted)
                    && !isOnly(parent, parent.plainDefault()));
  }

  private boolean changes(ObjectId column) {
    ObjectId id = column.as(Kind.DEFAULT);
    return context.does(Op.CREATE, id) || context.does(Op.ALTER, id) || context.does(Op.DROP, id);
  }

  private boolean isOnly(Column parent, String wanted) {
    return context.after().children(parent).stream()
        .anyMatch(
            child ->
                context.isLed(child)
                    && (!Objects.equals(child.plainDefault(), wanted) || isOnly(child, wanted)));
  }
}
