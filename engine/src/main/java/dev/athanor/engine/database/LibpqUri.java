package dev.athanor.engine.database;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads libpq's connection URIs as libpq's own parser does: what stands later wins, several hosts
 * have ports of their own, an empty part says nothing.
 *
 * <p>Where libpq would take the rest of an unencoded password for a host, this does not.
 */
final class LibpqUri {
  private final String text;
  private final Map<String, String> values = new LinkedHashMap<>();
  private int at;

  private LibpqUri(String text) {
    this.text = text;
  }

  /**
   * @param text what follows {@code postgresql://}
   * @return decoded values by libpq's names; {@code host} and {@code port} are lists with commas
   */
  static Map<String, String> parse(String text) {
    LibpqUri uri = new LibpqUri(text);
    uri.readUser();
    uri.readHosts();
    if (uri.next('/')) {
      uri.put("dbname", uri.until("?"), "database name");
    }
    if (uri.next('?')) {
      uri.readParameters();
    }
    return uri.values;
  }

  private void readUser() {
    int question = text.indexOf('?');
    int end = text.indexOf('/');
    end = end < 0 ? text.length() : end;
    // Behind an unencoded / of a password, the rest of it would be shown as the database's name.
    String name = text.substring(end, question < end ? text.length() : question);
    if (name.indexOf('@') > 0 || name.indexOf('#') > 0) {
      throw DatabaseUrlParser.invalid(
          "The database URL has a / before the @, in its user name or password.");
    }
    int last = text.lastIndexOf('@', end);
    if (last < 0) {
      return;
    }
    if (question >= 0 && question < last) {
      throw DatabaseUrlParser.invalid("The database URL has a ? before the @.");
    }
    String user = text.substring(0, last);
    int colon = user.indexOf(':');
    put("user", colon < 0 ? user : user.substring(0, colon), "user name");
    put("password", colon < 0 ? "" : user.substring(colon + 1), "password");
    at = last + 1;
  }

  private void readHosts() {
    StringBuilder hosts = new StringBuilder(readHost());
    StringBuilder ports = new StringBuilder(readPort());
    while (next(',')) {
      hosts.append(',').append(readHost());
      ports.append(',').append(readPort());
    }
    put("host", hosts.toString(), "host name");
    put("port", ports.toString(), "port");
  }

  private String readHost() {
    if (!next('[')) {
      return until(":/?,");
    }
    String address = until("]");
    if (address.isEmpty()
        || !next(']')
        || at < text.length() && ":/?,".indexOf(text.charAt(at)) < 0) {
      throw DatabaseUrlParser.invalid(
          "The host part of the database URL has an unpaired bracket, or nothing in one.");
    }
    return address;
  }

  private String readPort() {
    return next(':') ? until("/?,") : "";
  }

  private void readParameters() {
    while (at < text.length()) {
      String pair = until("&");
      next('&');
      int equals = pair.indexOf('=');
      if (equals < 0) {
        throw DatabaseUrlParser.invalid("A parameter of the database URL has no value.");
      }
      if (pair.indexOf('=', equals + 1) >= 0) {
        throw DatabaseUrlParser.invalid(
            "A parameter of the database URL has a second =; one that belongs to it is %3D.");
      }
      String name = decode(pair.substring(0, equals), "parameter name");
      String value = decode(pair.substring(equals + 1), "value of " + name);
      // As libpq has it, for the sake of URLs that were the driver's.
      boolean ssl = name.equals("ssl") && value.equals("true");
      LibpqParameter.require(ssl ? "sslmode" : name);
      values.put(ssl ? "sslmode" : name, ssl ? "require" : value);
    }
  }

  /** Whether {@code c} comes next; then it is read. */
  private boolean next(char c) {
    boolean found = at < text.length() && text.charAt(at) == c;
    at += found ? 1 : 0;
    return found;
  }

  /** What comes before any of {@code ends}, or all that is left. */
  private String until(String ends) {
    int from = at;
    while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(from, at);
  }

  private void put(String name, String encoded, String what) {
    if (!encoded.isEmpty()) {
      values.put(name, decode(encoded, what));
    }
  }

  private static String decode(String text, String what) {
    try {
      return UrlCoding.decode(text);
    } catch (IllegalArgumentException e) {
      throw DatabaseUrlParser.invalid(
          "The " + what + " in the database URL has a broken percent-escape.");
    }
  }
}
