package dev.athanor.adopt.tool;

import dev.athanor.adopt.source.FlywayVersion;
import dev.athanor.adopt.tool.ToolState.Entry;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Digest;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code flyway_schema_history}: a row for each run, in the order of {@code installed_rank}. A
 * baseline stands for all versions up to its own; an undo, and a deletion by {@code repair}, take a
 * version back.
 */
final class FlywayHistory {
  private final ToolTable table;

  /** By version; those that count now. */
  private final Map<FlywayVersion, Row> versions = new LinkedHashMap<>();

  private final Map<String, Row> repeatable = new LinkedHashMap<>();
  private Optional<FlywayVersion> baseline = Optional.empty();

  /** A row. */
  record Row(
      int rank, String version, String description, String type, String script, boolean success) {}

  FlywayHistory(ToolTable table) {
    this.table = table;
  }

  static List<Row> rows(ResultSet rows) throws SQLException {
    List<Row> all = new ArrayList<>();
    while (rows.next()) {
      all.add(
          new Row(
              rows.getInt(1),
              rows.getString(2),
              rows.getString(3),
              rows.getString(4),
              rows.getString(5),
              rows.getBoolean(6)));
    }
    return all;
  }

  /**
   * @throws AthanorException UNKNOWN_HISTORY for a migration that failed and was not repaired
   */
  ToolState state(List<Row> rows) {
    rows.forEach(this::apply);
    List<Row> failed = new ArrayList<>(versions.values());
    failed.addAll(repeatable.values());
    failed.removeIf(Row::success);
    if (!failed.isEmpty()) {
      Row row = failed.get(0);
      throw new AthanorException(
          Reason.UNKNOWN_HISTORY,
          table.shown() + " says that " + row.script() + " failed.",
          "Undo by hand what it did half, run `flyway repair` and `flyway migrate`, and adopt again;"
              + " nothing was changed.");
    }
    List<Entry> entries = new ArrayList<>();
    versions.keySet().forEach(v -> entries.add(new Entry(v.id(), "V" + v)));
    repeatable
        .keySet()
        .forEach(name -> entries.add(new Entry(FlywayVersion.repeatableId(name), "R " + name)));
    return new ToolState(
        table,
        entries,
        false,
        baseline.map(v -> "V" + v).stream().toList(),
        repeatable.keySet().stream().map(FlywayVersion::repeatableId).toList(),
        summary(),
        Digest.of(baseline + entries.toString()));
  }

  private void apply(Row row) {
    if (row.version() == null) {
      repeatable(row);
      return;
    }
    FlywayVersion version =
        FlywayVersion.parse(row.version())
            .orElseThrow(
                () ->
                    new AthanorException(
                        Reason.UNKNOWN_HISTORY,
                        table.shown() + " has the version '" + row.version() + "'.",
                        "Name the tool whose table it is, as in " + Term.TOOL.of("flyway") + "."));
    String type = row.type();
    if (type.equals("DELETE") || type.startsWith("UNDO")) {
      versions.remove(version);
    } else if (type.equals("BASELINE")
        || type.equals("SQL_BASELINE")
        || type.endsWith("_BASELINE")) {
      baseline = Optional.of(version);
      versions.put(version, row);
    } else {
      versions.put(version, row);
    }
  }

  private void repeatable(Row row) {
    switch (row.type()) {
      case "SCHEMA" -> {
        // Flyway has made the schema itself; that is no migration.
      }
      case "DELETE" -> repeatable.remove(row.description());
      default -> repeatable.put(row.description(), row);
    }
  }

  private String summary() {
    String last =
        versions.keySet().stream().max(FlywayVersion::compareTo).map(v -> "V" + v).orElse("");
    return versions.size()
        + " versions and "
        + repeatable.size()
        + " repeatable migrations are applied"
        + (last.isEmpty() ? "" : ", the last version is " + last)
        + baseline.map(v -> "; a baseline stands for all up to V" + v).orElse("");
  }
}
