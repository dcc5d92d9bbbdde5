package dev.athanor.schema.ddl;

import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** CREATE TABLE and what ALTER TABLE does to a table as a whole. */
final class TableSql {
  private final Context context;
  private final ColumnSql columns;
  private final ConstraintSql constraintSql;
  private final CommentSql comments;

  TableSql(Context context, ColumnSql columns, ConstraintSql constraints, CommentSql comments) {
    this.context = context;
    this.columns = columns;
    this.constraintSql = constraints;
    this.comments = comments;
  }

  void create(Table table, List<Action> parts) {
    Set<ObjectId> hosted = new HashSet<>();
    parts.forEach(part -> hosted.add(part.id()));
    boolean attached = hosted.contains(table.id().as(Kind.ATTACHMENT));
    List<String> lines = new ArrayList<>();
    List<Column> all = context.after().columns(table.id());
    for (Column column : all) {
      if (!attached || !column.inherited()) {
        lines.add(columns.definition(column, hosted.contains(column.id().as(Kind.DEFAULT))));
      }
    }
    List<Constraint> constraints = constraints(parts);
    for (Constraint constraint : constraints) {
      lines.add(
          "CONSTRAINT "
              + Names.quote(constraint.id().name())
              + " "
              + ConstraintSql.body(constraint));
    }
    context.script().add(head(table, attached, lines) + tail(table));
    settings(Table.plain(table.id()), table);
    comments.write(null, table);
    for (Column column : all) {
      columns.finish(column, attached && column.inherited());
    }
    constraints.forEach(constraint -> constraintSql.comment(null, constraint));
  }

  private static List<Constraint> constraints(List<Action> parts) {
    return parts.stream()
        .map(Action::after)
        .filter(Constraint.class::isInstance)
        .map(Constraint.class::cast)
        .sorted(Comparator.comparing(Constraint::type).thenComparing(Constraint::id))
        .toList();
  }

  private String head(Table table, boolean attached, List<String> lines) {
    String body = lines.isEmpty() ? "" : "(\n    " + String.join(",\n    ", lines) + "\n)";
    String create = "CREATE " + (table.unlogged() ? "UNLOGGED " : "") + "TABLE " + name(table.id());
    if (attached && table.isPartition()) {
      return create
          + " PARTITION OF "
          + name(table.parents().get(0))
          + (body.isEmpty() ? "" : " " + body)
          + "\n"
          + table.partitionBound();
    }
    return create
        + " "
        + (body.isEmpty() ? "()" : body)
        + (attached ? "\nINHERITS (" + names(table.parents()) + ")" : "");
  }

  private static String tail(Table table) {
    return (table.isPartitioned() ? "\nPARTITION BY " + table.partitionKey() : "")
        + (table.accessMethod() == null ? "" : "\nUSING " + Names.quote(table.accessMethod()))
        + (table.options().isEmpty() ? "" : "\nWITH (" + Options.list(table.options()) + ")");
  }

  void alter(Table before, Table after) {
    String alter = "ALTER TABLE " + name(after.id());
    if (before.unlogged() != after.unlogged()) {
      context.script().add(alter + (after.unlogged() ? " SET UNLOGGED" : " SET LOGGED"));
    }
    if (!Objects.equals(before.accessMethod(), after.accessMethod())) {
      String method = after.accessMethod() == null ? "heap" : Names.quote(after.accessMethod());
      context.script().add(alter + " SET ACCESS METHOD " + method);
    }
    Options.change(alter, own(before), own(after)).forEach(context.script()::add);
    settings(before, after);
    comments.write(before, after);
  }

  /** Row security and the replica identity. */
  private void settings(Table before, Table after) {
    String alter = "ALTER TABLE " + name(after.id());
    if (before.rowSecurity() != after.rowSecurity()) {
      context
          .script()
          .add(alter + (after.rowSecurity() ? " ENABLE" : " DISABLE") + " ROW LEVEL SECURITY");
    }
    if (before.forceRowSecurity() != after.forceRowSecurity()) {
      context
          .script()
          .add(alter + (after.forceRowSecurity() ? " FORCE" : " NO FORCE") + " ROW LEVEL SECURITY");
    }
    if (!before.replicaIdentity().equals(after.replicaIdentity()) && !FinishSql.needsIndex(after)) {
      context.script().add(alter + " REPLICA IDENTITY " + after.replicaIdentity());
    }
  }

  /** The options without those of the TOAST table, which may not be there yet. */
  private static SortedMap<String, String> own(Table table) {
    SortedMap<String, String> options = new TreeMap<>(table.options());
    options.keySet().removeIf(name -> name.startsWith("toast."));
    return options;
  }

  void drop(Table table) {
    context.script().add("DROP TABLE " + name(table.id()));
  }

  private String names(List<ObjectId> tables) {
    return String.join(", ", tables.stream().map(this::name).toList());
  }

  private String name(ObjectId table) {
    return context.names().of(table);
  }
}
