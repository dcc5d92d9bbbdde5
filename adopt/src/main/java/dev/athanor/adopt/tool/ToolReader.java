package dev.athanor.adopt.tool;

import dev.athanor.adopt.source.Tool;
import dev.athanor.adopt.tool.ToolState.Entry;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Digest;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.sql.SqlText;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads what a tool's table says. */
public final class ToolReader {
  private final Database database;
  private final ToolTable table;

  public ToolReader(Database database, ToolTable table) {
    this.database = database;
    this.table = table;
  }

  /**
   * @throws AthanorException UNKNOWN_HISTORY where the tool left the database half migrated, or its
   *     table says nothing
   */
  public ToolState read() {
    return switch (table.tool()) {
      case FLYWAY -> new FlywayHistory(table).state(flyway());
      case ALEMBIC -> alembic();
      case GOLANG_MIGRATE -> golangMigrate();
      case DBMATE -> versions();
      case RAILS -> rails();
      case LIQUIBASE, NOBODY ->
          throw new IllegalStateException(table.tool() + " has no table of another kind");
    };
  }

  private List<FlywayHistory.Row> flyway() {
    return database.query(
        "SELECT installed_rank, version, description, type, script, success FROM "
            + qualified()
            + " ORDER BY installed_rank",
        FlywayHistory::rows);
  }

  private ToolState alembic() {
    List<String> heads = texts("SELECT version_num FROM " + qualified() + " ORDER BY 1");
    return state(
        heads.stream().map(id -> new Entry(id, id)).toList(),
        true,
        heads.isEmpty() ? "nothing is applied" : "it is at " + String.join(", ", heads));
  }

  private ToolState golangMigrate() {
    List<String> rows =
        texts("SELECT version::text || ' ' || dirty::text FROM " + qualified() + " ORDER BY 1");
    if (rows.size() > 1) {
      throw unreadable("has " + rows.size() + " rows, and golang-migrate keeps one");
    }
    for (String row : rows) {
      if (row.endsWith(" true")) {
        throw unreadable(
            "says that version "
                + row.split(" ")[0]
                + " failed half-way (dirty): mend the schema, then `migrate force` the version that"
                + " it is at");
      }
    }
    List<Entry> entries =
        rows.stream()
            .map(row -> row.split(" ")[0])
            // What `migrate drop` and `force -1` leave behind.
            .filter(version -> !version.startsWith("-"))
            .map(version -> new Entry(Tool.GOLANG_MIGRATE.id(version), version))
            .toList();
    return state(
        entries,
        true,
        entries.isEmpty() ? "nothing is applied" : "it is at version " + entries.get(0).version());
  }

  private ToolState rails() {
    List<String> versions = texts("SELECT version::text FROM " + qualified() + " ORDER BY 1");
    if (versions.isEmpty()) {
      return state(List.of(), true, "nothing is applied");
    }
    String last = versions.get(versions.size() - 1);
    return state(
        List.of(new Entry(Tool.RAILS.id(last), last)),
        true,
        versions.size() + " migrations are applied, the last one " + last);
  }

  private ToolState versions() {
    List<String> versions = texts("SELECT version::text FROM " + qualified() + " ORDER BY 1");
    return state(
        versions.stream().map(version -> new Entry(table.tool().id(version), version)).toList(),
        false,
        versions.size()
            + " migrations are applied"
            + (versions.isEmpty() ? "" : ", the last one " + versions.get(versions.size() - 1)));
  }

  private ToolState state(List<Entry> entries, boolean heads, String summary) {
    return new ToolState(
        table, entries, heads, List.of(), List.of(), summary, Digest.of(entries.toString()));
  }

  private List<String> texts(String sql) {
    return database.query(sql, ToolReader::texts);
  }

  private static List<String> texts(ResultSet rows) throws SQLException {
    List<String> texts = new ArrayList<>();
    while (rows.next()) {
      texts.add(rows.getString(1));
    }
    return texts;
  }

  private String qualified() {
    return SqlText.identifier(table.schema()) + "." + SqlText.identifier(table.name());
  }

  private AthanorException unreadable(String what) {
    return new AthanorException(
        Reason.UNKNOWN_HISTORY,
        table.shown() + " " + what + ".",
        "Bring the database to where "
            + table.tool().title()
            + " is content with it, and adopt again; nothing was changed.");
  }
}
