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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Which database, who connects, and what the session is set to. */
public final class DatabaseOptions {
  private static final String CA = "ca.crt";

  private String url;
  private String host;
  private int port = 5432;
  private String name;
  private String sslMode;
  private String user;
  private String password;
  private Path credentials;
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
            "mounted Secrets: files username, password, ca.crt where sslmode verifies, and tls.crt"
                + " and tls.key to connect with",
            v -> credentials = Path.of(v))
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
        url != null || host != null || DatabaseUrl.fromEnvironment(environment).isPresent();
    return any ? Optional.of(target(environment)) : Optional.empty();
  }

  private DatabaseUrl address(Map<String, String> environment) {
    if (url != null) {
      DatabaseUrl parsed = DatabaseUrl.parse(url);
      return user == null && password == null ? parsed : parsed.withCredentials(user, password);
    }
    if (host != null && name != null) {
      return DatabaseUrl.of(host, port, name);
    }
    return DatabaseUrl.fromEnvironment(environment)
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
    if (credentials == null) {
      return named;
    }
    Path ca = credentials.resolve(CA);
    // With a root certificate at hand, libpq verifies even where it was not asked to.
    boolean verifies = named.libpqEnvironment().getOrDefault("PGSSLMODE", "").startsWith("verify");
    DatabaseUrl known = withCertificate(named);
    return verifies && Files.exists(ca) ? known.withParameter("sslrootcert", ca.toString()) : known;
  }

  /** Who connects with a certificate may have no password. */
  private DatabaseUrl withCertificate(DatabaseUrl named) {
    Path certificate = credentials.resolve("tls.crt");
    if (!Files.exists(certificate)) {
      return named.withCredentials(secret("username"), secret("password"));
    }
    String password = Files.exists(credentials.resolve("password")) ? secret("password") : null;
    return named
        .withCredentials(secret("username"), password)
        .withParameter("sslcert", certificate.toString())
        .withParameter("sslkey", credentials.resolve("tls.key").toString());
  }

  private String secret(String file) {
    Path path = credentials.resolve(file);
    try {
      return Files.readString(path).replaceFirst("\\R\\z", "");
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "The credentials have no file " + path + ".",
          "Mount a Secret with the keys username and password (type kubernetes.io/basic-auth).",
          e);
    }
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
