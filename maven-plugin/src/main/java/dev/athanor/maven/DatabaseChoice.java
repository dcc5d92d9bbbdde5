package dev.athanor.maven;

import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/**
 * Which database a goal works on: what the command line says, else DATABASE_URL, else the POM.
 *
 * <p>The embedded PostgreSQL is never a fallback: a forgotten DATABASE_URL must not go green in CI.
 */
final class DatabaseChoice {
  private final Properties commandLine;
  private final Map<String, String> environment;
  private final ServerLogin servers;

  DatabaseChoice(Properties commandLine, Map<String, String> environment, ServerLogin servers) {
    this.commandLine = Objects.requireNonNull(commandLine, "commandLine");
    this.environment = Objects.requireNonNull(environment, "environment");
    this.servers = Objects.requireNonNull(servers, "servers");
  }

  /** The goal's parameters, from the POM or the command line; null where nobody set them. */
  record Configured(String url, String user, String password, String server, boolean embedded) {}

  /**
   * The same where somebody named an environment of the project that names the database: that goes
   * before DATABASE_URL, which nobody may remember to have set.
   *
   * @param named whether the URL is that environment's
   */
  Optional<DatabaseUrl> choose(Configured configured, boolean named) {
    return named
        ? Optional.of(login(DatabaseUrl.parse(configured.url().strip()), configured))
        : choose(configured);
  }

  /**
   * @return empty for the embedded PostgreSQL
   * @throws AthanorException INVALID_CONFIGURATION when nothing names a database
   */
  Optional<DatabaseUrl> choose(Configured configured) {
    String url = commandLine.getProperty("athanor.url");
    if (url != null) {
      return Optional.of(login(DatabaseUrl.parse(url), configured));
    }
    if (Boolean.parseBoolean(commandLine.getProperty("athanor.embedded"))) {
      return Optional.empty();
    }
    // It comes with its own credentials: those of the POM are for the POM's database.
    Optional<DatabaseUrl> fromEnvironment = DatabaseUrl.fromEnvironment(environment);
    if (fromEnvironment.isPresent()) {
      return fromEnvironment;
    }
    if (configured.url() != null && !configured.url().isBlank()) {
      return Optional.of(login(DatabaseUrl.parse(configured.url().strip()), configured));
    }
    if (configured.embedded()) {
      return Optional.empty();
    }
    throw new AthanorException(
        Reason.INVALID_CONFIGURATION,
        "no database is named",
        "Set DATABASE_URL=postgresql://user:password@host/database, or <url> (with <user> and"
            + " <password>, or a <server> of settings.xml) in the plugin's configuration, or"
            + " -Dathanor.url; for one that the plugin starts itself, -Dathanor.embedded.");
  }

  private DatabaseUrl login(DatabaseUrl url, Configured configured) {
    DatabaseUrl known = configured.server() == null ? url : servers.login(url, configured.server());
    return known.withCredentials(configured.user(), configured.password());
  }
}
