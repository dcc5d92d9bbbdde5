package dev.athanor.engine.liquibase;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import liquibase.change.AbstractSQLChange;
import liquibase.change.Change;
import liquibase.change.ColumnConfig;
import liquibase.change.core.AddColumnChange;
import liquibase.change.core.CreateTableChange;
import liquibase.change.core.DropColumnChange;
import liquibase.change.core.DropTableChange;
import liquibase.change.core.ModifyDataTypeChange;
import liquibase.change.core.RenameColumnChange;
import liquibase.change.core.RenameTableChange;

/**
 * The types of the columns that a changelog has made so far, by what it says itself: what a live
 * Liquibase would ask the database for. Where that cannot be told for every database, nothing is
 * known: a table that SQL text names, one of two that have a name in common, and what is made by a
 * changeset that some databases leave out.
 */
final class KnownColumns {
  private final Map<String, Table> tables = new HashMap<>();

  /** A table by its name; without columns from when on it is not known any more. */
  private static final class Table {
    private final String schema;
    private Map<String, Optional<String>> columns = new HashMap<>();

    Table(String schema) {
      this.schema = schema;
    }

    void forget() {
      columns = null;
    }

    boolean isKnown() {
      return columns != null;
    }

    void put(String column, Optional<String> type) {
      if (columns != null) {
        columns.put(column, type);
      }
    }

    boolean hasHeardOf(String column) {
      return columns == null || columns.containsKey(column);
    }

    Optional<String> type(String column) {
      return columns == null ? Optional.empty() : columns.getOrDefault(column, Optional.empty());
    }
  }

  /** As the changelog writes it; empty where it does not say. */
  Optional<String> type(String schema, String table, String column) {
    Table known = tables.get(name(table));
    return known == null || !known.schema.equals(name(schema))
        ? Optional.empty()
        : known.type(name(column));
  }

  /**
   * What is known once {@code change} has run.
   *
   * @param always whether it runs in every database
   */
  void see(Change change, boolean always) {
    if (change instanceof CreateTableChange create) {
      boolean again = tables.containsKey(name(create.getTableName()));
      Table table = of(create.getSchemaName(), create.getTableName());
      if (again) {
        table.forget();
      }
      learn(table, create.getColumns(), true);
    } else if (change instanceof AddColumnChange add) {
      learn(of(add.getSchemaName(), add.getTableName()), add.getColumns(), always);
    } else if (change instanceof ModifyDataTypeChange modify) {
      learn(
          of(modify.getSchemaName(), modify.getTableName()),
          modify.getColumnName(),
          modify.getNewDataType(),
          always);
    } else if (change instanceof RenameColumnChange rename) {
      Table table = of(rename.getSchemaName(), rename.getTableName());
      Optional<String> type = table.type(name(rename.getOldColumnName()));
      table.put(name(rename.getOldColumnName()), Optional.empty());
      table.put(name(rename.getNewColumnName()), always ? type : Optional.empty());
    } else if (change instanceof DropColumnChange drop) {
      of(drop.getSchemaName(), drop.getTableName())
          .put(name(drop.getColumnName()), Optional.empty());
    } else {
      seeTable(change, always);
    }
  }

  private void seeTable(Change change, boolean always) {
    if (change instanceof RenameTableChange rename) {
      Table table = of(rename.getSchemaName(), rename.getOldTableName());
      if (always && table.isKnown() && !tables.containsKey(name(rename.getNewTableName()))) {
        tables.remove(name(rename.getOldTableName()));
        tables.put(name(rename.getNewTableName()), table);
      } else {
        table.forget();
        of(rename.getSchemaName(), rename.getNewTableName()).forget();
      }
    } else if (change instanceof DropTableChange drop) {
      Table table = of(drop.getSchemaName(), drop.getTableName());
      if (always && table.isKnown()) {
        tables.remove(name(drop.getTableName()));
      } else {
        table.forget();
      }
    } else if (change instanceof AbstractSQLChange sql && sql.getSql() != null) {
      String text = sql.getSql().toLowerCase(Locale.ROOT);
      tables.forEach(
          (name, table) -> {
            if (text.contains(name)) {
              table.forget();
            }
          });
    }
  }

  private static void learn(Table table, List<? extends ColumnConfig> columns, boolean always) {
    for (ColumnConfig column : columns) {
      if (column.getType() != null) {
        learn(table, column.getName(), column.getType(), always);
      }
    }
  }

  /** What only some databases have says something where it is all that is said. */
  private static void learn(Table table, String column, String type, boolean always) {
    Optional<String> before = table.type(name(column));
    boolean surely = always || before.isEmpty() && !table.hasHeardOf(name(column));
    table.put(
        name(column),
        surely || before.equals(Optional.of(type)) ? Optional.of(type) : Optional.empty());
  }

  /** Of two with the same name, nothing is known of either. */
  private Table of(String schema, String table) {
    Table known = tables.computeIfAbsent(name(table), key -> new Table(name(schema)));
    if (!known.schema.equals(name(schema))) {
      known.forget();
    }
    return known;
  }

  private static String name(String name) {
    return name == null ? "" : name.toLowerCase(Locale.ROOT);
  }
}
