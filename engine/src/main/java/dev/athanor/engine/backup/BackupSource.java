package dev.athanor.engine.backup;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;

/**
 * The database a backup is taken from or brought back into.
 *
 * @param connector opens a session of its own
 * @param libpq how PostgreSQL's programs reach the same database
 * @param history reads the fingerprint of the history, in the connection's transaction
 */
public record BackupSource(Connector connector, LibpqEnvironment libpq, HistoryReader history) {
  public BackupSource {
    Objects.requireNonNull(connector, "connector");
    Objects.requireNonNull(libpq, "libpq");
    Objects.requireNonNull(history, "history");
  }

  /** Opens a session. */
  @FunctionalInterface
  public interface Connector {
    Connection connect() throws SQLException;
  }

  /** Reads what was applied. */
  @FunctionalInterface
  public interface HistoryReader {
    String fingerprint(Connection connection) throws SQLException;
  }
}
