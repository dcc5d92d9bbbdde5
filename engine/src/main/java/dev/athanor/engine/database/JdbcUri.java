package dev.athanor.engine.database;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the driver's URLs as the driver does; credentials before the host are taken, too. */
final class JdbcUri {
  private static final Map<String, String> NAMES =
      Map.of("PGHOST", "host", "PGPORT", "port", "PGDBNAME", "dbname");

  private final Map<String, String> values = new LinkedHashMap<>();

  private JdbcUri() {}

  /**
   * @param text what follows {@code jdbc:postgresql:}
   * @return decoded values by the driver's names, but {@code host}, {@code port} and {@code dbname}
   */
  static Map<String, String> parse(String text) {
    JdbcUri uri = new JdbcUri();
    int question = text.indexOf('?');
    String path = question < 0 ? text : text.substring(0, question);
    if (path.startsWith("//")) {
      uri.readAuthority(path.substring(2));
    } else {
      // jdbc:postgresql:database and jdbc:postgresql:/
      uri.put("dbname", path.startsWith("/") ? path.substring(1) : path, "database name");
    }
    if (question >= 0) {
      uri.readParameters(text.substring(question + 1));
    }
    return uri.values;
  }

  private void readAuthority(String text) {
    int slash = text.indexOf('/');
    String authority = slash < 0 ? text : text.substring(0, slash);
    String name = slash < 0 ? "" : text.substring(slash + 1);
    if (name.indexOf('@') >= 0 || name.indexOf('#') >= 0 || name.indexOf('/') >= 0) {
      throw DatabaseUrlParser.invalid(
          "The database URL has a / in its password or in the database's name, where it is %2F.");
    }
    put("dbname", name, "database name");
    int at = authority.lastIndexOf('@');
    if (at >= 0) {
      String user = authority.substring(0, at);
      int colon = user.indexOf(':');
      put("user", colon < 0 ? user : user.substring(0, colon), "user name");
      put("password", colon < 0 ? "" : user.substring(colon + 1), "password");
    }
    readHosts(authority.substring(at + 1));
  }

  private void readHosts(String text) {
    StringBuilder hosts = new StringBuilder();
    StringBuilder ports = new StringBuilder();
    for (String address : text.split(",", -1)) {
      boolean bracket = address.startsWith("[");
      if (bracket != address.indexOf(']') > 0) {
        throw DatabaseUrlParser.invalid(
            "The host part of the database URL has an unpaired bracket.");
      }
      int colon = address.lastIndexOf(':');
      boolean port = colon > address.indexOf(']');
      String host = port ? address.substring(0, colon) : address;
      hosts.append(bracket ? host.substring(1, host.length() - 1) : host).append(',');
      ports.append(port ? address.substring(colon + 1) : "").append(',');
    }
    put("host", hosts.substring(0, hosts.length() - 1), "host name");
    put("port", ports.substring(0, ports.length() - 1), "port");
  }

  private void readParameters(String query) {
    for (String pair : query.split("&")) {
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals), "parameter name");
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1), "value of " + name);
      if (!name.isEmpty()) {
        values.put(NAMES.getOrDefault(name, name), value);
      }
    }
  }

  private void put(String name, String encoded, String what) {
    if (!encoded.isEmpty()) {
      values.put(name, decode(encoded, what));
    }
  }

  private static String decode(String text, String what) {
    try {
      // As HTML forms do, where a plus sign is a space; libpq does not.
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw DatabaseUrlParser.invalid(
          "The " + what + " in the database URL has a broken percent-escape.");
    }
  }
}
