package dev.athanor.engine.kept;

import dev.athanor.engine.database.Database;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Queries of the catalogs that are asked for every changeset and every table, each prepared once a
 * run: to plan them takes the server longer than to run them. All by one search path: by another
 * one they would be planned again.
 */
final class Prepared {
  private final Database database;
  private final UnaryOperator<String> name;
  private final Map<String, String> known = new HashMap<>();

  /**
   * @param name makes a name of ours one that no other run has in a session
   */
  Prepared(Database database, UnaryOperator<String> name) {
    this.database = database;
    this.name = name;
  }

  /** Asks a query without parameters. */
  <T> T query(String sql, Database.RowReader<T> reader) {
    return database.query("EXECUTE " + prepared(sql, ""), reader);
  }

  /** Asks a query of one row and one column. */
  String queryText(String sql) {
    return query(sql, rows -> rows.next() ? rows.getString(1) : null);
  }

  /** Asks a query whose {@code $1} is an oid. */
  <T> T query(String sql, long oid, Database.RowReader<T> reader) {
    return database.query("EXECUTE " + prepared(sql, "(oid)") + '(' + oid + ')', reader);
  }

  /** Asks a query of oids whose {@code $1} is an array of oids. */
  Set<Long> oids(String sql, Collection<Long> oids) {
    String list = oids.stream().map(String::valueOf).collect(Collectors.joining(","));
    return database.query(
        "EXECUTE " + prepared(sql, "(oid[])") + "('{" + list + "}')",
        rows -> {
          Set<Long> found = new LinkedHashSet<>();
          while (rows.next()) {
            found.add(rows.getLong(1));
          }
          return found;
        });
  }

  private String prepared(String sql, String parameters) {
    String there = known.get(sql);
    if (there == null) {
      there = name.apply("kept" + known.size());
      database.execute("PREPARE " + there + parameters + " AS " + sql);
      known.put(sql, there);
    }
    return there;
  }
}
