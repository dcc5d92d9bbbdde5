package dev.athanor.autogenerate.compare;

import dev.athanor.autogenerate.model.ModelDdl;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Table;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A row that gives keys, of the table that JPA's {@code GenerationType.TABLE} has.
 *
 * @param name which row it is: by the provider's standard the entity's table
 * @param first the first key that it gives
 * @param allocation how many keys it gives at once, at the most
 */
public record GeneratorRow(
    ObjectId table,
    String nameColumn,
    String name,
    String valueColumn,
    long first,
    int allocation) {

  /** Those that a provider's statements have put into a database: it puts in no others. */
  static List<GeneratorRow> in(Connection connection, SchemaSnapshot made, ModelDdl ddl)
      throws SQLException {
    List<GeneratorRow> rows = new ArrayList<>();
    if (ddl.statements().stream().anyMatch(ModelDdl::isInsert)) {
      for (Table table : made.all(Table.class)) {
        add(connection, table.id(), made, ddl.tableAllocation(), rows);
      }
    }
    return rows;
  }

  private static void add(
      Connection connection,
      ObjectId table,
      SchemaSnapshot made,
      int allocation,
      List<GeneratorRow> rows)
      throws SQLException {
    List<Column> columns =
        made.all(Column.class).stream().filter(column -> column.table().equals(table)).toList();
    Optional<Column> name = columns.stream().filter(column -> isKey(column, made)).findFirst();
    Optional<Column> value = columns.stream().filter(GeneratorRow::isValue).findFirst();
    if (columns.size() != 2 || name.isEmpty() || value.isEmpty()) {
      return;
    }
    String names = name.get().id().name();
    String values = value.get().id().name();
    String sql =
        "SELECT %s, %s FROM %s ORDER BY 1"
            .formatted(
                Names.quote(names), Names.quote(values), new Names(made.defaultSchema()).of(table));
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        long first = Math.max(1, row.getLong(2));
        rows.add(new GeneratorRow(table, names, row.getString(1), values, first, allocation));
      }
    }
  }

  /** By its columns alone. */
  public static boolean looksLikeItsTable(List<Column> columns) {
    return columns.size() == 2
        && columns.stream().anyMatch(GeneratorRow::isValue)
        && columns.stream().anyMatch(GeneratorRow::isName);
  }

  private static boolean isValue(Column column) {
    return column.type().matches("bigint|integer");
  }

  private static boolean isName(Column column) {
    return column.type().startsWith("character varying");
  }

  private static boolean isKey(Column column, SchemaSnapshot made) {
    String definition = "PRIMARY KEY (" + Names.quote(column.id().name()) + ")";
    return isName(column)
        && made.all(Constraint.class).stream()
            .anyMatch(
                key -> key.table().equals(column.table()) && key.definition().equals(definition));
  }
}
