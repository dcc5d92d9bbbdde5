package dev.athanor.engine.history;

import dev.athanor.engine.database.Database;
import java.util.List;

/**
 * Which database this is, whatever address it has: the cluster's system identifier, and the
 * database's oid and name in it. What a dump is restored into is another one.
 */
final class DatabaseIdentity {
  private static final String SELF =
      "SELECT oid::text, datname, has_function_privilege('pg_control_system()', 'EXECUTE')"
          + " FROM pg_database WHERE datname = current_database()";

  private DatabaseIdentity() {}

  static List<String> read(Database database) {
    return database.query(
        SELF,
        row -> {
          row.next();
          String oid = row.getString(1);
          String name = row.getString(2);
          return List.of(system(database, row.getBoolean(3)), oid, name);
        });
  }

  /** Some services do not let their users read it; where they are stands in for it there. */
  private static String system(Database database, boolean readable) {
    return readable
        ? database.queryText("SELECT system_identifier::text FROM pg_control_system()")
        : database.url().hostList();
  }
}
