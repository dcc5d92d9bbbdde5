package dev.athanor.engine.apply;

import static dev.athanor.engine.sql.SqlText.literal;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.SqlErrors;
import dev.athanor.engine.sql.SqlStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One statement that runs outside a transaction, and what to do about it after a crash, when nobody
 * knows whether it took effect.
 *
 * <p>A concurrent index build that was cut off leaves an index that is INVALID: it is written to
 * and never read. It is told from others by the list of the table's indexes taken before.
 */
final class OutsideStatement {
  private static final String INDEXES =
      "SELECT i.indexrelid::text, c.relname, i.indisvalid, quote_ident(n.nspname) || '.' ||"
          + " quote_ident(c.relname) ";

  /** What is to be dropped is not there, or what is to be made is. */
  private static final Set<String> NOTHING_TO_UNDO =
      Set.of(
          "42704", "42P01", "42703", "42883", "3F000", "3D000", // undefined
          "42P07", "42701", "42710", "42723", "42P06", "42P04"); // duplicate

  private final Database database;
  private final String sql;
  private final SqlStatement statement;
  private final IndexBuild build;

  OutsideStatement(Database database, String sql) {
    this.database = database;
    this.sql = sql;
    this.statement = SqlStatement.read(sql).get(0);
    this.build = new IndexBuild(statement);
  }

  /** An index that was not there before. */
  private record NewIndex(String name, boolean valid, String qualified) {}

  /**
   * Whether it waits for every transaction that began before it, a long report for one, but lets
   * others read and write meanwhile: no reason to give up.
   */
  boolean isConcurrent() {
    return build.isConcurrent();
  }

  /**
   * Whether it may be tried again by itself when it failed: what was cut off is settled before, but
   * nobody knows what a procedure has committed.
   */
  boolean mayRunAgain() {
    return !statement.startsWith("CALL") && !statement.startsWith("DO");
  }

  /** Whether it may have done a part that {@link #cleanUp} does not take back. */
  boolean leavesSomething() {
    return statement.contains("DETACH", "PARTITION");
  }

  /** What to remember before the statement first runs. */
  List<String> before() {
    List<String> oids = new ArrayList<>();
    indexes()
        .ifPresent(
            indexes ->
                database.query(
                    INDEXES + indexes,
                    rows -> {
                      while (rows.next()) {
                        oids.add(rows.getString(1));
                      }
                      return null;
                    }));
    return oids;
  }

  /**
   * Cleans up after a run that was cut off.
   *
   * @return whether the statement had taken effect, so that it is not to run again
   */
  boolean settle(List<String> before) {
    if (leavesSomething()) {
      return settleDetach();
    }
    boolean done = false;
    for (NewIndex index : newIndexes(before)) {
      if (index.valid()) {
        done |= build.builds();
      } else {
        drop(index);
      }
    }
    return done;
  }

  /** Drops what a failed build left, so that it can be tried again as if it had never been. */
  void cleanUp(List<String> before) {
    for (NewIndex index : newIndexes(before)) {
      if (!index.valid()) {
        drop(index);
      }
    }
  }

  /** However long others use the table: nobody waits for this. */
  private void drop(NewIndex index) {
    database.execute("SET lock_timeout = 0");
    database.execute("DROP INDEX CONCURRENTLY IF EXISTS " + index.qualified());
  }

  /** The name of an index that {@code IF NOT EXISTS} passed over although it is INVALID. */
  Optional<String> invalidIndex() {
    Optional<String> name = build.name();
    if (!build.builds() || name.isEmpty()) {
      return Optional.empty();
    }
    return newIndexes(List.of()).stream()
        .filter(index -> !index.valid())
        .map(NewIndex::qualified)
        .findFirst();
  }

  /** SQLSTATEs that say, when the statement is repeated, that it had taken effect. */
  boolean saysDone(String state) {
    if (statement.token(0).is("DROP")) {
      return List.of("42704", "42P01", "3D000").contains(state);
    }
    return statement.startsWith("CREATE", "DATABASE") && state.equals("42P04")
        || statement.startsWith("CREATE", "TABLESPACE") && state.equals("42710");
  }

  /** SQLSTATEs by which DDL that undoes says that nothing of it was done. */
  static boolean saysNothingToUndo(String state) {
    return NOTHING_TO_UNDO.contains(state);
  }

  private List<NewIndex> newIndexes(List<String> before) {
    List<NewIndex> found = new ArrayList<>();
    Optional<String> name = build.name();
    indexes()
        .ifPresent(
            indexes ->
                database.query(
                    INDEXES + indexes,
                    rows -> {
                      while (rows.next()) {
                        boolean ours = name.isEmpty() || name.get().equals(rows.getString(2));
                        if (ours && !before.contains(rows.getString(1))) {
                          found.add(
                              new NewIndex(
                                  rows.getString(2), rows.getBoolean(3), rows.getString(4)));
                        }
                      }
                      return null;
                    }));
    return found;
  }

  /** Which indexes the statement may leave behind. */
  private Optional<String> indexes() {
    return build.indexes(build.table().map(this::relation).orElse("0"));
  }

  /** The OID of what the user calls by this name, 0 where there is nothing. */
  private String relation(String name) {
    return database.queryAsked(
        "SELECT coalesce(pg_catalog.to_regclass("
            + literal(name)
            + ")::pg_catalog.oid, 0)::pg_catalog.text",
        rows -> rows.next() ? rows.getString(1) : "0");
  }

  /** A detach that was cut off is pending and has to be finished by a statement of its own. */
  private boolean settleDetach() {
    String partition = build.nameAfter(statement.indexOf(0, "PARTITION"));
    String table = build.nameAfter(statement.indexOf(0, "TABLE"));
    String pending =
        database.queryText(
            "SELECT inhdetachpending FROM pg_catalog.pg_inherits WHERE inhrelid = "
                + relation(partition));
    if ("t".equals(pending)) {
      finish("ALTER TABLE " + table + " DETACH PARTITION " + partition + " FINALIZE");
    }
    return pending == null || "t".equals(pending);
  }

  private void finish(String detach) {
    try {
      new Flight(database).sendAlone(detach);
    } catch (SQLException e) {
      throw SqlErrors.running(database.url(), e);
    }
  }

  String sql() {
    return sql;
  }
}
