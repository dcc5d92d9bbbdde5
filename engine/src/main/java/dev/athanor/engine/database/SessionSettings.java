package dev.athanor.engine.database;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What every session of Athanor's is set to, whatever the role or the database would default to.
 *
 * @param role the role that {@code SET ROLE} takes, which then owns what is created
 * @param searchPath PostgreSQL's {@code search_path}; never {@code "$user"}
 * @param lockTimeout {@code lock_timeout}: how long a lock is waited for in all; zero waits for
 *     ever
 * @param lockAttempt how long one statement of a changeset waits for a lock, and whoever came after
 *     it for the statement, before its transaction makes way and is tried again; as long as {@code
 *     lockTimeout} where that is shorter, and where it was given as zero
 * @param statementTimeout {@code statement_timeout}; zero for none
 * @param names what Liquibase's tables are called
 */
public record SessionSettings(
    Optional<String> role,
    String searchPath,
    Duration lockTimeout,
    Duration lockAttempt,
    Duration statementTimeout,
    HistoryNames names) {

  /** No role, {@code search_path} public, 30 s for a lock and 2 s at once, no other limit. */
  public static final SessionSettings DEFAULTS =
      new SessionSettings(
          Optional.empty(),
          "public",
          Duration.ofSeconds(30),
          Duration.ofSeconds(2),
          Duration.ZERO,
          HistoryNames.DEFAULTS);

  private static final Pattern QUOTED = Pattern.compile("^\"((?:[^\"]|\"\")*)\"");

  public SessionSettings {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(searchPath, "searchPath");
    Objects.requireNonNull(lockTimeout, "lockTimeout");
    Objects.requireNonNull(lockAttempt, "lockAttempt");
    Objects.requireNonNull(statementTimeout, "statementTimeout");
    Objects.requireNonNull(names, "names");
  }

  @Override
  public Duration lockAttempt() {
    boolean whole =
        lockAttempt.isZero() || !lockTimeout.isZero() && lockAttempt.compareTo(lockTimeout) > 0;
    return whole ? lockTimeout : lockAttempt;
  }

  /** As PostgreSQL's settings have it; never 0, which is no limit, for less than a millisecond. */
  public static String millis(Duration limit) {
    long millis = limit.plusNanos(999_999).toMillis();
    return Long.toString(Math.min(millis, Integer.MAX_VALUE));
  }

  public SessionSettings withRole(String newRole) {
    return new SessionSettings(
        Optional.ofNullable(newRole),
        searchPath,
        lockTimeout,
        lockAttempt,
        statementTimeout,
        names);
  }

  public SessionSettings withSearchPath(String path) {
    return new SessionSettings(role, path, lockTimeout, lockAttempt, statementTimeout, names);
  }

  public SessionSettings withLockTimeout(Duration timeout) {
    return new SessionSettings(role, searchPath, timeout, lockAttempt, statementTimeout, names);
  }

  public SessionSettings withLockAttempt(Duration attempt) {
    return new SessionSettings(role, searchPath, lockTimeout, attempt, statementTimeout, names);
  }

  public SessionSettings withStatementTimeout(Duration timeout) {
    return new SessionSettings(role, searchPath, lockTimeout, lockAttempt, timeout, names);
  }

  public SessionSettings withNames(HistoryNames newNames) {
    return new SessionSettings(
        role, searchPath, lockTimeout, lockAttempt, statementTimeout, newNames);
  }

  /** The schema in which a history is made. */
  public String historySchema() {
    return names.schema().orElseGet(this::firstSchema);
  }

  /** The schema that the search path begins with, by its name. */
  public String firstSchema() {
    String first = searchPath.strip();
    Matcher quoted = QUOTED.matcher(first);
    return quoted.find()
        ? quoted.group(1).replace("\"\"", "\"")
        : first.split(",", 2)[0].strip().toLowerCase(Locale.ROOT);
  }
}
