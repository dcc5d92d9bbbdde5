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
import java.util.stream.Collectors;

/** Made-up rows, as far as the constraints of their tables let them be: three a table. */
public final class SampleRows {
  /** Its numbers are no neighbours of the others': what means two rows by their ids is not all. */
  private static final int FAR = 3;

  private static final int FAR_NUMBER = 30_011;

  private static final List<Integer> NUMBERS = List.of(1, 2, FAR);

  /** How many tables are filled, or columns asked for, in one message. */
  private static final int TOGETHER = 30;

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
    int made;
    int last = -1;
    // Again as long as something was made: what refers to it may be possible now.
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET search_path = " + Names.quote(schema.defaultSchema()));
      made = rows.fillTogether(statement, left);
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
      for (Column column : rows.lacking(statement, List.copyOf(columns))) {
        if (!rows.complete(statement, column)) {
          lacking.add(column.id());
        }
      }
      statement.execute("RESET search_path");
    }
    return lacking;
  }

  /** Those of which some row has no value: as many asked at once as one query well takes. */
  private List<Column> lacking(Statement statement, List<Column> all) throws SQLException {
    List<Column> lacking = new ArrayList<>();
    for (int from = 0; from < all.size(); from += TOGETHER) {
      List<Column> some = all.subList(from, Math.min(from + TOGETHER, all.size()));
      String sql =
          some.stream()
              .map(
                  each ->
                      "EXISTS (SELECT FROM %s WHERE %s IS NULL)"
                          .formatted(names.of(each.table()), Names.quote(each.id().name())))
              .collect(Collectors.joining(", ", "SELECT ", ""));
      try (ResultSet row = statement.executeQuery(sql)) {
        row.next();
        for (int i = 0; i < some.size(); i++) {
          if (row.getBoolean(i + 1)) {
            lacking.add(some.get(i));
          }
        }
      }
    }
    return lacking;
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
    return lacking(statement, List.of(column)).isEmpty();
  }

  /** All rows of some tables in one flight; those of a flight that is refused are all left. */
  private int fillTogether(Statement statement, Map<ObjectId, Set<Integer>> left) {
    List<ObjectId> tables = List.copyOf(left.keySet());
    int made = 0;
    for (int from = 0; from < tables.size(); from += TOGETHER) {
      List<ObjectId> some = tables.subList(from, Math.min(from + TOGETHER, tables.size()));
      List<String> flight = new ArrayList<>();
      some.forEach(table -> left.get(table).forEach(row -> flight.add(insert(table, row, false))));
      if (runs(statement, String.join(";", flight))) {
        made += flight.size();
        some.forEach(table -> left.get(table).clear());
      }
    }
    return made;
  }

  /**
   * Makes those of the rows that are left, and takes them out of {@code left}: none is made twice.
   */
  private int fill(Statement statement, ObjectId table, Set<Integer> left) {
    int before = left.size();
    left.removeIf(
        row ->
            runs(statement, insert(table, row, false))
                || runs(statement, insert(table, row, true)));
    return before - left.size();
  }

  /** A trigger, a check, a key of what has no rows refuse it: the table does without. */
  private static boolean runs(Statement statement, String sql) {
    try {
      statement.execute(sql);
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private String insert(ObjectId table, int row, boolean least) {
    Map<String, String> values = new LinkedHashMap<>();
    for (Column column : columns.getOrDefault(table, List.of())) {
      boolean made = column.isGenerated() || column.identity() != null;
      boolean optional = !column.notNull() || column.defaultExpression() != null;
      if (!made && !(least && optional)) {
        values.put(Names.quote(column.id().name()), value(column, row));
      }
    }
    String into = "INSERT INTO " + names.of(table);
    return values.isEmpty()
        ? into + " DEFAULT VALUES"
        : into
            + " ("
            + String.join(", ", values.keySet())
            + ") VALUES ("
            + String.join(", ", values.values())
            + ")";
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
      case "smallint", "integer", "bigint", "numeric", "real", "double precision", "money" ->
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
      // A large object, as a rule, and what reads it wants one: a text, here.
      case "oid" -> "lo_from_bytea(0, 'a" + row + "')";
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
