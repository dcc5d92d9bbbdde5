package dev.athanor.engine.command;

import dev.athanor.engine.apply.MigrateOptions;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.model.AthanorException;
import java.time.Duration;
import java.util.Objects;

/**
 * The database that a verb works on.
 *
 * @param url where it is and who connects
 * @param settings of every session
 */
public record DatabaseTarget(DatabaseUrl url, SessionSettings settings) {
  public DatabaseTarget {
    Objects.requireNonNull(url, "url");
    Objects.requireNonNull(settings, "settings");
  }

  /** With the settings that a database gets unless somebody says otherwise. */
  public static DatabaseTarget of(DatabaseUrl url) {
    return new DatabaseTarget(url, SessionSettings.DEFAULTS);
  }

  /** Whoever says how long to wait for a table's lock means the migration lock, too. */
  MigrateOptions waiting(MigrateOptions options) {
    Duration wait = settings.lockTimeout();
    return wait.isZero() ? options : options.withLockWait(wait);
  }

  /**
   * @throws AthanorException as {@link Database#open} has it
   */
  public Database open() {
    return Database.open(url, settings);
  }
}
