package dev.athanor.cli;

import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Secrets in a directory, a file for each key: {@code username} or {@code user}, {@code password};
 * {@code host}, {@code port} and {@code dbname}, or {@code uri}; {@code ca.crt}, {@code tls.crt}
 * and {@code tls.key}. So CloudNativePG, Crunchy and Zalando call the keys of theirs.
 */
public final class MountedCredentials {
  private final Path directory;

  public MountedCredentials(Path directory) {
    this.directory = Objects.requireNonNull(directory, "directory");
  }

  /**
   * The database that these files name, for whom the arguments say nothing else.
   *
   * @param host null where the files have it
   * @param port null where the files have it, or 5432
   * @param name of the database; null where the files have it
   * @return empty where neither arguments nor files say which
   * @throws AthanorException INVALID_CONFIGURATION for a file with something else in it
   */
  Optional<DatabaseUrl> address(String host, Integer port, String name) {
    Optional<String> server = Optional.ofNullable(host).or(() -> text("host"));
    if (server.isEmpty()) {
      return text("uri").map(uri -> ofUri(uri, port, name));
    }
    Optional<String> database = Optional.ofNullable(name).or(this::databaseName);
    return database.map(known -> DatabaseUrl.of(server.get(), port == null ? port() : port, known));
  }

  private static DatabaseUrl ofUri(String uri, Integer port, String name) {
    DatabaseUrl url = DatabaseUrl.parse(uri);
    if (port != null) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "Port " + port + " is given beside a URL that has its own.",
          "Leave the port to the URL of the credentials.");
    }
    return name == null ? url : url.withDatabase(name);
  }

  /**
   * The name of the database that the files name.
   *
   * @throws AthanorException INVALID_CONFIGURATION where they name none
   */
  public String database() {
    return text("uri")
        .map(uri -> DatabaseUrl.parse(uri).database())
        .or(this::databaseName)
        .orElseThrow(
            () -> missing("dbname", "Name the database, or mount a Secret with the key dbname."));
  }

  private Optional<String> databaseName() {
    Optional<String> name = text("dbname");
    if (name.filter("*"::equals).isPresent()) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "The credentials' dbname is *, which stands for any database.",
          "Name the database: a superuser's Secret does not.");
    }
    return name;
  }

  private int port() {
    Optional<String> port = text("port");
    try {
      return port.map(Integer::parseInt).orElse(DatabaseUrl.DEFAULT_PORT);
    } catch (NumberFormatException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "The credentials' port is '" + port.get() + "'.",
          "Mount a Secret with a number there, or give the port.");
    }
  }

  /** The same database for who is named here, and by the certificates that are here. */
  DatabaseUrl login(DatabaseUrl address) {
    Path certificate = directory.resolve("tls.crt");
    boolean certified = Files.exists(certificate);
    DatabaseUrl known = address.withCredentials(user(address), password(address, certified));
    if (certified) {
      known =
          known
              .withParameter("sslcert", certificate.toString())
              .withParameter("sslkey", directory.resolve("tls.key").toString());
    }
    Path ca = directory.resolve("ca.crt");
    // With a root certificate at hand, libpq verifies even where it was not asked to.
    boolean verifies = known.libpqEnvironment().getOrDefault("PGSSLMODE", "").startsWith("verify");
    return verifies && Files.exists(ca) ? known.withParameter("sslrootcert", ca.toString()) : known;
  }

  /** Null where the URL says who. */
  private String user(DatabaseUrl address) {
    Optional<String> user = text("username").or(() -> text("user"));
    if (user.isEmpty() && !address.namesUser()) {
      throw missing("username", "Mount a Secret with the keys username, or user, and password.");
    }
    return user.orElse(null);
  }

  /** Who connects with a certificate may have no password. */
  private String password(DatabaseUrl address, boolean certified) {
    Optional<String> password = text("password");
    if (password.isEmpty() && address.password().isEmpty() && !certified) {
      throw missing("password", "Mount a Secret with the keys username, or user, and password.");
    }
    return password.orElse(null);
  }

  private Optional<String> text(String file) {
    Path path = directory.resolve(file);
    if (Files.notExists(path)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(path).replaceFirst("\\R\\z", ""));
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "The file " + path + " of the credentials cannot be read: " + e.getMessage() + ".",
          "Let this process read it.",
          e);
    }
  }

  private AthanorException missing(String file, String nextStep) {
    return new AthanorException(
        Reason.INVALID_CONFIGURATION,
        "The credentials have no file " + directory.resolve(file) + ".",
        nextStep);
  }
}
