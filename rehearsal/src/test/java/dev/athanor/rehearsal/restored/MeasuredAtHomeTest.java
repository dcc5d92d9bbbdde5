package dev.athanor.rehearsal.restored;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.backup.Backup;
import dev.athanor.engine.testing.PostgresMajors;
import dev.athanor.engine.testing.SystemPostgres;
import dev.athanor.engine.testing.TestBundle;
import dev.athanor.rehearsal.recording.LockMode;
import dev.athanor.rehearsal.restored.RehearsalReport.Outcome;
import dev.athanor.scratch.Binaries;
import dev.athanor.scratch.ScratchServer;
import dev.athanor.scratch.ScratchSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A rehearsal on the backup says of every statement what the database itself shows when it runs
 * there: its strongest lock, and how many bytes it writes anew.
 *
 * <p>On the servers that there is a pg_dump for: the installed one, or that of the directory which
 * {@code -Dathanor.tools} names (hack/newest-pg-dump fetches one for all).
 */
@Timeout(600)
class MeasuredAtHomeTest {
  /** Each has a table of its own, {@code t}, so that none sees what another did. */
  private static final List<String> STATEMENTS =
      List.of(
          "ALTER TABLE t ADD c int",
          "ALTER TABLE t ADD c int DEFAULT 1",
          "ALTER TABLE t ADD c timestamptz DEFAULT clock_timestamp()",
          "ALTER TABLE t ADD c int GENERATED ALWAYS AS (n * 2) STORED",
          "ALTER TABLE t DROP n",
          "ALTER TABLE t ALTER n TYPE bigint",
          "ALTER TABLE t ALTER s TYPE text",
          "ALTER TABLE t ALTER s TYPE varchar(200)",
          "ALTER TABLE t ALTER s TYPE varchar(40)",
          "ALTER TABLE t ALTER n SET NOT NULL",
          "ALTER TABLE t ALTER n SET DEFAULT 5",
          "ALTER TABLE t ALTER n SET STATISTICS 500",
          "ALTER TABLE t SET (fillfactor = 70)",
          "ALTER TABLE t ADD CONSTRAINT positive CHECK (n > 0)",
          "ALTER TABLE t ADD CONSTRAINT positive CHECK (n > 0) NOT VALID",
          "ALTER TABLE t VALIDATE CONSTRAINT t_later",
          "ALTER TABLE t ADD FOREIGN KEY (n) REFERENCES parents",
          "ALTER TABLE t ADD FOREIGN KEY (n) REFERENCES parents NOT VALID",
          "ALTER TABLE t ADD UNIQUE (n)",
          "ALTER TABLE t ADD UNIQUE USING INDEX t_unique",
          "CREATE INDEX ON t (s)",
          "DROP INDEX t_n",
          "REINDEX TABLE t",
          "CLUSTER t USING t_n",
          "TRUNCATE t",
          "ALTER TABLE t RENAME TO t_renamed",
          "ALTER TABLE t RENAME n TO renamed",
          "CREATE TRIGGER fires BEFORE UPDATE ON t FOR EACH ROW"
              + " EXECUTE FUNCTION suppress_redundant_updates_trigger()",
          "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
          "UPDATE t SET s = s || 'x'",
          "DELETE FROM t WHERE n < 10",
          "COMMENT ON TABLE t IS 'a table'",
          "ALTER TABLE t SET UNLOGGED",
          "ALTER TABLE t REPLICA IDENTITY FULL",
          "DROP TABLE t",
          "LOCK TABLE t IN EXCLUSIVE MODE");

  static List<Integer> majors() {
    return PostgresMajors.available().stream().filter(major -> major <= newestTools()).toList();
  }

  private static Optional<Path> tools() {
    return Optional.ofNullable(System.getProperty("athanor.tools")).map(Path::of);
  }

