package dev.athanor.engine.database;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What every session of Athanor's is set to, whatever the role or the database would default to.
 *
 * @param role the role that {@code SET ROLE} takes, which then owns what is created
 * @param searchPath PostgreSQL's {@code search_path}; never {@code "$user"}
 * @param lockTimeout {@code lock_timeout}: how long a statement waits for a lock, and whoever came
 *     after it for the statement; zero waits for ever
 * @param statementTimeout {@code statement_timeout}; zero for none
 */
public record SessionSettings(
    Optional<String> role, String searchPath, Duration lockTimeout, Duration statementTimeout) {

  /** No role, {@code search_path} public, 30 s for a lock, no other limit. */
  public static final SessionSettings DEFAULTS =
      new SessionSettings(Optional.empty(), "public", Duration.ofSeconds(30), Duration.ZERO);

  public SessionSettings {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(searchPath, "searchPath");
    Objects.requireNonNull(lockTimeout, "lockTimeout");
    Objects.requireNonNull(statementTimeout, "statementTimeout");
  }

  public SessionSettings withRole(String newRole) {
    return new SessionSettings(
        Optional.ofNullable(newRole), searchPath, lockTimeout, statementTimeout);
  }

  public SessionSettings withSearchPath(String path) {
    return new SessionSettings(role, path, lockTimeout, statementTimeout);
  }

  public SessionSettings withLockTimeout(Duration timeout) {
    return new SessionSettings(role, searchPath, timeout, statementTimeout);
  }

  public SessionSettings withStatementTimeout(Duration timeout) {
    return new SessionSettings(role, searchPath, lockTimeout, timeout);
  }
}
