package dev.athanor.cli;

import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which database, who connects, and what the session is set to. */
public final class DatabaseOptions {
  private static final String CA = "ca.crt";

  @Option(
      names = "--database-url",
      paramLabel = "URL",
      description =
          "postgresql://user@host:port/name?sslmode=… or jdbc:postgresql:…"
              + " (default: DATABASE_URL from the environment).")
  String url;

  @Option(names = "--database-host", paramLabel = "HOST", description = "In place of a URL.")
  String host;

  @Option(names = "--database-port", paramLabel = "PORT", defaultValue = "5432")
  int port;

  @Option(names = "--database-name", paramLabel = "NAME")
  String name;

  @Option(names = "--database-sslmode", paramLabel = "MODE", description = "As libpq has it.")
  String sslMode;

  @Option(
      names = "--credentials-dir",
      paramLabel = "DIR",
      description =
          "A mounted Secret: files username and password, and ca.crt where sslmode verifies.")
  Path credentials;

  @Option(names = "--database-role", paramLabel = "ROLE", description = "SET ROLE to this.")
  String role;

  @Option(
      names = "--search-path",
      paramLabel = "SCHEMAS",
      description = "search_path of the session (default: public).")
  String searchPath;

  @Option(
      names = "--lock-timeout",
      paramLabel = "ISO8601",
      description = "How long to wait for the migration lock and for each lock on a table.")
  Duration lockTimeout;

  @Option(
      names = "--statement-timeout",
      paramLabel = "ISO8601",
      description = "How long one statement may run (default: no limit).")
  Duration statementTimeout;

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

  private DatabaseUrl address(Map<String, String> environment) {
    if (url != null) {
      return DatabaseUrl.parse(url);
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
    DatabaseUrl known = named.withCredentials(secret("username"), secret("password"));
    return verifies && Files.exists(ca) ? known.withParameter("sslrootcert", ca.toString()) : known;
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

  private SessionSettings settings() {
    SessionSettings settings = SessionSettings.DEFAULTS;
    settings = role == null ? settings : settings.withRole(role);
    settings = searchPath == null ? settings : settings.withSearchPath(searchPath);
    settings = lockTimeout == null ? settings : settings.withLockTimeout(lockTimeout);
    return statementTimeout == null ? settings : settings.withStatementTimeout(statementTimeout);
  }
}
