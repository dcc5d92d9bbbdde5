package dev.athanor.engine.swap;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.sql.SqlText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a write fence notes down in the database's comment: all that it takes to lift it.
 *
 * @param run names the run that it was put up for
 * @param since when, RFC 3339
 * @param passes who may connect while it stands
 * @param connect who might before
 * @param before the comment that the database had
 */
record FenceMark(String run, String since, String passes, List<Grant> connect, String before) {
  private static final Mark<FenceMark> MARK = new Mark<>("athanor fence ", FenceMark.class);

  /**
   * A right to connect.
   *
   * @param role who has it; empty for everybody
   * @param grantable whether they may pass it on
   */
  record Grant(String role, boolean grantable) {
    private String grantee() {
      return role.isEmpty() ? "PUBLIC" : SqlText.identifier(role);
    }
  }

  FenceMark {
    Objects.requireNonNull(run, "run");
    Objects.requireNonNull(since, "since");
    Objects.requireNonNull(passes, "passes");
    connect = List.copyOf(connect);
    Objects.requireNonNull(before, "before");
  }

  static Optional<FenceMark> read(String comment) {
    return MARK.read(comment);
  }

  /** That of a database; empty where there is none, or no such database. */
  static Optional<FenceMark> of(Database session, String database) {
    return read(
        session.queryText(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = "
                + SqlText.literal(database)));
  }

  Instant at() {
    return Instant.parse(since);
  }

  /** Statements that put it up. */
  List<String> raise(String database) {
    String on = " CONNECT ON DATABASE " + SqlText.identifier(database);
    List<String> statements = new ArrayList<>();
    // What somebody else was given by these goes with theirs.
    connect.forEach(
        grant -> statements.add("REVOKE" + on + " FROM " + grant.grantee() + " CASCADE"));
    statements.add("GRANT" + on + " TO " + SqlText.identifier(passes));
    statements.add(MARK.sql(database, this));
    return statements;
  }

  /** Statements that let everybody into a database again, but for its comment. */
  List<String> lift(String database) {
    String on = " CONNECT ON DATABASE " + SqlText.identifier(database);
    List<String> statements = new ArrayList<>();
    statements.add("REVOKE" + on + " FROM " + SqlText.identifier(passes) + " CASCADE");
    for (Grant grant : connect) {
      statements.add(
          "GRANT"
              + on
              + " TO "
              + grant.grantee()
              + (grant.grantable() ? " WITH GRANT OPTION" : ""));
    }
    return statements;
  }

  /** The same without those roles that were dropped since. */
  FenceMark knownTo(Database session) {
    List<Grant> left =
        connect.stream()
            .filter(
                grant ->
                    grant.role().isEmpty()
                        || session.queryText(
                                "SELECT 1 FROM pg_roles WHERE rolname = "
                                    + SqlText.literal(grant.role()))
                            != null)
            .toList();
    return new FenceMark(run, since, passes, left, before);
  }
}
