package dev.athanor.engine.swap;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.sql.SqlText;
import java.util.ArrayList;
import java.util.List;

/**
 * What clings to a database by its number, not by its name: PostgreSQL either does not rename it
 * then, or what clings to it would stay with the old one unnoticed.
 */
final class SwapObstacles {
  private static final String QUERY =
      """
      WITH d AS (SELECT oid, datname FROM pg_database WHERE datname = %s)
      SELECT 'the prepared transaction ' || quote_literal(gid) || ' of ' || owner,
          'COMMIT PREPARED or ROLLBACK PREPARED ' || quote_literal(gid)
        FROM pg_prepared_xacts p JOIN d ON p.database = d.datname
      UNION ALL
      SELECT 'the replication slot ' || slot_name,
          'when nobody replicates from it any more, pg_drop_replication_slot('
            || quote_literal(slot_name) || ')'
        FROM pg_replication_slots s JOIN d ON s.database = d.datname
      UNION ALL
      SELECT 'the subscription ' || quote_ident(subname),
          'in that database, DROP SUBSCRIPTION ' || quote_ident(subname)
        FROM pg_subscription s JOIN d ON s.subdbid = d.oid
      ORDER BY 1
      """;

  private SwapObstacles() {}

  /**
   * @throws AthanorException INVALID_CONFIGURATION naming all that is in the way, and what removes
   *     it
   */
  static void require(Database session, DatabaseTraits database) {
    if (database.template()) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          database.name() + " is a template of new databases (IS_TEMPLATE).",
          "Restore in place, or say ALTER DATABASE … IS_TEMPLATE false before.");
    }
    List<String> found = new ArrayList<>();
    List<String> remedies = new ArrayList<>();
    session.query(
        QUERY.formatted(SqlText.literal(database.name())),
        rows -> {
          while (rows.next()) {
            found.add(rows.getString(1));
            remedies.add(rows.getString(2));
          }
          return found;
        });
    if (!found.isEmpty()) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "No other database can take the place of "
              + database.name()
              + ", for this would stay with the old one: "
              + String.join(", ", found),
          "End it first (" + String.join("; ", remedies) + "), or restore in place.");
    }
  }
}
