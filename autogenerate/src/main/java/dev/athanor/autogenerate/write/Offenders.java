package dev.athanor.autogenerate.write;

import dev.athanor.autogenerate.write.ChangesetDraft.Line;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Counts the rows that keep a statement from running, and says what is the matter with them. */
final class Offenders {
  private static final Pattern TYPE =
      Pattern.compile(
          "(?s)^ALTER TABLE (?:ONLY )?((?:"
              + Purpose.PART
              + "\\.)?"
              + Purpose.PART
              + ")\\s.*?ALTER COLUMN ("
              + Purpose.PART
              + ") TYPE (.+?)(?: COLLATE \\S+)?(?: USING (.+?))?(?:,\\n    ALTER COLUMN .*)?$");
  private static final Pattern CHECK = Pattern.compile("(?s)^CHECK (\\(.*\\))(?: NO INHERIT)?$");
  private static final Pattern FOREIGN =
      Pattern.compile("^FOREIGN KEY \\((.+?)\\) REFERENCES (.+?)\\((.+?)\\).*$");
  private static final Pattern UNIQUE =
      Pattern.compile("^(?:PRIMARY KEY|UNIQUE)( NULLS NOT DISTINCT)? (\\(.*?\\)).*$");
  private static final Pattern UNIQUE_INDEX =
      Pattern.compile("^CREATE UNIQUE INDEX (?:CONCURRENTLY )?" + Purpose.PART + " ON ");
  private static final Pattern DETAIL = Pattern.compile("(?m)^\\s*Detail: (.*)$");

  /** What the index that a statement would make has as its keys, and its predicate. */
  private static final String KEYS =
      """
      SELECT ARRAY(SELECT pg_catalog.pg_get_indexdef(i.indexrelid, n, true)
                     FROM generate_series(1, i.indnkeyatts) n),
             coalesce(pg_catalog.pg_get_expr(i.indpred, i.indrelid), 'true')
        FROM pg_catalog.pg_index i
        JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
       WHERE c.relname = 'athanor_probe'
      """;

  private final Connection connection;
  private final SchemaSnapshot after;
  private final Names names;

  /**
   * @param connection to the database in which statements fail
   * @param after what the schema is to become
   */
  Offenders(Connection connection, SchemaSnapshot after) {
    this.connection = connection;
    this.after = after;
    this.names = new Names(after.defaultSchema());
  }

  /** What is wrong with how many rows. */
  private record Found(long rows, String table, String what) {}

  /**
   * @param line what has failed; the connection is in a transaction, as it was before the statement
   * @param failure how; its class is that of rows
   * @return what the rows are against, where they are, and how many; the caller rolls back
   */
  String of(Line line, SQLException failure) {
    Matcher detail = DETAIL.matcher(failure.getMessage());
    String server =
        (detail.find() ? detail.group(1) : failure.getMessage().lines().findFirst().orElse(""))
            .replaceFirst("^ERROR: ", "");
    try {
      Optional<Found> found = find(line, failure);
      if (found.isPresent() && found.get().rows() > 0) {
        long rows = found.get().rows();
        return "the revisions themselves put "
            + (rows == 1 ? "1 row" : rows + " rows")
            + " into "
            + found.get().table()
            + " "
            + found.get().what()
            + " ("
            + server
            + ")";
      }
    } catch (SQLException e) {
      // Whatever cannot be counted is named all the same.
    }
    return "rows that the revisions themselves put in stop what is to become of "
        + line.subject()
        + " ("
        + server
        + ")";
  }

  private Optional<Found> find(Line line, SQLException failure) throws SQLException {
    ObjectId id = line.subject();
    String table = names.tableOf(id);
    Matcher type = TYPE.matcher(line.sql());
    if (type.matches()) {
      return Optional.of(converted(type));
    }
    SchemaObject wanted = after.get(id);
    boolean proof = failure.getSQLState().startsWith("23") && !line.sql().startsWith("UPDATE ");
    if (id.kind() == Kind.COLUMN && proof) {
      String column = Names.quote(id.name());
      long rows = number("SELECT count(*) FROM " + table + " WHERE " + column + " IS NULL");
      return Optional.of(new Found(rows, table, "without a value of " + column));
    }
    if (wanted instanceof Constraint constraint) {
      long rows = violating(constraint, table);
      String what = "against " + Names.quote(id.name()) + " " + constraint.definition();
      return Optional.of(new Found(rows, table, what));
    }
    if (id.kind() == Kind.INDEX && UNIQUE_INDEX.matcher(line.sql()).find()) {
      boolean nulls = line.sql().contains(" NULLS NOT DISTINCT");
      long rows = doubles(table, nonUnique(line.sql()), nulls);
      return Optional.of(new Found(rows, table, "against unique index " + Names.quote(id.name())));
    }
    return Optional.empty();
  }

