package dev.athanor.engine.backup;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * How PostgreSQL's own programs reach a database: environment variables of libpq.
 *
 * <p>Everything goes through the environment and nothing through arguments, which every user of a
 * machine can read.
 */
public final class LibpqEnvironment {
  private final Map<String, String> variables;

  private LibpqEnvironment(Map<String, String> variables) {
    this.variables = variables;
  }

  /**
   * @param password null to let libpq look where it looks by itself ({@code PGPASSFILE}, {@code
   *     ~/.pgpass})
   */
  public static LibpqEnvironment of(
      String host, int port, String database, String user, String password) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("PGHOST", Objects.requireNonNull(host, "host"));
    variables.put("PGPORT", Integer.toString(port));
    variables.put("PGDATABASE", Objects.requireNonNull(database, "database"));
    if (user != null) {
      variables.put("PGUSER", user);
    }
    if (password != null) {
      variables.put("PGPASSWORD", password);
    }
    variables.put("PGAPPNAME", "athanor");
    // Messages are shown, and PostgreSQL's programs translate theirs.
    variables.put("LC_ALL", "C");
    return new LibpqEnvironment(variables);
  }

  /** With one more variable, such as {@code PGSSLMODE}; null leaves it out. */
  public LibpqEnvironment with(String variable, String value) {
    if (value == null) {
      return this;
    }
    Map<String, String> more = new LinkedHashMap<>(variables);
    more.put(variable, value);
    return new LibpqEnvironment(more);
  }

  public String database() {
    return variables.get("PGDATABASE");
  }

  /**
   * For arguments that want a connection string: the database alone, quoted, so that no name is
   * taken for more than a name.
   */
  String connectionString() {
    return "dbname='" + database().replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  /** Sets the variables and removes inherited ones that would redirect the connection. */
  void applyTo(Map<String, String> environment) {
    environment.keySet().removeIf(name -> name.startsWith("PG") && !name.equals("PGPASSFILE"));
    environment.putAll(variables);
  }

  /** Names only: values may hold a password. */
  @Override
  public String toString() {
    return "LibpqEnvironment" + variables.keySet();
  }
}
