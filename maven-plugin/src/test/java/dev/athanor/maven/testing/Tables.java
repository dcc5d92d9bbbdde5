package dev.athanor.maven.testing;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.SortedSet;
import java.util.TreeSet;

/** The tables that migrations made, those of Liquibase's history aside. */
public final class Tables {
  private static final String QUERY =
      "SELECT relname FROM pg_class WHERE relkind = 'r'"
          + " AND relnamespace = 'public'::regnamespace AND relname NOT LIKE 'databasechangelog%'";

  private Tables() {}

  public static SortedSet<String> of(String url) {
    SortedSet<String> names = new TreeSet<>();
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(QUERY)) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return names;
  }
}
