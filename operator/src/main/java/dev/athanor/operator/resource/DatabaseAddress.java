package dev.athanor.operator.resource;

import dev.athanor.crds.v1alpha1.DatabaseSpec;
import java.util.Locale;

/**
 * Which database a resource names, as it is spelled there: what is known of one is not known of
 * another.
 *
 * @param server host and port; all of them where a URL has several
 * @param name of the database
 */
public record DatabaseAddress(String server, String name) {
  private static final String SCHEME = "jdbc:postgresql://";

  static DatabaseAddress of(DatabaseSpec database) {
    if (database.url() == null) {
      int port = database.port() == null ? 5432 : database.port();
      return new DatabaseAddress(withPort(database.host(), port), database.name());
    }
    String address = database.url().substring(SCHEME.length()).split("\\?", 2)[0];
    String[] serverAndName = address.split("/", 2);
    return new DatabaseAddress(
        withPort(serverAndName[0], 5432), serverAndName.length == 1 ? "" : serverAndName[1]);
  }

  private static String withPort(String host, int port) {
    boolean bare = host.matches("[^:,\\[\\]]*") || host.endsWith("]") && !host.contains(",");
    boolean address =
        !host.contains(",") && host.indexOf(':') != host.lastIndexOf(':') && !host.contains("[");
    String server = bare ? host + ":" + port : address ? "[" + host + "]:" + port : host;
    return server.toLowerCase(Locale.ROOT);
  }

  /** As in {@code postgres:5432/app}. */
  @Override
  public String toString() {
    return server + "/" + name;
  }
}
