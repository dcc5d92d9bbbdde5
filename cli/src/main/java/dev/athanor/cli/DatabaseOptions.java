package dev.athanor.cli;

import dev.athanor.cli.args.Arguments;
import dev.athanor.cli.args.Values;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.HistoryNames;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Durations;
import dev.athanor.engine.model.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Which database, who connects, and what the session is set to. */
public final class DatabaseOptions {
  private String url;
  private String host;
  private Integer port;
  private String name;
  private String sslMode;
  private String user;
  private String password;
  private MountedCredentials credentials;
  private String role;
  private String searchPath;
  private String changelogTable;
  private String changelogLockTable;
  private String liquibaseSchema;
  private Duration lockTimeout;
  private Duration lockAttempt;
  private Duration statementTimeout;

  /** Of a command that will connect. */
  public DatabaseOptions() {
    this(true);
  }

  private DatabaseOptions(boolean connects) {
    if (connects) {
      Database.warmUp();
    }
  }

  /** Of a command that connects only where it is asked for {@code current}. */
  public static DatabaseOptions forSomeUses() {
    return new DatabaseOptions(false);
  }

  public void declare(Arguments arguments) {
    arguments
        .option(
            "--database-url",
            "URL",
            "postgresql://user@host/name?sslmode=… or jdbc:postgresql:… (default: DATABASE_URL)",
            v -> url = v)
        .option("--database-host", "HOST", "in place of a URL", v -> host = v)
        .option("--database-port", "PORT", "default: 5432", this::port)
        .option("--database-name", "NAME", "with --database-host", v -> name = v)
        .option("--database-sslmode", "MODE", "as libpq has it", v -> sslMode = v)
        .option(
            "--credentials-dir",
            "DIR",
            "mounted Secrets: files username or user, password, ca.crt where sslmode verifies,"
                + " tls.crt and tls.key to connect with; host, port and dbname, or uri, where no"
                + " option says so",
            v -> credentials = new MountedCredentials(Path.of(v)))
        .hidden("user", v -> user = v)
        .hidden("password", v -> password = v)
        .option("--database-role", "ROLE", "SET ROLE to this", v -> role = v)
        .option(
            "--search-path",
            "SCHEMAS",
            "of the session (default: " + SessionSettings.DEFAULTS.searchPath() + ")",
            this::searchPath)
        .option(
            "--changelog-table",
            "NAME",
            "Liquibase's databaseChangeLogTableName (default: databasechangelog)",
            v -> changelogTable = v)
        .option(
            "--changelog-lock-table",
            "NAME",
            "Liquibase's databaseChangeLogLockTableName (default: databasechangeloglock)",
            v -> changelogLockTable = v)
        .option(
            "--liquibase-schema",
            "SCHEMA",
            "Liquibase's liquibaseSchemaName, where both tables are (default: by the search path)",
            v -> liquibaseSchema = v)
        .option(
            "--lock-timeout",
            "DURATION",
            "for the migration lock and each lock on a table (default: "
                + Durations.text(SessionSettings.DEFAULTS.lockTimeout())
                + "; 0: tables for ever)",
            v -> lockTimeout = Values.duration("--lock-timeout", v))
        .option(
            "--lock-attempt",
            "DURATION",
            "how much of that a changeset waits at once, before it makes way for others and is tried"
                + " again (default: "
                + Durations.text(SessionSettings.DEFAULTS.lockAttempt())
                + "; 0: all)",
            v -> lockAttempt = Values.duration("--lock-attempt", v))
        .option(
            "--statement-timeout",
            "DURATION",
            "how long one statement may run (default: no limit)",
            v -> statementTimeout = Values.duration("--statement-timeout", v));
  }

  private void port(String value) {
    port = Values.number("--database-port", value);
  }

  private void searchPath(String value) {
    searchPath = value;
  }

  /** The schemas that were asked for, if any were. */
  public Optional<String> searchPath() {
    return Optional.ofNullable(searchPath);
  }

  /** How long to wait for the migration lock, if that was said. */
  public Optional<Duration> lockWait() {
    return Optional.ofNullable(lockTimeout);
  }

  /**
   * @throws AthanorException INVALID_CONFIGURATION naming the ways when no database is named
   */
  public DatabaseTarget target(Map<String, String> environment) {
    return new DatabaseTarget(withCredentials(address(environment)), settings());
  }

  /**
   * The database that is named, for a command that connects to none; empty where none is.
   *
   * @throws AthanorException INVALID_CONFIGURATION for one that cannot be read
   */
  public Optional<DatabaseTarget> named(Map<String, String> environment) {
    boolean any =
        url != null
            || host != null
            || credentials != null
            || DatabaseUrl.fromEnvironment(environment).isPresent();
    return any ? Optional.of(target(environment)) : Optional.empty();
  }

  /** What names the database: an option, or the variable. */
  public String namedBy() {
    if (url != null) {
      return "--database-url";
    }
    if (host != null && name != null) {
      return "--database-host";
    }
    boolean mounted = credentials != null && credentials.address(host, port, name).isPresent();
    return mounted ? "--credentials-dir" : "DATABASE_URL";
  }

  private DatabaseUrl address(Map<String, String> environment) {
    if (url != null) {
      DatabaseUrl parsed = DatabaseUrl.parse(url);
      return user == null && password == null ? parsed : parsed.withCredentials(user, password);
    }
    Optional<DatabaseUrl> parts =
        credentials != null
            ? credentials.address(host, port, name)
            : host != null && name != null
                ? Optional.of(
                    DatabaseUrl.of(host, port == null ? DatabaseUrl.DEFAULT_PORT : port, name))
                : Optional.empty();
    return parts
        .or(() -> DatabaseUrl.fromEnvironment(environment))
        .orElseThrow(
            () ->
                new AthanorException(
                    Reason.INVALID_CONFIGURATION,
                    "No database is named.",
                    "Set DATABASE_URL, or give --database-url, or --database-host and"
                        + " --database-name."));
  }

  private DatabaseUrl withCredentials(DatabaseUrl address) {
    DatabaseUrl named = sslMode == null ? address : address.withParameter("sslmode", sslMode);
    return credentials == null ? named : credentials.login(named);
  }

  /** What its sessions are set to. */
  public SessionSettings settings() {
    SessionSettings settings =
        SessionSettings.DEFAULTS.withNames(
            HistoryNames.of(changelogTable, changelogLockTable, liquibaseSchema));
    settings = role == null ? settings : settings.withRole(role);
    settings = searchPath == null ? settings : settings.withSearchPath(searchPath);
    settings = lockTimeout == null ? settings : settings.withLockTimeout(lockTimeout);
    settings = lockAttempt == null ? settings : settings.withLockAttempt(lockAttempt);
    return statementTimeout == null ? settings : settings.withStatementTimeout(statementTimeout);
  }
}
