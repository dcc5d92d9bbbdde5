package dev.athanor.rehearsal.rows;

import dev.athanor.schema.convert.Types;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Domain;
import dev.athanor.schema.model.EnumType;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Table;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Made-up rows, as far as the constraints of their tables let them be: three a table. */
public final class SampleRows {
  /** Its numbers are no neighbours of the others': what means two rows by their ids is not all. */
  private static final int FAR = 3;

  private static final int FAR_NUMBER = 30_011;

  private static final List<Integer> NUMBERS = List.of(1, 2, FAR);
  private static final Pattern LITERAL = Pattern.compile("'((?:[^']|'')*)'");
  private static final Pattern FOREIGN =
      Pattern.compile("FOREIGN KEY \\((.+?)\\) REFERENCES (.+?)\\((.+?)\\)");

  private final SchemaSnapshot schema;
  private final Names names;
  private final Map<ObjectId, List<Column>> columns = new LinkedHashMap<>();
  private final Map<ObjectId, List<Constraint>> constraints = new LinkedHashMap<>();

  private SampleRows(SchemaSnapshot schema) {
    this.schema = schema;
    this.names = new Names(schema.defaultSchema());
    schema
        .all(Column.class)
        .forEach(c -> columns.computeIfAbsent(c.table(), t -> new ArrayList<>()).add(c));
    schema
        .all(Constraint.class)
        .forEach(c -> constraints.computeIfAbsent(c.table(), t -> new ArrayList<>()).add(c));
  }

  /**
   * @param connection in autocommit, to a database with that schema
   * @return how many rows there are now
   */
  public static int into(Connection connection, SchemaSnapshot schema) throws SQLException {
    return into(connection, schema, schema.all(Table.class).stream().map(Table::id).toList());
  }