  private long violating(Constraint constraint, String table) throws SQLException {
    Matcher check = CHECK.matcher(constraint.definition());
    if (check.matches()) {
      return number("SELECT count(*) FROM " + table + " WHERE NOT " + check.group(1));
    }
    Matcher foreign = FOREIGN.matcher(constraint.definition());
    if (foreign.matches()) {
      List<String> own = List.of(foreign.group(1).split(", "));
      List<String> others = List.of(foreign.group(3).split(", "));
      List<String> same = new ArrayList<>();
      for (int i = 0; i < own.size(); i++) {
        same.add("r." + others.get(i) + " = k." + own.get(i));
      }
      return number(
          "SELECT count(*) FROM %s k WHERE %s AND NOT EXISTS (SELECT FROM %s r WHERE %s)"
              .formatted(
                  table,
                  all(own, name -> "k." + name + " IS NOT NULL"),
                  foreign.group(2),
                  String.join(" AND ", same)));
    }
    Matcher unique = UNIQUE.matcher(constraint.definition());
    if (unique.matches()) {
      String keys = "CREATE INDEX athanor_probe ON " + table + " " + unique.group(2);
      return doubles(table, keys, unique.group(1) != null);
    }
    throw new SQLException("Nothing is known of " + constraint.definition());
  }

  private static String nonUnique(String index) {
    return UNIQUE_INDEX
        .matcher(index)
        .replaceFirst("CREATE INDEX athanor_probe ON ")
        .replace(" NULLS NOT DISTINCT", "");
  }

  /** The rows of whose keys there are more than one. */
  private long doubles(String table, String index, boolean nullsAreOne) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(index);
      List<String> keys;
      String predicate;
      try (ResultSet row = statement.executeQuery(KEYS)) {
        row.next();
        keys = List.of((String[]) row.getArray(1).getArray());
        predicate = row.getString(2);
      }
      return number(
          ("SELECT coalesce(sum(n), 0) FROM (SELECT count(*) AS n FROM %s WHERE (%s) AND %s"
                  + " GROUP BY %s HAVING count(*) > 1) AS keys")
              .formatted(
                  table,
                  predicate,
                  nullsAreOne ? "true" : all(keys, key -> "(" + key + ") IS NOT NULL"),
                  String.join(", ", keys)));
    }
  }

  /** The rows whose value cannot be stored in a column of the new type: each is tried. */
  private Found converted(Matcher type) throws SQLException {
    String column = type.group(2);
    String value = type.group(4) == null ? column : type.group(4);
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TEMPORARY TABLE athanor_probe (value " + type.group(3) + ")");
      statement.execute(
          """
          DO $athanor$ DECLARE each record; failed bigint := 0; BEGIN
            FOR each IN SELECT tableoid, ctid FROM %1$s LOOP
              BEGIN
                INSERT INTO athanor_probe SELECT %2$s FROM %1$s
                  WHERE tableoid = each.tableoid AND ctid = each.ctid;
              EXCEPTION WHEN OTHERS THEN
                failed := failed + 1;
              END;
            END LOOP;
            PERFORM set_config('athanor.failed', failed::text, true);
          END $athanor$
          """
              .formatted(type.group(1), value));
    }
    long rows = number("SELECT current_setting('athanor.failed')::bigint");
    return new Found(rows, type.group(1), "whose " + column + " is no " + type.group(3));
  }

  private static String all(List<String> columns, UnaryOperator<String> condition) {
    return String.join(" AND ", columns.stream().map(condition).toList());
  }

  private long number(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
