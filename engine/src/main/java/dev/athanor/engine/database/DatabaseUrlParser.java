package dev.athanor.engine.database;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the two forms of URL; every error names the part at fault and never a password. */
final class DatabaseUrlParser {
  private static final int DEFAULT_PORT = 5432;
  private static final String NEXT_STEP =
      "Write it as postgresql://user:password@host:5432/database or"
          + " jdbc:postgresql://host:5432/database; percent-encode special characters"
          + " (an @ in a password is %40).";

  private final boolean jdbc;
  private Optional<String> user = Optional.empty();
  private Optional<String> password = Optional.empty();
  private Optional<String> database = Optional.empty();
  private List<DatabaseUrl.Host> hosts = new ArrayList<>();
  private final Map<String, String> parameters = new LinkedHashMap<>();

  private DatabaseUrlParser(boolean jdbc) {
    this.jdbc = jdbc;
  }

  static DatabaseUrl parse(String url) {
    boolean jdbc = url.startsWith("jdbc:postgresql:");
    String rest = jdbc ? url.substring("jdbc:postgresql:".length()) : afterLibpqScheme(url);
    return new DatabaseUrlParser(jdbc).parseRest(rest);
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
    return url.substring(colon + 1);
  }

  private DatabaseUrl parseRest(String rest) {
    int question = rest.indexOf('?');
    String path = question < 0 ? rest : rest.substring(0, question);
    refuseSemicolon(path);
    if (question >= 0) {
      parseParameters(rest.substring(question + 1));
    }
    if (path.startsWith("//")) {
      parseAuthority(path.substring(2));
    } else {
      // jdbc:postgresql:database and jdbc:postgresql:/
      String name = path.startsWith("/") ? path.substring(1) : path;
      database = name.isEmpty() ? database : Optional.of(decode(name, "database name"));
    }
    if (hosts.isEmpty()) {
      hosts.add(new DatabaseUrl.Host("localhost", DEFAULT_PORT));
    }
    return new DatabaseUrl(
        hosts, database, user, password, ConnectionParameters.ofJdbc(parameters));
  }

  /** SQL Server's syntax: a password behind it would be shown as part of the database's name. */
  private void refuseSemicolon(String path) {
    String open = jdbc ? path : path.substring(path.lastIndexOf('@') + 1);
    if (open.indexOf(';') >= 0) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "The database URL has a ; in its host or database name.",
          "Write parameters as jdbc:postgresql://host:5432/database?user=…&password=…;"
              + " a ; that belongs to the name is %3B.");
    }
  }

  private void parseAuthority(String text) {
    int slash = text.indexOf('/');
    String authority = slash < 0 ? text : text.substring(0, slash);
    String name = slash < 0 ? "" : text.substring(slash + 1);
    int at = authority.lastIndexOf('@');
    // Behind an unencoded / of a password, the rest of it would be shown as the database's name.
    if (name.indexOf('@') > 0 || name.indexOf('#') > 0) {
      throw invalid("The database URL has a / before the @, in its user name or password.");
    }
    if (at >= 0) {
      parseUserInfo(authority.substring(0, at));
    }
    if (!name.isEmpty()) {
      database = Optional.of(decode(name, "database name"));
    }
    parseHosts(authority.substring(at + 1));
  }

  private void parseUserInfo(String userInfo) {
    int colon = userInfo.indexOf(':');
    String name = colon < 0 ? userInfo : userInfo.substring(0, colon);
    if (!name.isEmpty()) {
      user = Optional.of(decode(name, "user name"));
    }
    if (colon >= 0) {
      password = Optional.of(decode(userInfo.substring(colon + 1), "password"));
    }
  }

  private void parseHosts(String list) {
    if (list.isEmpty()) {
      return;
    }
    List<DatabaseUrl.Host> parsed = new ArrayList<>();
    for (String entry : list.split(",", -1)) {
      parsed.add(parseHost(entry));
    }
    hosts = parsed;
  }

  private DatabaseUrl.Host parseHost(String entry) {
    int bracket = entry.indexOf(']');
    if (entry.startsWith("[") != bracket > 0) {
      throw invalid("The host part of the database URL has an unpaired bracket.");
    }
    String name = bracket > 0 ? entry.substring(1, bracket) : entry;
    String port = bracket > 0 ? entry.substring(bracket + 1) : "";
    if (bracket < 0) {
      int colon = entry.lastIndexOf(':');
      name = colon < 0 ? entry : entry.substring(0, colon);
      port = colon < 0 ? "" : entry.substring(colon);
    }
    String host = decode(name, "host name");
    if (host.startsWith("/")) {
      throw invalid("The database URL names a Unix socket, which Java's driver cannot use.");
    }
    if (bracket < 0 && host.indexOf(':') >= 0) {
      throw invalid("An IPv6 address in the database URL stands without brackets.");
    }
    return new DatabaseUrl.Host(host.isEmpty() ? "localhost" : host, parsePort(port));
  }

  private static int parsePort(String port) {
    if (port.isEmpty() || port.equals(":")) {
      return DEFAULT_PORT;
    }
    try {
      int number = Integer.parseInt(port.substring(1));
      if (port.startsWith(":") && number >= 1 && number <= 65535) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Not shown: a password with an unencoded @ or : may have landed here.
    }
    throw invalid("The port in the database URL is not a number from 1 to 65535.");
  }

  private void parseParameters(String query) {
    for (String pair : query.split("&")) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      if (equals < 0 && !jdbc) {
        throw invalid("A parameter of the database URL has no value.");
      }
      String name = decode(equals < 0 ? pair : pair.substring(0, equals), "parameter name");
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1), "value of " + name);
      parseParameter(name, value);
    }
  }

  private void parseParameter(String name, String value) {
    switch (name) {
      case "user" -> user = Optional.of(value);
      case "password" -> password = Optional.of(value);
      case "host" -> {
        if (jdbc) {
          parameters.put(name, value);
        } else {
          parseHosts(value);
        }
      }
      case "port" -> {
        String host = hosts.isEmpty() ? "localhost" : hosts.get(0).name();
        hosts = new ArrayList<>(List.of(new DatabaseUrl.Host(host, parsePort(":" + value))));
      }
      case "dbname" -> database = Optional.of(value);
      default ->
          parameters.put(
              jdbc
                  ? name
                  : ConnectionParameters.jdbcName(name)
                      .orElseThrow(
                          () ->
                              invalid("The database URL has the unknown parameter " + name + ".")),
              jdbc ? value : ConnectionParameters.jdbcValue(name, value));
    }
  }

  private String decode(String text, String what) {
    try {
      // The driver decodes as HTML forms do, where a plus sign is a space; libpq does not.
      return jdbc ? URLDecoder.decode(text, StandardCharsets.UTF_8) : UrlCoding.decode(text);
    } catch (IllegalArgumentException e) {
      throw invalid("The " + what + " in the database URL has a broken percent-escape.");
    }
  }

  private static AthanorException invalid(String message) {
    return new AthanorException(Reason.INVALID_CONFIGURATION, message, NEXT_STEP);
  }
}
