package dev.athanor.engine.backup;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import java.util.Objects;

/**
 * The database a backup is taken from or brought back into.
 *
 * @param url where it is
 * @param settings of our own sessions; PostgreSQL's programs take the role alone
 */
record BackupSource(DatabaseUrl url, SessionSettings settings) {
  BackupSource {
    Objects.requireNonNull(url, "url");
    Objects.requireNonNull(settings, "settings");
  }

  Database open() {
    return Database.open(url, settings);
  }

  LibpqEnvironment libpq() {
    return LibpqEnvironment.of(url);
  }
}
