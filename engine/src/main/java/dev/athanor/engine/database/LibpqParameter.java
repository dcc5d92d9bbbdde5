package dev.athanor.engine.database;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.util.List;
import java.util.Locale;

/**
 * What Athanor makes of a connection parameter of libpq's (up to PostgreSQL 18's): it is taken,
 * with its name for the driver and the environment variable that gives it to PostgreSQL's programs,
 * or only a value is taken that asks for what is so anyway, or it is refused.
 *
 * @param jdbc the driver's name; null for one that is not passed on
 * @param environment null where libpq has none
 * @param values what it may be; empty for anything
 * @param advice where it is refused, what to do instead
 */
record LibpqParameter(
    String name, String jdbc, String environment, List<String> values, String advice) {
  private static final String LEAVE = "Leave it out.";
  private static final String SESSIONS = "target_session_attrs";
  private static final String BALANCE = "load_balance_hosts";

  // An array and a loop: every run reads this in a JVM that has just started.
  private static final LibpqParameter[] ALL = {
    named("user"),
    named("password"),
    named("dbname"),
    named("host"),
    named("hostaddr"),
    named("port"),
    taken("sslmode", "sslmode", "PGSSLMODE")
        .of("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
    taken("sslrootcert", "sslrootcert", "PGSSLROOTCERT"),
    taken("sslcert", "sslcert", "PGSSLCERT"),
    taken("sslkey", "sslkey", "PGSSLKEY"),
    taken("sslpassword", "sslpassword", null),
    taken("sslnegotiation", "sslNegotiation", "PGSSLNEGOTIATION").of("postgres", "direct"),
    taken("connect_timeout", "connectTimeout", "PGCONNECT_TIMEOUT"),
    taken("application_name", "ApplicationName", "PGAPPNAME"),
    taken("options", "options", "PGOPTIONS"),
    taken("channel_binding", "channelBinding", "PGCHANNELBINDING")
        .of("disable", "prefer", "require"),
    taken("gssencmode", "gssEncMode", "PGGSSENCMODE").of("disable", "prefer", "require"),
    taken("krbsrvname", "kerberosServerName", "PGKRBSRVNAME"),
    taken("require_auth", "requireAuth", "PGREQUIREAUTH"),
    taken(SESSIONS, "targetServerType", "PGTARGETSESSIONATTRS")
        .of("any", "read-write", "read-only", "primary", "standby", "prefer-standby"),
    taken(BALANCE, "loadBalanceHosts", "PGLOADBALANCEHOSTS").of("disable", "random"),
    named("fallback_application_name"),
    only("client_encoding", "UTF8", "utf8", "UTF-8", "utf-8", "unicode", "auto"),
    only("keepalives", "1"),
    only("sslcompression", "0"),
    only("sslsni", "1"),
    only("sslcertmode", "allow"),
    only("gssdelegation", "0"),
    only("replication", "false", "off", "no", "0"),
    only("ssl_min_protocol_version", "TLSv1", "TLSv1.1", "TLSv1.2"),
    only("ssl_max_protocol_version", "TLSv1.3"),
    only("min_protocol_version", "3.0"),
    only("max_protocol_version", "3.0", "3.2", "latest"),
    refused("keepalives_idle", "Leave it out: Athanor chooses its sessions' keepalives."),
    refused("keepalives_interval", "Leave it out: Athanor chooses its sessions' keepalives."),
    refused("keepalives_count", "Leave it out: Athanor chooses its sessions' keepalives."),
    refused("tcp_user_timeout", LEAVE + " Java cannot set it."),
    refused("service", "Write what the service file says into the URL."),
    refused("servicefile", "Write what the service file says into the URL."),
    refused("passfile", "Name the file in the environment, as PGPASSFILE."),
    refused("sslcrl", LEAVE + " Java's driver reads no revocation lists."),
    refused("sslcrldir", LEAVE + " Java's driver reads no revocation lists."),
    refused("sslkeylogfile", LEAVE),
    refused("requiressl", "Say sslmode=require."),
    refused("requirepeer", LEAVE + " It is for Unix sockets, which Java's driver cannot use."),
    refused("gsslib", LEAVE),
    refused("scram_client_key", "Give the password."),
    refused("scram_server_key", "Give the password."),
    refused("oauth_issuer", "Give a password: the driver knows no OAuth."),
    refused("oauth_client_id", "Give a password: the driver knows no OAuth."),
    refused("oauth_client_secret", "Give a password: the driver knows no OAuth."),
    refused("oauth_scope", "Give a password: the driver knows no OAuth."),
  };

  private static LibpqParameter named(String name) {
    return new LibpqParameter(name, null, null, List.of(), "");
  }

  private static LibpqParameter taken(String name, String jdbc, String environment) {
    return new LibpqParameter(name, jdbc, environment, List.of(), "");
  }

  private static LibpqParameter only(String name, String... values) {
    return new LibpqParameter(name, null, null, List.of(values), "");
  }

  private static LibpqParameter refused(String name, String advice) {
    return new LibpqParameter(name, null, null, List.of(), advice);
  }

  private LibpqParameter of(String... choices) {
    return new LibpqParameter(name, jdbc, environment, List.of(choices), advice);
  }

  static LibpqParameter[] all() {
    return ALL;
  }

  /**
   * @throws AthanorException INVALID_CONFIGURATION where libpq has no such parameter
   */
  static LibpqParameter require(String name) {
    for (LibpqParameter parameter : ALL) {
      if (parameter.name.equals(name)) {
        return parameter;
      }
    }
    throw DatabaseUrlParser.invalid("The database URL has the unknown parameter " + name + ".");
  }

  /**
   * The value as libpq spells it.
   *
   * @throws AthanorException INVALID_CONFIGURATION where it is not taken
   */
  String checked(String value) {
    if (!advice.isEmpty()) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "Athanor does not take the connection parameter " + name + ".",
          advice);
    }
    if (name.equals("connect_timeout")) {
      return seconds(value);
    }
    if (name.equals("sslrootcert") && value.equals("system")) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "Athanor does not take sslrootcert=system: Java's driver reads a file.",
          "Name the file with the system's certificates.");
    }
    for (String choice : values) {
      if (choice.equalsIgnoreCase(value)) {
        return choice;
      }
    }
    if (!values.isEmpty()) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "There is no " + name + " \"" + value + "\"" + (jdbc == null ? " here." : "."),
          "Give one of " + String.join(", ", values) + ", or leave it out.");
    }
    return value;
  }

  private String seconds(String value) {
    try {
      return Integer.toString(Math.max(0, Integer.parseInt(value.strip())));
    } catch (NumberFormatException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "The " + name + " is \"" + value + "\".",
          "Give whole seconds; 0 waits for ever.",
          e);
    }
  }

  /** The driver's word for a value of libpq's. */
  String jdbcValue(String value) {
    return switch (name) {
      case SESSIONS ->
          switch (value.toLowerCase(Locale.ROOT)) {
            case "read-write", "primary" -> "primary";
            case "read-only", "standby" -> "secondary";
            case "prefer-standby" -> "preferSecondary";
            default -> "any";
          };
      case BALANCE -> Boolean.toString(value.equals("random"));
      default -> value;
    };
  }

  /** libpq's word for a value of the driver's. */
  String libpqValue(String value) {
    return switch (name) {
      case SESSIONS ->
          switch (value) {
            case "primary", "master" -> "read-write";
            case "secondary", "slave" -> "standby";
            case "preferSecondary", "preferSlave" -> "prefer-standby";
            default -> "any";
          };
      case BALANCE -> value.equals("true") ? "random" : "disable";
      default -> value;
    };
  }
}
