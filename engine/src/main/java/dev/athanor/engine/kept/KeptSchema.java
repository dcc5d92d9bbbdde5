package dev.athanor.engine.kept;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.sql.SqlText;

/** Schema {@link Kept#SCHEMA}: made by the first changeset that loses something. */
final class KeptSchema {
  /** "athanorK" in ASCII: two who make it at the same moment wait for each other. */
  private static final long LOCK = 0x617468616e6f724bL;

  /** Whose it is, where that is nobody to be trusted; null where it is not there. */
  private static final String STATE =
      """
      SELECT n.nspname IS NOT NULL, CASE
          WHEN NOT pg_has_role(n.nspowner, 'USAGE') THEN 'is owned by ' || pg_get_userbyid(n.nspowner)
          WHEN EXISTS (SELECT FROM aclexplode(n.nspacl) g WHERE g.grantee <> n.nspowner)
          THEN 'is open to others' END
      FROM (SELECT) one LEFT JOIN pg_namespace n ON n.nspname = '%s'
      """
          .formatted(Kept.SCHEMA);

  /** What default privileges gave away of it. */
  private static final String GIVEN_AWAY =
      """
      SELECT coalesce(string_agg(format('REVOKE ALL ON SCHEMA %1$s FROM %%s', CASE g.grantee
          WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(g.grantee)) END), ';'), '')
      FROM pg_namespace n, aclexplode(n.nspacl) g
      WHERE n.nspname = '%1$s' AND g.grantee <> n.nspowner
      """
          .formatted(Kept.SCHEMA);

  private KeptSchema() {}

  /**
   * Makes it, where it is not there.
   *
   * @throws AthanorException UNTRUSTED_HISTORY where others could put something there;
   *     PERMISSION_DENIED naming what an administrator is to run
   */
  static void require(Database database) {
    if (!isThere(database)) {
      database.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
      if (!isThere(database)) {
        make(database);
      }
    }
  }

  private static boolean isThere(Database database) {
    return database.query(
        STATE,
        row -> {
          row.next();
          String fault = row.getString(2);
          if (row.getBoolean(1) && fault != null) {
            throw untrusted(database, fault);
          }
          return row.getBoolean(1);
        });
  }

  private static void make(Database database) {
    try {
      database.execute("CREATE SCHEMA " + Kept.SCHEMA);
    } catch (AthanorException e) {
      throw e.reason() == Reason.PERMISSION_DENIED
          ? e.withAdvice(
              "Or have the database's owner or a superuser run: CREATE SCHEMA "
                  + Kept.SCHEMA
                  + " AUTHORIZATION "
                  + SqlText.identifier(database.facts().currentUser())
                  + ".")
          : e;
    }
    database.execute(database.queryText(GIVEN_AWAY));
  }

  private static AthanorException untrusted(Database database, String fault) {
    return new AthanorException(
        Reason.UNTRUSTED_HISTORY,
        "Schema "
            + Kept.SCHEMA
            + " in "
            + database.url()
            + ' '
            + fault
            + ": what a changeset drops"
            + " would not be safe there.",
        "Make it this role's own and revoke what others have on it, or drop it if nobody needs it.");
  }
}
