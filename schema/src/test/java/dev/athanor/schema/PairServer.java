package dev.athanor.schema;

import dev.athanor.engine.testing.PostgresMajors;
import dev.athanor.engine.testing.SystemPostgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** A server that pairs of schemas are run on, and the pg_dump that judges them if there is one. */
final class PairServer implements AutoCloseable {
  private final EmbeddedPostgres own;
  private final int port;
  private final String version;
  private final Optional<PgDump> dump;

  private PairServer(EmbeddedPostgres own, int port) {
    this.own = own;
    this.port = port;
    try (Connection connection = DriverManager.getConnection(url("postgres"))) {
      this.version = connection.getMetaData().getDatabaseProductVersion().split(" ")[0];
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    this.dump = PgDump.fitting(major());
  }

  /** The versions there are, oldest first: the installed one, and those Maven has put here. */
  static SortedSet<Integer> majors() {
    SortedSet<Integer> majors = new TreeSet<>(PostgresMajors.available());
    SystemPostgres.major().ifPresent(majors::add);
    return majors;
  }

  static boolean isInstalled(int major) {
    return SystemPostgres.major().filter(installed -> installed == major).isPresent();
  }

  /** The installed server where it has that version, for it has a pg_dump of its own. */
  static PairServer start(int major) {
    if (isInstalled(major)) {
      return new PairServer(null, SystemPostgres.get().port());
    }
    EmbeddedPostgres server = PostgresMajors.start(major);
    return new PairServer(server, server.getPort());
  }

  String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=postgres";
  }

  int major() {
    return Integer.parseInt(version.split("\\D")[0]);
  }

  /** Whether {@link #dump} has anything to say. */
  boolean dumps() {
    return dump.isPresent();
  }

  /** {@code pg_dump -s} of a database; empty where no pg_dump fits. */
  String dump(String database) {
    return dump.map(program -> program.schema(port, database)).orElse("");
  }

  @Override
  public void close() throws IOException {
    if (own != null) {
      own.close();
    }
  }

  /** How much of a proof a run on it is. */
  @Override
  public String toString() {
    return "PostgreSQL "
        + version
        + dump.map(program -> ", by snapshot and pg_dump " + program.version())
            .orElse(", by snapshot alone (no pg_dump of this version or newer)");
  }
}
