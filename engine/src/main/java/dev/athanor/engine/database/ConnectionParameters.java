package dev.athanor.engine.database;

import dev.athanor.engine.model.AthanorException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A URL's parameters besides hosts, database and credentials, under the driver's names. */
final class ConnectionParameters {
  static final ConnectionParameters NONE = new ConnectionParameters(Map.of());

  private static final String SSL_MODE = "sslmode";
  private static final String APPLICATION = "ApplicationName";

  private final Map<String, String> jdbc;

  private ConnectionParameters(Map<String, String> jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * @throws AthanorException INVALID_CONFIGURATION for an sslmode that there is not: the driver
   *     would say so as if the server could not be reached, which is worth a retry
   */
  static ConnectionParameters ofJdbc(Map<String, String> parameters) {
    Map<String, String> jdbc = new LinkedHashMap<>(parameters);
    jdbc.computeIfPresent(
        SSL_MODE, (name, value) -> LibpqParameter.require(SSL_MODE).checked(value));
    return new ConnectionParameters(jdbc);
  }

  /**
   * @throws AthanorException INVALID_CONFIGURATION for what is not taken, naming it
   */
  static ConnectionParameters ofLibpq(Map<String, String> parameters) {
    ConnectionParameters taken = NONE;
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      taken = taken.withLibpq(parameter.getKey(), parameter.getValue());
    }
    return taken;
  }

  ConnectionParameters withLibpq(String name, String value) {
    LibpqParameter parameter = LibpqParameter.require(name);
    String checked = parameter.checked(value);
    Map<String, String> changed = new LinkedHashMap<>(jdbc);
    if (parameter.jdbc() != null) {
      changed.put(parameter.jdbc(), parameter.jdbcValue(checked));
    } else if (name.equals("fallback_application_name")) {
      changed.putIfAbsent(APPLICATION, value);
    }
    return new ConnectionParameters(changed);
  }

  Map<String, String> jdbc() {
    return jdbc;
  }

  Map<String, String> libpqEnvironment() {
    Map<String, String> environment = new LinkedHashMap<>();
    if ("true".equals(jdbc.get("ssl"))) {
      // The driver's older switch, which verifies as fully.
      environment.put("PGSSLMODE", "verify-full");
    }
    for (LibpqParameter parameter : LibpqParameter.all()) {
      if (parameter.environment() != null && jdbc.containsKey(parameter.jdbc())) {
        environment.put(parameter.environment(), parameter.libpqValue(jdbc.get(parameter.jdbc())));
      }
    }
    return environment;
  }

  /** As libpq reads them, or the driver what only it knows; secrets masked. */
  String masked() {
    StringBuilder text = new StringBuilder();
    jdbc.forEach(
        (name, value) -> {
          LibpqParameter known = ofJdbcName(name);
          text.append(text.isEmpty() ? '?' : '&')
              .append(known == null ? name : known.name())
              .append('=')
              .append(
                  isSecret(name)
                      ? "***"
                      : UrlCoding.encode(known == null ? value : known.libpqValue(value)));
        });
    return text.toString();
  }

  private static LibpqParameter ofJdbcName(String name) {
    for (LibpqParameter parameter : LibpqParameter.all()) {
      if (name.equals(parameter.jdbc())) {
        return parameter;
      }
    }
    return null;
  }

  private static boolean isSecret(String name) {
    return name.toLowerCase(Locale.ROOT).contains("password");
  }
}
