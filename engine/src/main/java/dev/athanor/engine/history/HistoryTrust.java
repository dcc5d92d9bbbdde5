package dev.athanor.engine.history;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.HistoryNames;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import dev.athanor.engine.sql.SqlText;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * By whom else the history could be changed: whoever can change schema {@code athanor} can have SQL
 * run in the runner's name, and so can whoever can put a trigger on a table that a run writes.
 *
 * <p>Trusted are the runner, superusers, and the roles that the runner is a member of; whoever may
 * act as one of them is that role. Everybody else is another.
 */
public final class HistoryTrust {
  /**
   * Common tables {@code me} and {@code trusted} (its column {@code oid}) of every query about
   * trust, which run by the session's own search path.
   */
  public static final String TRUSTED =
      """
      me AS (SELECT oid, rolname, rolsuper FROM pg_roles WHERE rolname = current_user),
      trusted AS (SELECT r.oid FROM pg_roles r, me WHERE r.oid = me.oid OR r.rolsuper
        -- A superuser belongs to every role, so that says nothing of one.
        OR NOT me.rolsuper AND pg_has_role(me.oid, r.oid, 'MEMBER'))
      """;

  private static final String TABLES =
      """
      history AS (SELECT c.oid, c.relowner AS owner, c.relacl AS acl, n.oid AS schema,
          format('%%I.%%I', n.nspname, c.relname) AS name, n.nspname = 'athanor' AS own
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'v', 'p', 'm', 'f') AND (n.nspname = 'athanor'
          OR n.nspname = %s AND c.relname IN (%s, %s)))
      """;

  private static final String OWNERS =
      """
      SELECT 1 AS place, true AS fatal, nspname || ' (owner ' || pg_get_userbyid(nspowner) || ')'
          AS what, format('ALTER SCHEMA athanor OWNER TO %I', current_user) AS remedy,
          pg_get_userbyid(nspowner) AS role
        FROM pg_namespace WHERE nspname = 'athanor' AND nspowner NOT IN (SELECT oid FROM trusted)
      UNION ALL
      SELECT 2, true, name || ' (owner ' || pg_get_userbyid(owner) || ')',
          format('ALTER TABLE %s OWNER TO %I', name, current_user), pg_get_userbyid(owner)
        FROM history WHERE owner NOT IN (SELECT oid FROM trusted)
      """;

  /**
   * Rights that somebody can use: of whoever may also name the table, which takes USAGE on its
   * schema, and can log in or be somebody's role.
   */
  private static final String RIGHTS =
      """
      , granted AS (SELECT h.*, g.grantee, g.privilege_type, g.is_grantable
          FROM history h, aclexplode(h.acl) g
        UNION ALL SELECT h.*, g.grantee, g.privilege_type, g.is_grantable
          FROM history h JOIN pg_attribute a ON a.attrelid = h.oid AND NOT a.attisdropped,
          aclexplode(a.attacl) g),
      usable AS (SELECT g.*, own OR privilege_type = 'TRIGGER' AS fatal FROM granted g
        WHERE privilege_type IN
            ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER')
          AND (own OR privilege_type <> 'REFERENCES')
          AND grantee <> owner AND grantee NOT IN (SELECT oid FROM trusted)
          AND EXISTS (SELECT FROM pg_roles r WHERE r.oid NOT IN (SELECT oid FROM trusted)
            AND (r.rolcanlogin OR r.oid IN (SELECT roleid FROM pg_auth_members))
            AND has_schema_privilege(r.oid, g.schema, 'USAGE')
            AND (g.grantee = 0 OR pg_has_role(r.oid, g.grantee, 'USAGE')))),
      grants AS (SELECT name, fatal, bool_or(is_grantable) AS grantable,
          CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END AS whose,
          CASE WHEN grantee <> 0 THEN pg_get_userbyid(grantee) END AS role,
          string_agg(DISTINCT privilege_type, ', ' ORDER BY privilege_type) AS privileges
        FROM usable GROUP BY name, fatal, grantee)
      """;

