package dev.athanor.schema.ddl;

import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Columns: in CREATE TABLE, added, altered and dropped. */
final class ColumnSql {
  private final Context context;
  private final CommentSql comments;
  private final NotNullSql notNulls;
  private final DefaultSql defaults;

  ColumnSql(Context context, NotNullSql notNulls, CommentSql comments) {
    this.context = context;
    this.comments = comments;
    this.notNulls = notNulls;
    this.defaults = new DefaultSql(context);
  }

  /** {@code name type …}, as between the parentheses of CREATE TABLE. */
  String definition(Column column, boolean withDefault) {
    StringBuilder text = new StringBuilder(typed(column));
    if (column.isGenerated()) {
      text.append(" GENERATED ALWAYS AS (")
          .append(column.defaultExpression())
          .append(column.generated() == Column.Generated.STORED ? ") STORED" : ") VIRTUAL");
    } else if (column.identity() != null) {
      text.append(' ').append(identity(column));
    } else if (withDefault) {
      text.append(" DEFAULT ").append(column.defaultExpression());
    }
    boolean inline = column.notNull() && !notNulls.isLate(column);
    return text.append(inline ? " " + column.nullability() : "").toString();
  }

  private static String typed(Column column) {
    return Names.quote(column.id().name()) + " " + column.type() + collate(column);
  }

  private static String collate(Column column) {
    return column.collation() == null ? "" : " COLLATE " + column.collation();
  }

  private static String identity(Column column) {
    Column.Identity identity = column.identity();
    List<String> options = new ArrayList<>();
    if (!identity.sequence().equals(SequenceSql.defaultName(column.id()))) {
      options.add("SEQUENCE NAME " + Names.quote(identity.sequence()));
    }
    options.addAll(SequenceSql.options(identity.options(), false));
    return "GENERATED "
        + (identity.always() ? "ALWAYS" : "BY DEFAULT")
        + " AS IDENTITY"
        + (options.isEmpty() ? "" : " (" + String.join(" ", options) + ")");
  }

  /** ALTER TABLE … ADD COLUMN. */
  void create(Column column, List<Action> parts) {
    if (context.isLed(column)) {
      finish(column, true);
      return;
    }
    boolean withDefault = parts.stream().anyMatch(part -> part.id().kind() == Kind.DEFAULT);
    String add = "ALTER TABLE " + table(column) + " ADD COLUMN ";
    if (column.identity() != null && context.isParent(column.table())) {
      // An identity is not handed down, so it cannot come with a column that is.
      context.script().add(add + typed(column) + " NOT NULL");
      context.script().add(alter(column) + " ADD " + identity(column));
    } else if (!notNulls.add(column, withDefault, typed(column))) {
      context.script().add(add + definition(column, withDefault));
    }
    notNulls.addLate(column);
    physical(column, Column.Storage.DEFAULT, column.storage());
    comments.write(null, column);
  }

  /** What CREATE TABLE cannot say, or what a column says beyond its parents'. */
  void finish(Column column, boolean led) {
    if (led) {
      List<Column> parents = context.after().parents(column);
      notNulls.afterParents(column, parents);
      defaults.afterParents(column, parents);
    }
    physical(column, Column.Storage.DEFAULT, column.storage());
    comments.write(null, column);
  }

  void drop(Column column) {
    if (!context.isLed(column)) {
      context
          .script()
          .add("ALTER TABLE " + table(column) + " DROP COLUMN " + Names.quote(column.id().name()));
    }
  }

  void alter(Column before, Column after, boolean retyped, List<Action> parts) {
    boolean led = context.isLed(after) && before.inherited();
    if (!led) {
      if (before.isGenerated() && !after.isGenerated()) {
        context.script().add(alter(after) + " DROP EXPRESSION");
      } else if (after.isGenerated()
          && !after.defaultExpression().equals(before.defaultExpression())) {
        context
            .script()
            .add(alter(after) + " SET EXPRESSION AS (" + after.defaultExpression() + ")");
      }
      if (before.identity() != null && after.identity() == null) {
        context.script().add(alter(after) + " DROP IDENTITY");
      }
      if (retyped) {
        retype(before, after, parts);
      }
    }
    if (led && retyped) {
      defaults.afterParents(after, context.after().parents(after));
    }
    notNulls.alter(before, after, led);
    if (!led && after.identity() != null) {
      new IdentitySql(context, comments).write(before, after, alter(after), identity(after));
    }
    physical(after, retyped ? before.storage().afterRetyping() : before.storage(), after.storage());
    comments.write(before, after);
  }

  private void retype(Column before, Column after, List<Action> parts) {
    List<String> clauses = new ArrayList<>();
    String column = "ALTER COLUMN " + Names.quote(after.id().name());
    if (parts.stream().anyMatch(part -> part.op() == Op.DROP)) {
      clauses.add(column + " DROP DEFAULT");
    }
    clauses.add(column + " TYPE " + after.type() + collate(after) + using(before, after));
    if (parts.stream().anyMatch(part -> part.op() == Op.CREATE)) {
      clauses.add(column + " SET DEFAULT " + after.defaultExpression());
    }
    String separator = clauses.size() == 1 ? " " : "\n    ";
    context
        .script()
        .add("ALTER TABLE " + table(after) + separator + String.join(",\n    ", clauses));
  }

  private String using(Column before, Column after) {
    String expression = context.conversions().using(before, after);
    return expression == null ? "" : " USING " + expression;
  }

  private void physical(Column column, Column.Storage before, Column.Storage after) {
    // Children have settings of their own, which those of a parent would overwrite.
    boolean parent = !context.after().children(column).isEmpty();
    String alter = parent ? alter(column).replaceFirst("TABLE", "TABLE ONLY") : alter(column);
    if (!Objects.equals(before.strategy(), after.strategy())) {
      String strategy = after.strategy() == null ? after.typeStrategy() : after.strategy();
      context.script().add(alter + " SET STORAGE " + strategy.toUpperCase(java.util.Locale.ROOT));
    }
    if (!Objects.equals(before.compression(), after.compression())) {
      String method = after.compression() == null ? "default" : after.compression();
      context.script().add(alter + " SET COMPRESSION " + method);
    }
    if (before.statisticsTarget() != after.statisticsTarget()) {
      context.script().add(alter + " SET STATISTICS " + after.statisticsTarget());
    }
    Options.change(alter, before.options(), after.options()).forEach(context.script()::add);
  }

  private String alter(Column column) {
    return "ALTER TABLE " + table(column) + " ALTER COLUMN " + Names.quote(column.id().name());
  }

  private String table(Column column) {
    return context.names().tableOf(column.id());
  }
}
