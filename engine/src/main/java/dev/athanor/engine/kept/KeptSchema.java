package dev.athanor.engine.kept;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.history.HistoryTrust;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.sql.SqlText;

/** Schema {@link Kept#SCHEMA}: made by the first changeset that loses something. */
final class KeptSchema {
  /** "athanorK" in ASCII: two who make it at the same moment wait for each other. */
  private static final long LOCK = 0x617468616e6f724bL;

  /** Whether it is there, and what is wrong with it: who may make objects there is trusted. */
  private static final String STATE =
      "WITH "
          + HistoryTrust.TRUSTED
          + """
          SELECT CASE WHEN n.nspowner NOT IN (SELECT oid FROM trusted)
              THEN 'is owned by ' || pg_get_userbyid(n.nspowner)
              WHEN EXISTS (SELECT FROM aclexplode(n.nspacl) g WHERE g.privilege_type = 'CREATE'
                AND g.grantee NOT IN (SELECT oid FROM trusted)) THEN 'lets others create objects' END
          FROM pg_namespace n WHERE n.nspname = '%s'
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
  static void make(Database database) {
    if (!isThere(database)) {
      database.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
      if (!isThere(database)) {
        create(database);
      }
    }
  }

  /**
   * Whether it is there; what is in it is safe to read then.
   *
   * @throws AthanorException UNTRUSTED_HISTORY where others could put something there
   */
  static boolean isThere(Database database) {
    return database.query(
        STATE,
        row -> {
          if (!row.next()) {
            return false;
          }
          if (row.getString(1) != null) {
            throw untrusted(database, row.getString(1));
          }
          return true;
        });
  }

  private static void create(Database database) {
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
