package dev.athanor.rehearsal.squash;

import static dev.athanor.engine.sql.SqlText.literal;

import dev.athanor.schema.ddl.Ddl;
import dev.athanor.schema.ddl.DdlStatement;
import dev.athanor.schema.diff.SchemaDiff;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes what a database holds as SQL that makes it from nothing: what takes rows, the rows, and
 * then what would look at rows or do something about them, in the order of {@code pg_dump}.
 */
final class BaselineSql {
  /** Rows of one INSERT. */
  private static final int ROWS = 500;

  private static final Pattern FOREIGN_KEY =
      Pattern.compile("(?s)ALTER TABLE .* ADD CONSTRAINT .* FOREIGN KEY .*");

  private final Tables tables;
  private final List<Tables.Relation> relations;
  private final List<String> statements = new ArrayList<>();
  private long rows;

  BaselineSql(Connection connection) throws SQLException {
    this.tables = new Tables(connection);
    this.relations = tables.all();
  }

  /** How many rows there are. */
  long rows() {
    return rows;
  }

  List<String> write(SchemaSnapshot nothing, SchemaSnapshot all) throws SQLException {
    List<DdlStatement> ddl = Ddl.render(SchemaDiff.between(nothing, all));
    Set<ObjectId> last = new HashSet<>();
    for (DdlStatement each : ddl) {
      Kind kind = each.subject().kind();
      if (kind == Kind.TRIGGER
          || kind == Kind.RULE
          || kind == Kind.CONSTRAINT && FOREIGN_KEY.matcher(each.sql()).matches()) {
        last.add(each.subject());
      }
    }
    ddl.stream().filter(each -> !last.contains(each.subject())).forEach(this::add);
    // Dates and the like are read alike by every setting only in their ISO forms.
    tables.execute("SET intervalstyle = 'iso_8601'");
    for (Tables.Relation relation : relations) {
      if (relation.kind().equals("r") && !relation.ofExtension()) {
        insert(relation);
      }
    }
    for (Tables.Relation relation : relations) {
      switch (relation.kind()) {
        case "S" -> position(relation);
        case "m" -> statements.add("REFRESH MATERIALIZED VIEW " + relation.sql());
        default -> {
          continue;
        }
      }
    }
    ddl.stream().filter(each -> last.contains(each.subject())).forEach(this::add);
    return statements;
  }

  private void add(DdlStatement statement) {
    statements.add(statement.sql());
  }

  private void insert(Tables.Relation table) throws SQLException {
    List<Tables.Column> columns =
        tables.columns(table).stream().filter(column -> !column.generated()).toList();
    if (columns.isEmpty()) {
      return;
    }
    String values =
        columns.stream()
            .map(column -> "quote_nullable(" + column.sql() + "::text)")
            .collect(Collectors.joining(" || ', ' || "));
    List<String> lines =
        tables.texts(
            "SELECT '(' || " + values + " || ')' FROM ONLY " + table.sql() + " ORDER BY ctid");
    String names = columns.stream().map(Tables.Column::sql).collect(Collectors.joining(", "));
    for (int i = 0; i < lines.size(); i += ROWS) {
      statements.add(
          "INSERT INTO "
              + table.sql()
              + " ("
              + names
              + ") OVERRIDING SYSTEM VALUE VALUES\n"
              + String.join(",\n", lines.subList(i, Math.min(i + ROWS, lines.size()))));
    }
    rows += lines.size();
  }

  private void position(Tables.Relation sequence) throws SQLException {
    String[] now =
        tables
            .rows(
                "SELECT s.last_value, s.is_called, s.last_value = q.seqstart AND NOT s.is_called"
                    + " FROM "
                    + sequence.sql()
                    + " s, pg_sequence q WHERE q.seqrelid = "
                    + sequence.oid(),
                3)
            .get(0);
    if (now[2].equals("f")) {
      statements.add(
          "SELECT setval("
              + literal(sequence.sql())
              + ", "
              + now[0]
              + ", "
              + now[1].equals("t")
              + ")");
    }
  }
}
