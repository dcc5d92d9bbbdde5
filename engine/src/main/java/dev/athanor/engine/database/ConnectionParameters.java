package dev.athanor.engine.database;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A URL's parameters besides hosts, database and credentials, under the driver's names. */
final class ConnectionParameters {
  private static final String SSL_MODE = "sslmode";
  private static final List<String> SSL_MODES =
      List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

  static final ConnectionParameters NONE = new ConnectionParameters(Map.of());

  /** A parameter that libpq and the driver both have. */
  private record Known(String libpq, String jdbc, String environment) {}

  private static final Known[] KNOWN = {
    new Known(SSL_MODE, SSL_MODE, "PGSSLMODE"),
    new Known("sslrootcert", "sslrootcert", "PGSSLROOTCERT"),
    new Known("sslcert", "sslcert", "PGSSLCERT"),
    new Known("sslkey", "sslkey", "PGSSLKEY"),
    new Known("sslnegotiation", "sslNegotiation", null),
    new Known("connect_timeout", "connectTimeout", "PGCONNECT_TIMEOUT"),
    new Known("application_name", "ApplicationName", "PGAPPNAME"),
    new Known("options", "options", "PGOPTIONS"),
    new Known("channel_binding", "channelBinding", "PGCHANNELBINDING"),
    new Known("gssencmode", "gssEncMode", "PGGSSENCMODE"),
    new Known("krbsrvname", "kerberosServerName", "PGKRBSRVNAME"),
    new Known("target_session_attrs", "targetServerType", "PGTARGETSESSIONATTRS"),
    new Known("replication", "replication", null),
    new Known("require_auth", "requireAuth", "PGREQUIREAUTH"),
    new Known("sslpassword", "sslpassword", null),
    new Known("tcp_keepalives", "tcpKeepAlive", null),
  };

  private final Map<String, String> jdbc;

  private ConnectionParameters(Map<String, String> jdbc) {
    this.jdbc = jdbc;
    checkSslMode(jdbc.get(SSL_MODE));
  }

  /** The driver would say so as if the server could not be reached, which is worth a retry. */
  private static void checkSslMode(String value) {
    if (value != null && SSL_MODES.stream().noneMatch(value::equalsIgnoreCase)) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "There is no sslmode \"" + value + "\".",
          "Give one of " + String.join(", ", SSL_MODES) + ", or leave it out.");
    }
  }

  static ConnectionParameters ofJdbc(Map<String, String> parameters) {
    return new ConnectionParameters(new LinkedHashMap<>(parameters));
  }

  /** The driver's name of a libpq parameter, if it has one. */
  static Optional<String> jdbcName(String libpqName) {
    for (Known known : KNOWN) {
      if (known.libpq.equals(libpqName)) {
        return Optional.of(known.jdbc);
      }
    }
    return Optional.empty();
  }

  /** The driver's value of a libpq parameter: {@code target_session_attrs} has its own words. */
  static String jdbcValue(String libpqName, String value) {
    if (!libpqName.equals("target_session_attrs")) {
      return value;
    }
    return switch (value) {
      case "read-write", "primary" -> "primary";
      case "read-only", "standby" -> "secondary";
      case "prefer-standby" -> "preferSecondary";
      default -> "any";
    };
  }

  private static String libpqValue(Known known, String value) {
    if (!known.libpq.equals("target_session_attrs")) {
      return value;
    }
    return switch (value) {
      case "primary", "master" -> "read-write";
      case "secondary", "slave" -> "standby";
      case "preferSecondary", "preferSlave" -> "prefer-standby";
      default -> "any";
    };
  }

  ConnectionParameters withLibpq(String name, String value) {
    Map<String, String> changed = new LinkedHashMap<>(jdbc);
    changed.put(jdbcName(name).orElse(name), jdbcValue(name, value));
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
    for (Known known : KNOWN) {
      String value = jdbc.get(known.jdbc);
      if (value != null && known.environment != null) {
        environment.put(known.environment, libpqValue(known, value));
      }
    }
    return environment;
  }

  String masked() {
    StringBuilder text = new StringBuilder();
    jdbc.forEach(
        (name, value) ->
            text.append(text.isEmpty() ? '?' : '&')
                .append(name)
                .append('=')
                .append(isSecret(name) ? "***" : UrlCoding.encode(value)));
    return text.toString();
  }

  private static boolean isSecret(String name) {
    return name.toLowerCase(java.util.Locale.ROOT).contains("password");
  }
}
