package dev.athanor.engine.backup;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.history.History;
import java.util.Objects;
import java.util.function.Function;

/**
 * The database a backup is taken from or brought back into.
 *
 * @param url where it is
 * @param settings of our own sessions; PostgreSQL's programs take the role alone
 * @param fingerprint reads the fingerprint of the history, in the session's transaction
 */
record BackupSource(
    DatabaseUrl url, SessionSettings settings, Function<Database, String> fingerprint) {
  BackupSource {
    Objects.requireNonNull(url, "url");
    Objects.requireNonNull(settings, "settings");
    Objects.requireNonNull(fingerprint, "fingerprint");
  }

  static BackupSource of(DatabaseUrl url, SessionSettings settings) {
    return new BackupSource(url, settings, session -> History.read(session).fingerprint());
  }

  Database open() {
    return Database.open(url, settings);
  }

  LibpqEnvironment libpq() {
    return LibpqEnvironment.of(url);
  }
}
