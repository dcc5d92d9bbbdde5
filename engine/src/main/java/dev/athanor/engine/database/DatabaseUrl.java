package dev.athanor.engine.database;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.ProcessText;
import dev.athanor.engine.model.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.postgresql.util.HostSpec;

/**
 * Where a database is and who connects to it.
 *
 * <p>Reads {@code postgresql://user:password@host:port/db?sslmode=…} (libpq's URI, several hosts
 * and IPv6 included), {@code postgres://…} and {@code jdbc:postgresql:…}, and gives the driver's
 * and libpq's forms of the same thing. {@link #toString()} never shows a password.
 */
public final class DatabaseUrl {
  /** The environment variable that names the database. */
  public static final String ENVIRONMENT_VARIABLE = "DATABASE_URL";

  /** PostgreSQL's own. */
  public static final int DEFAULT_PORT = 5432;

  /**
   * One server.
   *
   * @param name a host name or an address, an IPv6 one without brackets
   * @param port 1 to 65535
   */
  public record Host(String name, int port) {
    /** {@code name:port}, an IPv6 address in brackets. */
    @Override
    public String toString() {
      return (name.indexOf(':') >= 0 ? "[" + name + "]" : name) + ":" + port;
    }
  }

  private final List<Host> hosts;
  private final Optional<String> database;
  private final Optional<String> user;
  private final Optional<String> password;
  private final ConnectionParameters parameters;

  DatabaseUrl(
      List<Host> hosts,
      Optional<String> database,
      Optional<String> user,
      Optional<String> password,
      ConnectionParameters parameters) {
    this.hosts = List.copyOf(hosts);
    this.database = database;
    this.user = user;
    this.password = password;
    this.parameters = parameters;
  }

  /**
   * Reads a URL of either form.
   *
   * @throws AthanorException INVALID_CONFIGURATION, without the password, when it is no such URL
   */
  public static DatabaseUrl parse(String url) {
    return DatabaseUrlParser.parse(Objects.requireNonNull(url, "url"));
  }

  /** The database that {@value #ENVIRONMENT_VARIABLE} names, if it is set and not blank. */
  public static Optional<DatabaseUrl> fromEnvironment(Map<String, String> environment) {
    String url = environment.get(ENVIRONMENT_VARIABLE);
    if (url == null || url.isBlank()) {
      return Optional.empty();
    }
    ProcessText.requireWhole(ENVIRONMENT_VARIABLE, url);
    return Optional.of(parse(url.strip()));
  }

