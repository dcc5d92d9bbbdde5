package dev.athanor.engine.kept;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.sql.SqlText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Lets work of ours run amid a changeset's statements by the run's own role and search path, with
 * values written as they are read again; then the changeset's own settings hold again.
 */
final class SessionState {
  /** Beside role and search path: how values become texts, and that no policy hides rows. */
  private static final Map<String, String> OWN =
      Map.of(
          "search_path", "pg_catalog, pg_temp",
          "intervalstyle", "postgres",
          "extra_float_digits", "3",
          "bytea_output", "hex",
          "xmloption", "content",
          "row_security", "off",
          "standard_conforming_strings", "on");

  private static final List<String> NAMES = names();

  private final Database database;

  /** As the session is when the changeset's first statement is still to come. */
  private final Map<String, String> start;

  private final Map<String, String> own;

  /** Of a session in which the changeset's first statement is still to come. */
  SessionState(Database database) {
    this.database = database;
    this.start = read("");
    this.own = new LinkedHashMap<>(OWN);
    own.put("role", start.get("role"));
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>(OWN.keySet());
    names.add("role");
    return List.copyOf(names);
  }

  /** Does {@code work}; when it fails, the transaction has to be taken back to a savepoint. */
  <T> T within(Supplier<T> work) {
    return inside(read("," + setting(own)), work);
  }

  /** The same where the session is as it was before the changeset's first statement. */
  <T> T atStart(Supplier<T> work) {
    enter();
    return inside(start, work);
  }

  private <T> T inside(Map<String, String> before, Supplier<T> work) {
    T result = work.get();
    set(before);
    return result;
  }

  /** Does {@code work} where nothing of the changeset's comes behind it. */
  void atEnd(Runnable work) {
    enter();
    work.run();
  }

  /** As {@link #within}, without a result. */
  void run(Runnable work) {
    within(
        () -> {
          work.run();
          return null;
        });
  }

  private void enter() {
    set(own);
  }

  /**
   * Reads the settings, and then does more.
   *
   * @param more what comes behind them in the query
   */
  private Map<String, String> read(String more) {
    return database.query(
        NAMES.stream()
            .map(name -> "pg_catalog.current_setting('" + name + "')")
            .collect(Collectors.joining(",", "SELECT ", more)),
        row -> {
          row.next();
          Map<String, String> values = new LinkedHashMap<>();
          for (int i = 0; i < NAMES.size(); i++) {
            values.put(NAMES.get(i), row.getString(i + 1));
          }
          return values;
        });
  }

  private void set(Map<String, String> values) {
    database.execute("SELECT " + setting(values));
  }

  private static String setting(Map<String, String> values) {
    return values.entrySet().stream()
        .map(
            each ->
                "pg_catalog.set_config('"
                    + each.getKey()
                    + "',"
                    + SqlText.literal(each.getValue())
                    + ",false)")
        .collect(Collectors.joining(","));
  }
}
