package dev.athanor.operator.resource;

import dev.athanor.crds.v1alpha1.DatabaseSpec;
import dev.athanor.crds.v1alpha1.DatabaseSpec.SecretRef;
import java.util.Locale;

/**
 * Which database a resource names, as it is spelled there: what is known of one is not known of
 * another.
 *
 * @param server host and port; all of them where a URL has several. Where only a Secret knows:
 *     {@code secret:namespace/name#key}
 * @param name of the database; empty where a URL names none, or only the Secret knows
 * @param nameKey the Secret's key with the name; empty where the resource has it
 */
public record DatabaseAddress(String server, String name, String nameKey) {
  private static final String SCHEME = "jdbc:postgresql://";

  /**
   * @param namespace of the resource and its Secret
   */
  static DatabaseAddress of(DatabaseSpec database, String namespace) {
    if (database.addressInSecret()) {
      return ofSecret(database, namespace);
    }
    if (database.url() == null) {
      int port = database.port() == null ? 5432 : database.port();
      String server = withPort(database.host(), port);
      return database.name() == null
          ? new DatabaseAddress(server, "", database.credentialsSecret().databaseKey())
          : new DatabaseAddress(server, database.name(), "");
    }
    String address = database.url().substring(SCHEME.length()).split("\\?", 2)[0];
    String[] serverAndName = address.split("/", 2);
    return new DatabaseAddress(
        withPort(serverAndName[0], 5432), serverAndName.length == 1 ? "" : serverAndName[1], "");
  }

  private static DatabaseAddress ofSecret(DatabaseSpec database, String namespace) {
    SecretRef secret = database.credentialsSecret();
    boolean url = secret.urlKey() != null;
    String key = url ? secret.urlKey() : or(secret.hostKey(), "host");
    String port = database.port() == null ? "" : ":" + database.port();
    String server = "secret:" + namespace + "/" + secret.name() + "#" + key + port;
    return database.name() == null
        ? new DatabaseAddress(server, "", url ? key : or(secret.databaseKey(), "dbname"))
        : new DatabaseAddress(server, database.name(), "");
  }

  private static String or(String value, String otherwise) {
    return value == null ? otherwise : value;
  }

  private static String withPort(String host, int port) {
    boolean bare = host.matches("[^:,\\[\\]]*") || host.endsWith("]") && !host.contains(",");
    boolean address =
        !host.contains(",") && host.indexOf(':') != host.lastIndexOf(':') && !host.contains("[");
    String server = bare ? host + ":" + port : address ? "[" + host + "]:" + port : host;
    return server.toLowerCase(Locale.ROOT);
  }

  /** Whether only the Secret knows the database's name. */
  public boolean nameInSecret() {
    return !nameKey.isEmpty();
  }

  /** As in {@code postgres:5432/app} and {@code secret:shop/shop-app#host/#dbname}. */
  @Override
  public String toString() {
    return server + "/" + (nameInSecret() ? "#" + nameKey : name);
  }
}
