package dev.athanor.engine.database;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the two forms of URL; every error names the part at fault and never a password. */
final class DatabaseUrlParser {
  private static final String JDBC = "jdbc:postgresql:";
  private static final String NEXT_STEP =
      "Write it as postgresql://user:password@host:5432/database or"
          + " jdbc:postgresql://host:5432/database; percent-encode special characters"
          + " (an @ in a password is %40).";

  private DatabaseUrlParser() {}

  static DatabaseUrl parse(String url) {
    boolean jdbc = url.startsWith(JDBC);
    String rest = jdbc ? url.substring(JDBC.length()) : afterLibpqScheme(url);
    refuseSemicolon(rest, jdbc);
    Map<String, String> values =
        new LinkedHashMap<>(jdbc ? JdbcUri.parse(rest) : LibpqUri.parse(rest));
    List<DatabaseUrl.Host> hosts = hosts(values);
    Optional<String> database = given(values.remove("dbname"));
    Optional<String> user = given(values.remove("user"));
    Optional<String> password = given(values.remove("password"));
    return new DatabaseUrl(
        hosts,
        database,
        user,
        password,
        jdbc ? ConnectionParameters.ofJdbc(values) : ConnectionParameters.ofLibpq(values));
  }

  private static Optional<String> given(String value) {
    return Optional.ofNullable(value).filter(text -> !text.isEmpty());
  }

  private static String afterLibpqScheme(String url) {
    int colon = url.indexOf("://");
    String scheme = colon < 0 ? "" : url.substring(0, colon);
    // SQLAlchemy's and so Alembic's URLs name a Python driver behind a plus sign.
    if (!scheme.matches("postgres(ql)?(\\+[a-z0-9_]+)?")) {
      throw invalid(
          scheme.matches("[a-z][a-z0-9+.:-]*")
              ? "\"" + scheme + "://\" is not PostgreSQL's scheme."
              : "The database URL does not start with postgresql:// or jdbc:postgresql:.");
    }
    return url.substring(colon + 3);
  }

  /** SQL Server's syntax: a password behind it would be shown as part of the database's name. */
  private static void refuseSemicolon(String rest, boolean jdbc) {
    int question = rest.indexOf('?');
    String path = question < 0 ? rest : rest.substring(0, question);
    String open = jdbc ? path : path.substring(path.lastIndexOf('@') + 1);
    if (open.indexOf(';') >= 0) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "The database URL has a ; in its host or database name.",
          "Write parameters as jdbc:postgresql://host:5432/database?user=…&password=…;"
              + " a ; that belongs to the name is %3B.");
    }
  }

  /** One port goes for all hosts, several for one each. */
  private static List<DatabaseUrl.Host> hosts(Map<String, String> values) {
    String[] names = names(values.remove("host"), values.remove("hostaddr"));
    String[] ports = given(values.remove("port")).orElse("").split(",", -1);
    if (ports.length > 1 && ports.length != names.length) {
      throw invalid(
          "The database URL has "
              + ports.length
              + " ports for "
              + (names.length == 1 ? "1 host." : names.length + " hosts."));
    }
    List<DatabaseUrl.Host> hosts = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      hosts.add(new DatabaseUrl.Host(host(names[i]), port(ports[ports.length > 1 ? i : 0])));
    }
    return hosts;
  }

  private static String[] names(String hosts, String addresses) {
    if (given(addresses).isEmpty()) {
      return given(hosts).orElse("").split(",", -1);
    }
    if (given(hosts).isPresent()) {
      throw invalid("The database URL has a hostaddr beside its host; give one of them.");
    }
    if (!addresses.matches("[0-9A-Fa-f.:,]*")) {
      throw invalid("The hostaddr of the database URL is no address, such as 10.0.0.1.");
    }
    return addresses.split(",", -1);
  }

  private static String host(String name) {
    if (name.startsWith("/") || name.startsWith("@")) {
      throw invalid("The database URL names a Unix socket, which Java's driver cannot use.");
    }
    return name.isEmpty() ? "localhost" : name;
  }

  private static int port(String port) {
    String digits = port.strip();
    if (digits.isEmpty()) {
      return DatabaseUrl.DEFAULT_PORT;
    }
    if (digits.indexOf(':') >= 0) {
      throw invalid("An IPv6 address in the database URL stands without brackets.");
    }
    try {
      int number = Integer.parseInt(digits);
      if (number >= 1 && number <= 65535) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Not shown: a password with an unencoded @ or : may have landed here.
    }
    throw invalid("The port in the database URL is not a number from 1 to 65535.");
  }

  static AthanorException invalid(String message) {
    return new AthanorException(Reason.INVALID_CONFIGURATION, message, NEXT_STEP);
  }
}
