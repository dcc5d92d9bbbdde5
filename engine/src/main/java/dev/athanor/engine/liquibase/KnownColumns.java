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
 * Liquibase would ask the database for. A table that SQL text names is not known any more.
 */
final class KnownColumns {
  private final Map<String, Map<String, String>> tables = new HashMap<>();

  /** As the changelog writes it; empty where it does not say. */
  Optional<String> type(String table, String column) {
    return Optional.ofNullable(tables.getOrDefault(name(table), Map.of()).get(name(column)));
  }

  /** What is known once {@code change} has run. */
  void see(Change change) {
    if (change instanceof CreateTableChange create) {
      boolean again = tables.containsKey(name(create.getTableName()));
      tables.put(name(create.getTableName()), new HashMap<>());
      if (!again) {
        learn(create.getTableName(), create.getColumns());
      }
    } else if (change instanceof AddColumnChange add) {
      learn(add.getTableName(), add.getColumns());
    } else if (change instanceof ModifyDataTypeChange modify) {
      of(modify.getTableName()).put(name(modify.getColumnName()), modify.getNewDataType());
    } else if (change instanceof RenameColumnChange rename) {
      Map<String, String> columns = of(rename.getTableName());
      String type = columns.remove(name(rename.getOldColumnName()));
      if (type != null) {
        columns.put(name(rename.getNewColumnName()), type);
      }
    } else {
      seeTable(change);
    }
  }

  private void seeTable(Change change) {
    if (change instanceof RenameTableChange rename) {
      Map<String, String> columns = tables.remove(name(rename.getOldTableName()));
      if (columns != null) {
        tables.put(name(rename.getNewTableName()), columns);
      }
    } else if (change instanceof DropTableChange drop) {
      tables.remove(name(drop.getTableName()));
    } else if (change instanceof DropColumnChange drop) {
      of(drop.getTableName()).remove(name(drop.getColumnName()));
    } else if (change instanceof AbstractSQLChange sql && sql.getSql() != null) {
      String text = sql.getSql().toLowerCase(Locale.ROOT);
      tables.keySet().removeIf(text::contains);
    }
  }

  private void learn(String table, List<? extends ColumnConfig> columns) {
    for (ColumnConfig column : columns) {
      if (column.getType() != null) {
        of(table).put(name(column.getName()), column.getType());
      }
    }
  }

  private Map<String, String> of(String table) {
    return tables.computeIfAbsent(name(table), key -> new HashMap<>());
  }

  private static String name(String name) {
    return name == null ? "" : name.toLowerCase(Locale.ROOT);
  }
}
