package dev.athanor.engine.swap;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.sql.SqlText;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a database is beside its contents: what another has to be, too, that is to stand in for it.
 *
 * @param oid its number in the cluster
 * @param create what CREATE DATABASE takes to make one like it
 * @param template whether new databases can be made from it
 * @param comment empty for none; below a write fence, the one from before it
 * @param bytes on the server's disk
 * @param fence that keeps others out, if one stands
 */
record DatabaseTraits(
    String name,
    long oid,
    String create,
    boolean template,
    String comment,
    long bytes,
    Optional<FenceMark> fence) {

  private static final String RIGHTS =
      "SELECT current_user, r.rolcreatedb OR r.rolsuper, pg_has_role(r.oid, d.datdba, 'USAGE'),"
          + " pg_get_userbyid(d.datdba) FROM pg_roles r, pg_database d"
          + " WHERE r.rolname = current_user AND d.datname = ";

  /** From 15 on; the first %s is the column of the locale's name, the second what 16 added. */
  private static final String PROVIDER =
      " || CASE d.datlocprovider WHEN 'i' THEN ' LOCALE_PROVIDER icu ICU_LOCALE '"
          + " || quote_literal(%1$s)%2$s WHEN 'b' THEN ' LOCALE_PROVIDER builtin BUILTIN_LOCALE '"
          + " || quote_literal(%1$s) ELSE ' LOCALE_PROVIDER libc' END";

  private static final String RULES =
      " || coalesce(' ICU_RULES ' || quote_literal(d.daticurules), '')";

  private static final String TRAITS =
      "SELECT d.oid, format('OWNER %%I TEMPLATE template0 ENCODING %%L LC_COLLATE %%L LC_CTYPE"
          + " %%L', pg_get_userbyid(d.datdba), pg_encoding_to_char(d.encoding), d.datcollate,"
          + " d.datctype)%s"
          // To name the default one takes a right that to use it does not.
          + " || CASE t.spcname WHEN 'pg_default' THEN '' ELSE format(' TABLESPACE %%I', t.spcname)"
          + " END, d.datistemplate,"
          + " coalesce(shobj_description(d.oid, 'pg_database'), ''), pg_database_size(d.oid)"
          + " FROM pg_database d JOIN pg_tablespace t ON t.oid = d.dattablespace"
          + " WHERE d.datname = ";

  /** What a new database gives to everybody goes first, so that the grants are the whole truth. */
  private static final String PRIVILEGES =
      """
      WITH d AS (SELECT *, quote_ident(pg_get_userbyid(datdba)) AS owner FROM pg_database
        WHERE datname = %1$s)
      SELECT 1, format('REVOKE ALL ON DATABASE %%I FROM PUBLIC, %%s', %2$s, owner) FROM d
      UNION ALL
      SELECT 2, format('GRANT %%s ON DATABASE %%I TO %%s%%s', a.privilege_type, %2$s,
          CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
          CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
        FROM d, aclexplode(coalesce(datacl, acldefault('d', datdba))) a
      UNION ALL
      SELECT 3, format('ALTER DATABASE %%I CONNECTION LIMIT %%s', %2$s, datconnlimit) FROM d
      ORDER BY 1
      """;

  DatabaseTraits {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(create, "create");
    Objects.requireNonNull(comment, "comment");
    Objects.requireNonNull(fence, "fence");
  }

  /** What keeps the session's role from making and renaming databases like this one; or empty. */
  static String lackingRights(Database session, String database) {
    return session.query(
        RIGHTS + SqlText.literal(database),
        row -> {
          if (!row.next()) {
            return "there is no database " + database;
          }
          String role = row.getString(1);
          if (!row.getBoolean(2)) {
            return "the role " + role + " may not create databases (CREATEDB)";
          }
          return row.getBoolean(3)
              ? ""
              : "the role " + role + " has not the rights of its owner, " + row.getString(4);
        });
  }

  /**
   * @throws AthanorException NO_DATABASE
   */
  static DatabaseTraits read(Database session, String name) {
    return session.query(
        TRAITS.formatted(locale(session.facts().majorVersion())) + SqlText.literal(name),
        row -> {
          if (!row.next()) {
            throw new AthanorException(
                Reason.NO_DATABASE,
                "There is no database " + name + " at " + session.url().hostList() + " any more.",
                "See who has dropped or renamed it.");
          }
          Optional<FenceMark> fence = FenceMark.read(row.getString(4));
          return new DatabaseTraits(
              name,
              row.getLong(1),
              row.getString(2),
              row.getBoolean(3),
              fence.isPresent() ? fence.get().before() : row.getString(4),
              row.getLong(5),
              fence);
        });
  }

  /** Statements that take the write fence from a database with this one's privileges. */
  List<String> letIn(String database) {
    return fence.map(mark -> mark.lift(database)).orElse(List.of());
  }

  /**
   * Statements that give {@code other} the privileges and the connection limit of this one, as they
   * are without a write fence.
   */
  List<String> privilegesOf(Database session, String other) {
    return session.query(
        PRIVILEGES.formatted(SqlText.literal(name), SqlText.literal(other)),
        rows -> {
          List<String> statements = new ArrayList<>();
          while (rows.next()) {
            statements.add(rows.getString(2));
          }
          statements.addAll(letIn(other));
          return statements;
        });
  }

  private static String locale(int major) {
    if (major < 15) {
      return "";
    }
    return PROVIDER.formatted(
        major < 17 ? "d.daticulocale" : "d.datlocale", major < 16 ? "" : RULES);
  }
}
