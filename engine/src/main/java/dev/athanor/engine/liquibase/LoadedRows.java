package dev.athanor.engine.liquibase;

import java.util.List;
import java.util.Optional;
import liquibase.change.core.LoadDataChange;
import liquibase.change.core.LoadDataChange.LOAD_DATA_TYPE;
import liquibase.change.core.LoadDataColumnConfig;
import liquibase.database.Database;
import liquibase.datatype.DataTypeFactory;
import liquibase.util.csv.CSVReader;

/**
 * The rows of a {@code loadData}, as SQL without a database.
 *
 * <p>Liquibase asks the database for the types that the changelog does not declare. They decide one
 * thing alone, for every other value the server reads as its column's type: whether an empty cell
 * is an empty text or NULL.
 */
final class LoadedRows {
  private final LoadDataChange change;
  private final KnownColumns known;
  private final Database database;

  LoadedRows(LoadDataChange change, KnownColumns known, Database database) {
    this.change = change;
    this.known = known;
    this.database = database;
  }

  /** Makes it render as SQL, or says why it cannot. */
  @SuppressWarnings("try") // its close may throw anything; the compiler thinks of interruptions
  Optional<String> prepare() throws Exception {
    if (hasLargeObjects()) {
      return Optional.of(change.getSerializedObjectName() + " binds values when it runs");
    }
    if (Boolean.TRUE.equals(change.getUsePreparedStatements())) {
      // The rows are the same; offline, Liquibase leaves those that it would bind out.
      change.setUsePreparedStatements(null);
    }
    change.getColumns().forEach(this::declare);
    try (CSVReader reader = change.getCSVReader()) {
      return reader == null ? Optional.empty() : undecided(reader);
    }
  }

  private boolean hasLargeObjects() {
    return change.getColumns().stream()
        .map(LoadDataColumnConfig::getTypeEnum)
        .anyMatch(type -> type == LOAD_DATA_TYPE.BLOB || type == LOAD_DATA_TYPE.CLOB);
  }

  /** The first column of which a cell is empty and the type unknown. */
  private Optional<String> undecided(CSVReader reader) throws Exception {
    String[] headers = reader.readNext();
    if (headers == null) {
      return Optional.empty();
    }
    boolean[] open = new boolean[headers.length];
    boolean any = false;
    for (int i = 0; i < headers.length; i++) {
      open[i] = isOpen(i, headers[i].trim());
      any |= open[i];
    }
    if (!any) {
      return Optional.empty();
    }
    for (String[] line = reader.readNext(); line != null; line = reader.readNext()) {
      for (int i = 0; line.length == headers.length && i < line.length; i++) {
        if (open[i] && line[i].isEmpty()) {
          return Optional.of(
              "loadData leaves cells of column "
                  + headers[i].trim()
                  + " empty, and only the database knows whether that is a text; declare its type"
                  + " in the loadData");
        }
      }
    }
    return Optional.empty();
  }

  /** Whether nobody says what an empty cell of the column means; declares it where it is known. */
  private boolean isOpen(int index, String header) {
    for (LoadDataColumnConfig column : change.getColumns()) {
      if (is(column, index, header)) {
        return column.getType() == null && column.getDefaultValue() == null;
      }
    }
    LoadDataColumnConfig column = new LoadDataColumnConfig();
    column.setName(header);
    column.setHeader(header);
    column.setIndex(index);
    declare(column);
    if (column.getType() != null) {
      change.addColumn(column);
    }
    return column.getType() == null;
  }

  private static boolean is(LoadDataColumnConfig column, int index, String header) {
    return column.getIndex() != null && column.getIndex() == index
        || header.equalsIgnoreCase(column.getHeader())
        || header.equalsIgnoreCase(column.getName());
  }

  private void declare(LoadDataColumnConfig column) {
    String name = column.getName() == null ? column.getHeader() : column.getName();
    if (column.getType() == null && name != null) {
      known
          .type(change.getSchemaName(), change.getTableName(), name)
          .map(this::loadType)
          .ifPresent(column::setType);
    }
  }

  /** As Liquibase would read the column's type back; null for what it would bind. */
  private LOAD_DATA_TYPE loadType(String written) {
    DataTypeFactory types = DataTypeFactory.getInstance();
    String stored =
        types.fromDescription(written, database).toDatabaseDataType(database).toString();
    LOAD_DATA_TYPE type = types.fromDescription(stored, database).getLoadTypeName();
    return List.of(LOAD_DATA_TYPE.BLOB, LOAD_DATA_TYPE.CLOB).contains(type) ? null : type;
  }
}