  /**
   * One server by its parts, as a Kubernetes resource names it.
   *
   * @throws AthanorException INVALID_CONFIGURATION for no port, and for a part that is a URL, whose
   *     password would be shown
   */
  public static DatabaseUrl of(String host, int port, String database) {
    requireNoUrl("host", host);
    requireNoUrl("name", database);
    if (port < 1 || port > 65535) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "Port " + port + " is no TCP port.",
          "Give a port from 1 to 65535; PostgreSQL's own is 5432.");
    }
    return new DatabaseUrl(
        List.of(new Host(host, port)),
        Optional.of(database),
        Optional.empty(),
        Optional.empty(),
        ConnectionParameters.NONE);
  }

  private static void requireNoUrl(String part, String value) {
    if (value.contains("://") || value.startsWith("jdbc:")) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "The " + part + " of the database is a URL.",
          "Give the " + part + " alone, or the URL as a URL.");
    }
  }

  /** The same database for this user; a null leaves what the URL says. */
  public DatabaseUrl withCredentials(String newUser, String newPassword) {
    return new DatabaseUrl(
        hosts,
        database,
        newUser == null ? user : Optional.of(newUser),
        newPassword == null ? password : Optional.of(newPassword),
        parameters);
  }

  /** The same server and user, another database. */
  public DatabaseUrl withDatabase(String name) {
    return new DatabaseUrl(hosts, Optional.of(name), user, password, parameters);
  }

  /** The same with one connection parameter by its libpq name, such as {@code sslmode}. */
  public DatabaseUrl withParameter(String libpqName, String value) {
    return new DatabaseUrl(hosts, database, user, password, parameters.withLibpq(libpqName, value));
  }

  public List<Host> hosts() {
    return hosts;
  }

  /** The database's name; the user's when the URL names none, as libpq has it. */
  public String database() {
    return database.or(() -> user).orElseGet(DatabaseUrl::systemUser);
  }

  /** Whether it says who connects. */
  public boolean namesUser() {
    return user.isPresent();
  }

  /** The user's name; the operating system's when the URL names none, as libpq has it. */
  public String user() {
    return user.orElseGet(DatabaseUrl::systemUser);
  }

  public Optional<String> password() {
    return password;
  }

  /** What sessions are called in {@code pg_stat_activity}: {@code athanor} unless the URL says. */
  String applicationName() {
    return parameters.jdbc().getOrDefault("ApplicationName", Database.APPLICATION_NAME);
  }

  /** Whether the URL insists on TLS. */
  boolean requiresTls() {
    String mode = parameters.jdbc().getOrDefault("sslmode", "prefer");
    return mode.equals("require") || mode.startsWith("verify");
  }

  /** {@code name:port}, by commas. */
  public String hostList() {
    return hosts.stream().map(Host::toString).collect(Collectors.joining(","));
  }

  /** The driver's URL: hosts and database only, so that it can be shown. */
  public String jdbcUrl() {
    return "jdbc:postgresql://" + hostList() + "/" + UrlCoding.encode(database());
  }

  /**
   * All of it in the driver's form, the password included: to be parsed by a process of ours, and
   * shown to nobody.
   */
  public String withSecrets() {
    StringBuilder text = new StringBuilder(jdbcUrl());
    Properties properties = jdbcProperties();
    for (String name : properties.stringPropertyNames()) {
      if (!name.equals("PGDBNAME")) {
        text.append(text.indexOf("?") < 0 ? '?' : '&')
            .append(UrlCoding.encode(name))
            .append('=')
            .append(UrlCoding.encode(properties.getProperty(name)));
      }
    }
    return text.toString();
  }

  /** The same hosts as the driver takes them. */
  HostSpec[] driverHosts() {
    return hosts.stream()
        .map(host -> new HostSpec(host.name(), host.port()))
        .toArray(HostSpec[]::new);
  }

  /** The driver's properties, credentials included. */
  public Properties jdbcProperties() {
    Properties properties = new Properties();
    parameters.jdbc().forEach(properties::setProperty);
    properties.setProperty("user", user());
    properties.setProperty("PGDBNAME", database());
    password.ifPresent(value -> properties.setProperty("password", value));
    return properties;
  }

  /**
   * What PostgreSQL's own tools read from their environment: nothing of it need stand on a command
   * line, where any user of the machine could read it.
   */
  public Map<String, String> libpqEnvironment() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("PGHOST", hosts.stream().map(Host::name).collect(Collectors.joining(",")));
    environment.put(
        "PGPORT",
        hosts.stream().map(h -> Integer.toString(h.port())).collect(Collectors.joining(",")));
    environment.put("PGDATABASE", database());
    environment.put("PGUSER", user());
    password.ifPresent(value -> environment.put("PGPASSWORD", value));
    environment.putAll(parameters.libpqEnvironment());
    return environment;
  }

  /** {@code postgresql://user@host:port/db?…}: as libpq reads it, the password masked. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("postgresql://");
    user.ifPresent(name -> text.append(UrlCoding.encode(name)));
    password.ifPresent(ignored -> text.append(":***"));
    if (user.isPresent() || password.isPresent()) {
      text.append('@');
    }
    List<String> shown = new ArrayList<>();
    hosts.forEach(host -> shown.add(host.toString()));
    text.append(String.join(",", shown)).append('/').append(UrlCoding.encode(database()));
    return text.append(parameters.masked()).toString();
  }

  private static String systemUser() {
    return System.getProperty("user.name", "postgres");
  }
}
