package dev.athanor.rehearsal;

import dev.athanor.engine.testing.TestBundle;
import dev.athanor.engine.testing.TestPostgres;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Tables, and what is done to them: a column, an index, a foreign key. For {@code bench/rehearsal}.
 */
public final class ManyRevisions {
  private ManyRevisions() {}

  public static TestBundle of(int count) {
    TestBundle bundle = new TestBundle();
    for (int i = 0; i < count; i++) {
      add(bundle, i);
    }
    return bundle;
  }

  /** The next one, from 0. */
  public static void add(TestBundle bundle, int i) {
    int table = i / 4;
    String id = "r%06d".formatted(i);
    switch (i % 4) {
      case 0 ->
          bundle.revision(
              id,
              "CREATE TABLE t%d (id int PRIMARY KEY, name text NOT NULL)".formatted(table),
              "DROP TABLE t" + table);
      case 1 ->
          bundle.revision(
              id,
              "ALTER TABLE t%d ADD COLUMN other int".formatted(table),
              "ALTER TABLE t%d DROP COLUMN other".formatted(table));
      case 2 ->
          bundle.revision(
              id,
              "CREATE INDEX t%1$d_name ON t%1$d (name)".formatted(table),
              "DROP INDEX t%d_name".formatted(table));
      default ->
          bundle.revision(
              id,
              "ALTER TABLE t%d ADD FOREIGN KEY (other) REFERENCES t%d".formatted(table, table / 2),
              "ALTER TABLE t%1$d DROP CONSTRAINT t%1$d_other_fkey".formatted(table));
    }
  }

  /** Runs it and prints how long it took, and what this process and the server worked for it. */
  public static <T> T timed(String what, int revisions, Supplier<T> run) {
    double server = serverSeconds();
    double own = ownSeconds();
    long started = System.nanoTime();
    T result = run.get();
    System.out.printf(
        Locale.ROOT,
        "%s: %d revisions in %.1f s; %.1f s of CPU here, %.1f s in the server%n",
        what,
        revisions,
        (System.nanoTime() - started) / 1e9,
        ownSeconds() - own,
        serverSeconds() - server);
    return result;
  }

  private static double ownSeconds() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }

  /** Of the server's process and of all backends that have ended. */
  private static double serverSeconds() {
    String sql =
        "SELECT sum(each::bigint) / 100.0 FROM unnest((regexp_split_to_array(regexp_replace("
            + "pg_read_file('/proc/' || (regexp_split_to_array(pg_read_file('postmaster.pid'),"
            + " E'\\n'))[1] || '/stat', 0, 4000), '^.*\\) ', ''), ' '))[12:15]) AS each";
    try (Connection connection = DriverManager.getConnection(TestPostgres.newDatabase());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getDouble(1);
    } catch (SQLException e) {
      // Another system has no /proc.
      return Double.NaN;
    }
  }
}
