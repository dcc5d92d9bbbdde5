package dev.athanor.engine.swap;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import dev.athanor.engine.sql.SqlText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Keeps everybody but our own login out of a database: the right to connect is taken from all
 * others, and their sessions are ended. What there was before is noted down in the same
 * transaction, so that whoever comes after a killed run can lift it.
 *
 * <p>Rights to connect do not bind superusers, and those who inherit from our login have its right:
 * the latter are a reason to put none up, the former are left out of account.
 */
public final class WriteFence {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long POLL_MILLIS = 50;

  private static final String NOW =
      "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";

  private static final String CONNECT =
      """
      SELECT coalesce(r.rolname, ''), bool_or(a.is_grantable) FROM pg_database d,
        aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
        LEFT JOIN pg_roles r ON r.oid = a.grantee
        WHERE d.datname = %s AND a.privilege_type = 'CONNECT' AND (a.grantee = 0 OR r.oid IS NOT NULL)
        GROUP BY 1 ORDER BY 1
      """;

  /** Who can connect as we can: heirs of our role, and others who log in by its name. */
  private static final String ALIKE =
      """
      SELECT 'the role ' || quote_ident(r.rolname) || ', a member of ' || quote_ident(me.rolname)
        FROM pg_roles r, pg_roles me WHERE me.rolname = %1$s AND r.oid <> me.oid AND r.rolcanlogin
        AND NOT r.rolsuper AND pg_has_role(r.oid, me.oid, 'USAGE')
      UNION ALL
      SELECT 'process ' || a.pid || ', which is logged in as ' || quote_ident(a.usename)
        || ', as the migration is' FROM pg_stat_activity a WHERE a.datname = %2$s
        AND a.usename = %1$s AND a.application_name !~ '^(athanor|pg_dump|pg_restore)'
      ORDER BY 1
      """;

  private final DatabaseUrl url;
  private final SessionSettings settings;

  /**
   * @param url of the database; none of our own sessions may be in it when the fence is put up
   */
  public WriteFence(DatabaseUrl url, SessionSettings settings) {
    this.url = Objects.requireNonNull(url, "url");
    this.settings = Objects.requireNonNull(settings, "settings");
  }

  /** Whether one stands around the database of a session. */
  public static boolean stands(Database session) {
    return FenceMark.of(session, session.facts().database()).isPresent();
  }

  /** Since when others are kept out for this run; empty when they are not. */
  public Optional<Instant> since(String run) {
    try (Database session = ServerSession.beside(url, settings)) {
      return FenceMark.of(session, url.database())
          .filter(mark -> mark.run().equals(run))
          .map(FenceMark::at);
    }
  }

  /**
   * Puts it up and returns when nobody is in the database; where it stands already, only the
   * latter.
   *
   * @param run names the run that it is for
   * @return since when it stands
   * @throws AthanorException INVALID_CONFIGURATION naming whom it would not keep out; LOCKED naming
   *     sessions that do not end, or that the user may not end, and the fence of another run;
   *     PERMISSION_DENIED; then it is not up
   */
  public Instant raise(String run) {
    String database = url.database();
    try (Database session = ServerSession.asOwner(url, settings, database);
        Database ending = ServerSession.beside(url, settings.withRole(null))) {
      String login = ending.queryText("SELECT session_user");
      requireNoneAlike(ending, login);
      Sessions.requireEndable(ending, List.of(database));
      Optional<FenceMark> standing = FenceMark.of(session, database);
      standing.ifPresent(mark -> requireOwn(mark, run));
      FenceMark mark =
          standing.orElseGet(
              () ->
                  new FenceMark(
                      run,
                      Instant.parse(session.queryText(NOW)).toString(),
                      login,
                      connect(session),
                      DatabaseTraits.read(session, database).comment()));
      if (standing.isEmpty()) {
        inOne(session, mark.raise(database));
      }
      try {
        end(ending, database);
      } catch (AthanorException e) {
        lift(session);
        throw e;
      }
      return mark.at();
    }
  }

  /**
   * Lifts it, whoever put it up; nothing is done where none stands.
   *
   * @return whether one stood
   * @throws AthanorException PERMISSION_DENIED; and as {@link Database#open} has it
   */
  public boolean lift() {
    try (Database beside = ServerSession.beside(url, settings)) {
      if (FenceMark.of(beside, url.database()).isEmpty()) {
        return false;
      }
    }
    try (Database session = ServerSession.asOwner(url, settings, url.database())) {
      return lift(session);
    }
  }

  private boolean lift(Database session) {
    String database = url.database();
    Optional<FenceMark> standing = FenceMark.of(session, database);
    standing.ifPresent(
        mark -> {
          List<String> statements = new ArrayList<>(mark.knownTo(session).lift(database));
          statements.add(Mark.comment(database, mark.before()));
          inOne(session, statements);
        });
    return standing.isPresent();
  }

  private static void inOne(Database session, List<String> statements) {
    session.execute("BEGIN; " + String.join("; ", statements) + "; COMMIT");
  }

  private List<FenceMark.Grant> connect(Database session) {
    return session.query(
        CONNECT.formatted(SqlText.literal(url.database())),
        rows -> {
          List<FenceMark.Grant> grants = new ArrayList<>();
          while (rows.next()) {
            grants.add(new FenceMark.Grant(rows.getString(1), rows.getBoolean(2)));
          }
          return grants;
        });
  }

  private void requireNoneAlike(Database beside, String login) {
    List<String> alike =
        beside.query(
            ALIKE.formatted(SqlText.literal(login), SqlText.literal(url.database())),
            rows -> {
              List<String> found = new ArrayList<>();
              while (rows.next()) {
                found.add(rows.getString(1));
              }
              return found;
            });
    if (!alike.isEmpty()) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "A write fence around "
              + url.database()
              + " would not keep out "
              + String.join("; ", alike)
              + ". Nothing was changed.",
          "Migrate by a login that nobody else uses and nobody inherits from.");
    }
  }

  private void requireOwn(FenceMark mark, String run) {
    if (!mark.run().equals(run)) {
      throw new AthanorException(
          Reason.LOCKED,
          "Since "
              + mark.since()
              + " a write fence of another run, "
              + mark.run()
              + ", keeps everybody but "
              + mark.passes()
              + " out of "
              + url.database()
              + ".",
          "Wait for that run to end; if it is gone: " + Term.UNLOCK + " lifts the fence.");
    }
  }

  private void end(Database ending, String database) {
    Duration wait = settings.lockTimeout().isZero() ? PATIENCE : settings.lockTimeout();
    long began = System.nanoTime();
    while (!Sessions.isEmpty(ending, database)) {
      if (System.nanoTime() - began > wait.toNanos()) {
        throw new AthanorException(
            Reason.LOCKED,
            "Sessions do not end: "
                + Sessions.describe(ending, List.of(database))
                + ". They are let in again.",
            "Stop what holds them, then run it again.");
      }
      Sessions.end(ending, List.of(database));
      Pause.brief(POLL_MILLIS);
    }
  }
}
