package dev.athanor.rehearsal.lint;

import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.SqlErrors;
import dev.athanor.engine.model.AthanorException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How large the tables are in the database that a change is meant for.
 *
 * @param tables rows and bytes by {@code schema.table}
 */
public record Sizes(Map<String, Size> tables) {
  /** What nobody asked for. */
  public static final Sizes UNKNOWN = new Sizes(Map.of());

  /** Bytes that a server reads and writes again in a second, at the very least. */
  private static final long BYTES_A_SECOND = 100L << 20;

  /** A partitioned table is as large as its partitions together. */
  private static final String QUERY =
      """
      SELECT n.nspname || '.' || c.relname,
             coalesce((SELECT sum(greatest(p.reltuples, 0)) FROM pg_partition_tree(c.oid) t
                         JOIN pg_class p ON p.oid = t.relid), greatest(c.reltuples, 0))::bigint,
             coalesce((SELECT sum(pg_table_size(t.relid)) FROM pg_partition_tree(c.oid) t),
                      pg_table_size(c.oid))::bigint
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      """;

  /**
   * @param rows as the statistics estimate them
   * @param bytes without indexes
   */
  public record Size(long rows, long bytes) {
    /** {@code 1,200,000 rows, 210 MB, about 3 s}. */
    String text() {
      long seconds = Math.max(1, bytes / BYTES_A_SECOND);
      return String.format(
          Locale.ROOT, "%,d rows, %s, about %,d s to read", rows, bytes(bytes), seconds);
    }

    private static String bytes(long bytes) {
      String[] units = {"B", "kB", "MB", "GB", "TB"};
      double value = bytes;
      int unit = 0;
      while (value >= 1024 && unit < units.length - 1) {
        value /= 1024;
        unit++;
      }
      return String.format(
          Locale.ROOT, value < 10 && unit > 0 ? "%.1f %s" : "%.0f %s", value, units[unit]);
    }
  }

  public Sizes {
    tables = Map.copyOf(tables);
  }

  /** Of these tables as people read it, by name; of those that are there. */
  public Map<String, String> texts(Set<String> names) {
    Map<String, String> texts = new TreeMap<>();
    names.forEach(name -> of(name).ifPresent(size -> texts.put(name, size.text())));
    return texts;
  }

  /**
   * Reads them; nothing is changed.
   *
   * @throws AthanorException as {@link Database#open} has it
   */
  public static Sizes of(DatabaseTarget target) {
    try (Database database = target.open()) {
      return read(database);
    } catch (SQLException e) {
      throw SqlErrors.running(target.url(), e);
    }
  }

  private static Sizes read(Database database) throws SQLException {
    Map<String, Size> sizes = new HashMap<>();
    try (Statement statement = database.connection().createStatement();
        ResultSet row = statement.executeQuery(QUERY)) {
      while (row.next()) {
        sizes.put(row.getString(1), new Size(row.getLong(2), row.getLong(3)));
      }
    }
    return new Sizes(sizes);
  }

  Optional<Size> of(String table) {
    return Optional.ofNullable(tables.get(table));
  }
}
