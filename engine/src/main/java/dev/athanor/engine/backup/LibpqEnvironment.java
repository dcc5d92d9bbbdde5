package dev.athanor.engine.backup;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.ProcessText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * How PostgreSQL's own programs reach a database: environment variables of libpq.
 *
 * <p>Everything goes through the environment and nothing through arguments, which every user of a
 * machine can read.
 */
final class LibpqEnvironment {
  /** The server cuts names at 63 bytes, and replaces what is not ASCII. */
  private static final int NAME_LIMIT = 50;

  private final Map<String, String> variables;

  private LibpqEnvironment(Map<String, String> variables) {
    this.variables = variables;
  }

  /** What the URL says; where it has no password, libpq looks where it always does. */
  static LibpqEnvironment of(DatabaseUrl url) {
    return of(url.libpqEnvironment());
  }

  /** For programs that get an archive to read: should one look for a server, there is none. */
  static LibpqEnvironment nowhere() {
    return of(Map.of("PGHOST", "/nowhere", "PGDATABASE", "none"));
  }

  private static LibpqEnvironment of(Map<String, String> connection) {
    Map<String, String> variables = new LinkedHashMap<>(connection);
    variables.putIfAbsent("PGAPPNAME", Database.APPLICATION_NAME);
    // Messages are shown, and PostgreSQL's programs translate theirs.
    variables.put("LC_ALL", "C");
    return new LibpqEnvironment(variables);
  }

  /** The same with a name for its sessions that no others have; it begins as theirs would. */
  LibpqEnvironment named() {
    Map<String, String> named = new LinkedHashMap<>(variables);
    String id = " " + UUID.randomUUID().toString().substring(0, 8);
    named.merge("PGAPPNAME", id, (name, more) -> shown(name) + more);
    return new LibpqEnvironment(named);
  }

  private static String shown(String name) {
    String ascii = name.replaceAll("[^ -~]", "_");
    return ascii.substring(0, Math.min(NAME_LIMIT, ascii.length()));
  }

  String sessions() {
    return variables.get("PGAPPNAME");
  }

  /** The same for a database that gives its sessions {@code default_transaction_read_only}. */
  LibpqEnvironment writing() {
    Map<String, String> writing = new LinkedHashMap<>(variables);
    writing.merge("PGOPTIONS", "-c default_transaction_read_only=off", (a, b) -> a + ' ' + b);
    return new LibpqEnvironment(writing);
  }

  String database() {
    return variables.get("PGDATABASE");
  }

  /**
   * For arguments that want a connection string: the database alone, quoted, so that no name is
   * taken for more than a name; and what no variable says, that a network which vanishes is to be
   * noticed in a minute.
   */
  String connectionString() {
    return "dbname='"
        + database().replace("\\", "\\\\").replace("'", "\\'")
        + "' keepalives_idle=30 keepalives_interval=10 keepalives_count=3 tcp_user_timeout=60000";
  }

  /**
   * Sets the variables and removes inherited ones that would redirect the connection.
   *
   * @throws AthanorException INVALID_CONFIGURATION where one of them would arrive as another
   */
  void applyTo(Map<String, String> environment) {
    environment.keySet().removeIf(name -> name.startsWith("PG") && !name.equals("PGPASSFILE"));
    variables.forEach(ProcessText::requireSendable);
    environment.putAll(variables);
  }

  /** Names only: values may hold a password. */
  @Override
  public String toString() {
    return "LibpqEnvironment" + variables.keySet();
  }
}