  /**
   * The same for some of the tables only.
   *
   * @return how many rows were made
   */
  public static int into(Connection connection, SchemaSnapshot schema, Collection<ObjectId> tables)
      throws SQLException {
    SampleRows rows = new SampleRows(schema);
    Map<ObjectId, Set<Integer>> left = new LinkedHashMap<>();
    tables.forEach(table -> left.put(table, new TreeSet<>(NUMBERS)));
    int made = 0;
    int last = -1;
    // Again as long as something was made: what refers to it may be possible now.
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET search_path = " + Names.quote(schema.defaultSchema()));
      while (made > last) {
        last = made;
        for (Map.Entry<ObjectId, Set<Integer>> table : left.entrySet()) {
          made += rows.fill(statement, table.getKey(), table.getValue());
        }
      }
      statement.execute("RESET search_path");
    }
    return made;
  }

  /**
   * Gives made-up values to columns of rows that are there and have none.
   *
   * @return those of the columns that have nulls all the same
   */
  static Set<ObjectId> complete(
      Connection connection, SchemaSnapshot schema, Collection<Column> columns)
      throws SQLException {
    SampleRows rows = new SampleRows(schema);
    Set<ObjectId> lacking = new LinkedHashSet<>();
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET search_path = " + Names.quote(schema.defaultSchema()));
      for (Column column : columns) {
        if (rows.lacks(statement, column) && !rows.complete(statement, column)) {
          lacking.add(column.id());
        }
      }
      statement.execute("RESET search_path");
    }
    return lacking;
  }

  private boolean lacks(Statement statement, Column column) throws SQLException {
    String name = Names.quote(column.id().name());
    String sql = "SELECT FROM " + names.of(column.table()) + " WHERE " + name + " IS NULL LIMIT 1";
    try (ResultSet row = statement.executeQuery(sql)) {
      return row.next();
    }
  }

  /** Another value for each of the first rows, for they may have to differ; one for all others. */
  private boolean complete(Statement statement, Column column) throws SQLException {
    String table = names.of(column.table());
    String name = Names.quote(column.id().name());
    String update = "UPDATE " + table + " SET " + name + " = %s WHERE ";
    try {
      for (int row : NUMBERS) {
        statement.execute(
            (update + "(tableoid, ctid) = (SELECT tableoid, ctid FROM %s WHERE %s IS NULL LIMIT 1)")
                .formatted(value(column, row), table, name));
      }
      statement.execute((update + "%s IS NULL").formatted(value(column, 1), name));
    } catch (SQLException e) {
      // A trigger, a check, a unique key: it does without.
      return false;
    }
    return !lacks(statement, column);
  }

  /**
   * Makes those of the rows that are left, and takes them out of {@code left}: none is made twice.
   */
  private int fill(Statement statement, ObjectId table, Set<Integer> left) {
    int before = left.size();
    left.removeIf(
        row -> insert(statement, table, row, false) || insert(statement, table, row, true));
    return before - left.size();
  }

  private boolean insert(Statement statement, ObjectId table, int row, boolean least) {
    Map<String, String> values = new LinkedHashMap<>();
    for (Column column : columns.getOrDefault(table, List.of())) {
      boolean made = column.isGenerated() || column.identity() != null;
      boolean optional = !column.notNull() || column.defaultExpression() != null;
      if (!made && !(least && optional)) {
        values.put(Names.quote(column.id().name()), value(column, row));
      }
    }
    String into = "INSERT INTO " + names.of(table);
    String sql =
        values.isEmpty()
            ? into + " DEFAULT VALUES"
            : into
                + " ("
                + String.join(", ", values.keySet())
                + ") VALUES ("
                + String.join(", ", values.values())
                + ")";
    try {
      statement.execute(sql);
      return true;
    } catch (SQLException e) {
      // A trigger, a check, a key of what has no rows: this table does without.
      return false;
    }
  }

  private String value(Column column, int row) {
    String name = Names.quote(column.id().name());
    for (Constraint constraint : constraints.getOrDefault(column.table(), List.of())) {
      Matcher foreign = FOREIGN.matcher(constraint.definition());
      if (foreign.find()) {
        int at = List.of(foreign.group(1).split(", ")).indexOf(name);
        if (at >= 0) {
          return "(SELECT %s FROM %s ORDER BY %s OFFSET %d LIMIT 1)"
              .formatted(
                  foreign.group(3).split(", ")[at], foreign.group(2), foreign.group(3), row - 1);
        }
      } else if (constraint.type() == Constraint.Type.CHECK && mentions(constraint, name)) {
        Matcher literal = LITERAL.matcher(constraint.definition());
        if (literal.find()) {
          return literal.group();
        }
      }
    }
    return value(column.type(), row);
  }

  private static boolean mentions(Constraint constraint, String name) {
    return Pattern.compile("(?<![\\w\"])" + Pattern.quote(name) + "(?![\\w\"])")
        .matcher(constraint.definition())
        .find();
  }

  private String value(String type, int row) {
    String base = Types.base(type);
    return switch (base) {
      case "smallint", "integer", "bigint", "numeric", "real", "double precision", "oid", "money" ->
          String.valueOf(row == FAR ? FAR_NUMBER : row);
      case "text", "character varying", "character", "name", "bpchar" -> text(type, row);
      case "boolean" -> String.valueOf(row == 1);
      case "uuid" -> "'00000000-0000-0000-0000-00000000000" + row + "'";
      case "date", "timestamp without time zone", "timestamp with time zone" ->
          "'2001-02-0" + row + " 10:20:30.123456'";
      case "time without time zone", "time with time zone" -> "'10:20:3" + row + ".123456'";
      case "interval" -> "'" + row + " hours'";
      case "json", "jsonb" -> "'{\"a\": " + row + "}'";
      case "bytea" -> "'\\x0" + row + "ff'";
      case "inet" -> "'10.0.0." + row + "'";
      default -> userDefined(type, row);
    };
  }

  private static String text(String type, int row) {
    String length = Types.modifiers(type);
    return length.isEmpty() || Integer.parseInt(length) > 1 ? "'a" + row + "'" : "'" + row + "'";
  }

  private String userDefined(String type, int row) {
    for (EnumType candidate : schema.all(EnumType.class)) {
      if (names.of(candidate.id()).equals(type) && !candidate.labels().isEmpty()) {
        return Names.literal(candidate.labels().get(row % candidate.labels().size()));
      }
    }
    for (Domain candidate : schema.all(Domain.class)) {
      if (names.of(candidate.id()).equals(type)) {
        return value(candidate.baseType(), row);
      }
    }
    String filler = Types.filler(type);
    return filler == null ? "NULL" : filler;
  }
}