  private static int newestTools() {
    return tools().isPresent() ? Integer.MAX_VALUE : SystemPostgres.major().orElse(0);
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("majors")
  void locksAndRewritesAreThoseOfTheDatabaseItself(int major, @TempDir Path directory)
      throws IOException, SQLException {
    try (EmbeddedPostgres at = PostgresMajors.start(major);
        EmbeddedPostgres other = PostgresMajors.start(major);
        ScratchServer server = scratch(directory, PostgresMajors.url(other, "postgres"))) {
      String url = PostgresMajors.url(at, "postgres");
      Home home = Home.of(url, url, tools(), rows());
      Backup backup = home.backup(directory);

      RehearsalReport report =
          new RehearseBackup(
                  home.rehearsal(backup, bundle().build(), RehearsalLimits.NONE),
                  server,
                  line -> {})
              .run();

      assertThat(report.outcome()).as(report.text()).isEqualTo(Outcome.PASSED);
      assertThat(report.server()).isEqualTo(major);
      SoftAssertions each = new SoftAssertions();
      for (int i = 0; i < STATEMENTS.size(); i++) {
        String sql = ofTable(i, STATEMENTS.get(i));
        RehearsedStatement rehearsed =
            report.statements().stream()
                .filter(one -> one.sql().equals(sql))
                .findFirst()
                .orElseThrow();
        each.assertThat(Measured.of(rehearsed)).as(sql).isEqualTo(measure(url, sql));
      }
      each.assertAll();
    }
  }

  private static ScratchServer scratch(Path directory, String url) {
    return ScratchServer.open(
        new ScratchSettings(
            directory, new Binaries.Installed(directory), Optional.of(url), Duration.ZERO));
  }

  private static String ofTable(int number, String sql) {
    return sql.replaceAll("\\bt(?=\\b|_)", "t" + number);
  }

  private static String rows() {
    StringBuilder sql =
        new StringBuilder(
            "CREATE TABLE parents (id int PRIMARY KEY);"
                + "INSERT INTO parents SELECT generate_series(1, 1000);");
    for (int i = 0; i < STATEMENTS.size(); i++) {
      sql.append(
          ofTable(
              i,
              "CREATE TABLE t (n int, s varchar(50), u int);"
                  + "INSERT INTO t SELECT i, 'row ' || i, i FROM generate_series(1, 1000) i;"
                  + "CREATE INDEX t_n ON t (n);"
                  + "CREATE UNIQUE INDEX t_unique ON t (u);"
                  + "ALTER TABLE t ADD CONSTRAINT t_later CHECK (n > 0) NOT VALID;"));
    }
    return sql.toString();
  }

  private static TestBundle bundle() {
    TestBundle bundle = new TestBundle();
    for (int i = 0; i < STATEMENTS.size(); i++) {
      bundle.revision("r" + i, ofTable(i, STATEMENTS.get(i)));
    }
    return bundle;
  }

  /** What is compared. */
  private record Measured(String lock, long rewritten) {
    static Measured of(RehearsedStatement statement) {
      return new Measured(statement.lock(), statement.rewriteBytes());
    }
  }

  private record Place(String name, long node, long bytes) {}

  /** As the database shows it; nothing of it stays. */
  private static Measured measure(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      connection.setAutoCommit(false);
      Map<Long, Place> before = places(connection);
      connection.rollback();
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET LOCAL ROLE app");
        statement.execute(sql);
      }
      String lock = strongest(connection, before);
      long rewritten = rewritten(before, places(connection));
      connection.rollback();
      return new Measured(lock, rewritten);
    }
  }

  private static String strongest(Connection connection, Map<Long, Place> existing)
      throws SQLException {
    List<LockMode> modes = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT relation::bigint, mode FROM pg_locks WHERE locktype = 'relation'"
                    + " AND pid = pg_backend_pid()")) {
      while (row.next()) {
        if (existing.containsKey(row.getLong(1))) {
          modes.add(LockMode.of(row.getString(2)));
        }
      }
    }
    return modes.stream().max(Comparator.naturalOrder()).map(LockMode::sql).orElse(null);
  }

  private static long rewritten(Map<Long, Place> before, Map<Long, Place> after) {
    Map<String, Place> byName = new HashMap<>();
    after.values().forEach(place -> byName.put(place.name(), place));
    long bytes = 0;
    for (Map.Entry<Long, Place> was : before.entrySet()) {
      // A column's new type makes its index anew, by the same name.
      Place is = after.getOrDefault(was.getKey(), byName.get(was.getValue().name()));
      bytes += is == null || is.node() == was.getValue().node() ? 0 : is.bytes();
    }
    return bytes;
  }

  private static Map<Long, Place> places(Connection connection) throws SQLException {
    Map<Long, Place> places = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT oid::bigint, relname, coalesce(pg_relation_filenode(oid), 0)::bigint,"
                    + " coalesce(pg_relation_size(oid), 0) FROM pg_class WHERE oid >= 16384")) {
      while (row.next()) {
        places.put(row.getLong(1), new Place(row.getString(2), row.getLong(3), row.getLong(4)));
      }
    }
    return places;
  }
}
