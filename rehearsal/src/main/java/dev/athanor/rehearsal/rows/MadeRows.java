package dev.athanor.rehearsal.rows;

import dev.athanor.engine.database.SqlErrors;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Table;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * The made-up rows of one database, kept up with its schema: a new table gets rows, and a new
 * column of a table that has some gets values, as the application would give them between two
 * revisions.
 */
public final class MadeRows {
  private static final String NOT_NULL = "23502";

  /** Columns that have nulls only because no value could be made up for them. */
  private final Set<ObjectId> lacking = new HashSet<>();

  /**
   * Puts rows into every table.
   *
   * @param connection in autocommit, to a database with that schema
   */
  public void fill(Connection connection, SchemaSnapshot schema) throws SQLException {
    fill(connection, schema, schema.all(Table.class).stream().map(Table::id).toList());
  }

  /** Puts rows into some tables, and values into what was left null there. */
  public void fill(Connection connection, SchemaSnapshot schema, List<ObjectId> tables)
      throws SQLException {
    SampleRows.into(connection, schema, tables);
    Set<ObjectId> filled = new HashSet<>(tables);
    complete(
        connection,
        schema,
        schema.all(Column.class).stream().filter(each -> filled.contains(each.table())).toList());
  }

  /**
   * Follows the schema: what is new on the way from {@code before} to {@code later} gets rows and
   * values.
   *
   * @return whether something was new
   */
  public boolean advance(Connection connection, SchemaSnapshot before, SchemaSnapshot later)
      throws SQLException {
    Set<ObjectId> tables = new LinkedHashSet<>();
    for (Table table : later.all(Table.class)) {
      if (before.get(table.id()) == null) {
        tables.add(table.id());
      }
    }
    if (!tables.isEmpty()) {
      fill(connection, later, List.copyOf(tables));
    }
    List<Column> columns =
        later.all(Column.class).stream()
            .filter(each -> before.get(each.id()) == null && !tables.contains(each.table()))
            .toList();
    if (!columns.isEmpty()) {
      complete(connection, later, columns);
    }
    return !tables.isEmpty() || !columns.isEmpty();
  }

  private void complete(Connection connection, SchemaSnapshot schema, List<Column> columns)
      throws SQLException {
    List<Column> optional =
        columns.stream().filter(each -> !each.notNull() && !each.isGenerated()).toList();
    lacking.removeAll(columns.stream().map(Column::id).toList());
    lacking.addAll(SampleRows.complete(connection, schema, optional));
  }

  /**
   * Whether a failure may be of these rows only, and others pass: what a type, a constraint or an
   * index refuses. A value that is missing is missing in every row, unless it was these rows that
   * had none.
   */
  public boolean mayHaveCaused(SQLException failure) {
    String state = SqlErrors.state(failure);
    return state.equals(NOT_NULL)
        ? lacking.contains(column(failure))
        : state.startsWith("22") || state.startsWith("23");
  }

  private static ObjectId column(SQLException failure) {
    ServerErrorMessage server =
        failure instanceof PSQLException e ? e.getServerErrorMessage() : null;
    return server == null || server.getSchema() == null || server.getColumn() == null
        ? null
        : ObjectId.column(server.getSchema(), server.getTable(), server.getColumn());
  }
}
