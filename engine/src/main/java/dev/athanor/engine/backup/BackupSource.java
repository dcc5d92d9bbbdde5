package dev.athanor.engine.backup;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.history.History;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

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

  /** The database of this URL, with sessions and history as every other verb has them. */
  public static BackupSource of(DatabaseUrl url, SessionSettings settings) {
    DatabaseUrl.Host first = url.hosts().get(0);
    LibpqEnvironment libpq =
        LibpqEnvironment.of(
            first.name(), first.port(), url.database(), url.user(), url.password().orElse(null));
    for (Map.Entry<String, String> variable : url.libpqEnvironment().entrySet()) {
      libpq = libpq.with(variable.getKey(), variable.getValue());
    }
    AtomicReference<Database> session = new AtomicReference<>();
    return new BackupSource(
        () -> {
          session.set(Database.open(url, settings));
          return session.get().connection();
        },
        libpq,
        connection -> History.read(session.get()).fingerprint());
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
