package dev.athanor.schema.snapshot;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** What the planner knows of the size of the catalogs that a snapshot reads. */
public final class CatalogStatistics {
  /** A new database has about 410 relations: 600 are some sixty tables with their keys. */
  private static final String REFRESH =
      """
      DO $$ BEGIN
        IF (SELECT count(*) > 600 FROM pg_class) THEN
          ANALYZE pg_class, pg_attribute, pg_attrdef, pg_constraint, pg_index, pg_depend, pg_type,
            pg_description, pg_sequence;
        END IF;
      END $$
      """;

  private CatalogStatistics() {}

  /**
   * Tells the planner how many objects there are now, where they are many. Without, it takes a
   * catalog to be as small as in a new database, and looks a thousand times through one that has
   * grown. For a database that was just filled; elsewhere autovacuum does it.
   *
   * @param connection of who may analyze catalogs: the database's owner
   */
  public static void refresh(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(REFRESH);
    }
  }
}
