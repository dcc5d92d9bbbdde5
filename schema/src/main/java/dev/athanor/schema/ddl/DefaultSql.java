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

  /** Gives a column its default, or takes it away when {@code after} has none. */
  void write(Column column, Column after) {
    String wanted = after == null ? null : after.plainDefault();
    if (after == null || !context.isLed(after) || !isHandedDown(after, wanted)) {
      set(column, wanted, after != null && isOnly(after, wanted));
    }
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