  private static final String CHANGERS =
      """
      UNION ALL
      SELECT 3, fatal, name || ' (' || privileges || ' by ' || whose || ')',
          'REVOKE ' || privileges || ' ON ' || name || ' FROM ' || whose
            || CASE WHEN grantable THEN ' CASCADE' ELSE '' END, role
        FROM grants
      UNION ALL
      -- Its condition, unlike its function, may be whoever's had the right to add a trigger.
      SELECT 4, true, name || ' (trigger ' || quote_ident(tgname) || ')',
          format('DROP TRIGGER %I ON %s', tgname, name),
          CASE WHEN tgqual IS NULL THEN pg_get_userbyid(proowner) END
        FROM history h JOIN pg_trigger t ON t.tgrelid = h.oid JOIN pg_proc p ON p.oid = t.tgfoid
        WHERE NOT tgisinternal AND tgenabled <> 'D'
          AND (tgqual IS NOT NULL OR proowner NOT IN (SELECT oid FROM trusted))
      UNION ALL
      SELECT 5, true, name || ' (rule ' || quote_ident(rulename) || ')',
          format('DROP RULE %I ON %s', rulename, name), NULL
        FROM history h JOIN pg_rewrite r ON r.ev_class = h.oid WHERE rulename <> '_RETURN'
      ORDER BY place, what
      """;

  private final List<Problem> problems;

  private HistoryTrust(List<Problem> problems) {
    this.problems = List.copyOf(problems);
  }

  /**
   * One way in.
   *
   * @param fatal whether SQL could come in by it; else only what is recorded as applied
   * @param what the object and the role or the thing at fault
   * @param remedy the SQL that closes it
   * @param role whose it is; empty where that is everybody, or cannot be told
   */
  public record Problem(boolean fatal, String what, String remedy, String role) {}

  /** Looks at owners, rights, triggers and rules as they are now. */
  static HistoryTrust look(Database database, HistoryPlace place) {
    return database.query(
        query(place.schema().orElse(""), place.names()),
        rows -> {
          List<Problem> found = new ArrayList<>();
          while (rows.next()) {
            found.add(
                new Problem(
                    rows.getBoolean(2),
                    rows.getString(3),
                    rows.getString(4),
                    Objects.requireNonNullElse(rows.getString(5), "")));
          }
          return new HistoryTrust(found);
        });
  }

  private static String query(String schema, HistoryNames names) {
    return "WITH "
        + TRUSTED
        + ","
        + TABLES.formatted(
            SqlText.literal(schema),
            SqlText.literal(names.changelog()),
            SqlText.literal(names.lock()))
        + RIGHTS
        + OWNERS
        + CHANGERS;
  }

  /** SQL of a text that says what {@link #require} would; null where it would not. */
  static String complaint(String schema, HistoryNames names, TrustedRoles trusted) {
    return "(SELECT 'the migration history can be changed by another role than ' || current_user"
        + " || ': ' || string_agg(what || ' (as its owner: ' || remedy || ')', ', ') FROM ("
        + query(schema, names)
        + ") AS problems WHERE fatal AND coalesce(role, '') <> ALL ("
        + SqlText.array(trusted.names().stream().sorted().toList())
        + "))";
  }

  /** A history that nobody has written. */
  static HistoryTrust none() {
    return new HistoryTrust(List.of());
  }

  /**
   * @param user in whose name SQL would run
   * @param trusted whose ways in are none
   * @throws AthanorException UNTRUSTED_HISTORY with the statements that mend it
   */
  public void require(String user, TrustedRoles trusted) {
    List<Problem> fatal = problems.stream().filter(p -> p.fatal() && !trusted.include(p)).toList();
    if (!fatal.isEmpty()) {
      throw new AthanorException(
          Reason.UNTRUSTED_HISTORY,
          "The migration history can be changed by another role than "
              + user
              + ": "
              + fatal.stream().map(Problem::what).collect(Collectors.joining(", "))
              + ".",
          "As its owner or a superuser run: "
              + fatal.stream().map(Problem::remedy).collect(Collectors.joining("; "))
              + ";\nor migrate as the owner ("
              + Term.ROLE
              + ")"
              + orTrust(fatal)
              + ".");
    }
  }

  /** Nobody is advised to trust all the world, or a rule. */
  private static String orTrust(List<Problem> fatal) {
    List<String> roles =
        fatal.stream().map(Problem::role).filter(r -> !r.isEmpty()).distinct().sorted().toList();
    return roles.isEmpty()
        ? ""
        : "; or trust "
            + (roles.size() == 1 ? "that role" : "those roles")
            + " as you trust this one, with "
            + Term.TRUSTED_ROLES.of(String.join(",", roles));
  }

  /** What lets others change which changesets count as applied, and what closes it. */
  public List<String> warnings() {
    return problems.stream()
        .filter(problem -> !problem.fatal())
        .map(
            problem ->
                "Others may change what is recorded as applied: "
                    + problem.what()
                    + ". To close that: "
                    + problem.remedy())
        .toList();
  }
}
