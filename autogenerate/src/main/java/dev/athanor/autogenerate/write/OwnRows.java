package dev.athanor.autogenerate.write;

import dev.athanor.autogenerate.write.ChangesetDraft.Line;
import dev.athanor.schema.model.ObjectId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tries a revision on the rows that the revisions before it put in. What these rows stop here they
 * stop in every database that is built from the revisions: that has to be decided like a loss of
 * data. A statement that they stop is passed over, so that one try finds all of them.
 */
final class OwnRows {
  private static final String MEND =
      ": mend them (UPDATE, DELETE) in place of this changeset, or correct the revision that puts"
          + " them in";

  /**
   * Undefined object, syntax error, internal error: of values, for the statement has run before.
   */
  private static final Set<String> OF_CONVERSIONS = Set.of("42704", "42601", "XX000");

  private static final Pattern CONVERSION = Pattern.compile("ALTER COLUMN .* TYPE .* USING ");

  private final Connection connection;
  private final Offenders offenders;
  private final Set<ObjectId> found = new HashSet<>();

  /**
   * @param connection in autocommit, to a copy of what the revisions build, with its rows; it is of
   *     no use for anything else where a row stops the revision
   */
  OwnRows(Connection connection, Offenders offenders) {
    this.connection = connection;
    this.offenders = offenders;
  }

  /** Whether a row has stopped anything. */
  boolean stop() {
    return !found.isEmpty();
  }

  /**
   * @return the drafts, each with what has to be decided before it
   * @throws SQLException with the statement that cannot run, whatever the rows
   */
  List<ChangesetDraft> run(List<ChangesetDraft> drafts) throws SQLException {
    List<ChangesetDraft> decided = new ArrayList<>();
    List<String> unfilled = new ArrayList<>();
    for (ChangesetDraft draft : drafts) {
      List<String> stops = new ArrayList<>();
      run(draft, stops, unfilled);
      String all = String.join("; ", stops);
      decided.add(draft.withRefusals(stops.isEmpty() ? List.of() : List.of(all + MEND)));
    }
    // That rows need a value is said before the first one already.
    decided.set(0, decided.get(0).withRefusals(unfilled));
    return decided;
  }

  private void run(ChangesetDraft draft, List<String> stops, List<String> unfilled)
      throws SQLException {
    connection.setAutoCommit(!draft.transactional());
    try {
      for (Line line : draft.up()) {
        Savepoint before = draft.transactional() ? connection.setSavepoint() : null;
        try {
          execute(line.sql());
        } catch (SQLException e) {
          back(before);
          boolean isNew = isOfRows(e) && found.add(line.subject());
          if (isNew) {
            (line.comment().isEmpty() ? stops : unfilled).add(offenders.of(line, e));
            back(before);
          } else if (!stop()) {
            throw e;
          }
        }
      }
      if (draft.transactional()) {
        connection.commit();
      }
    } finally {
      back(null);
      connection.setAutoCommit(true);
    }
  }

  /** Leaves the connection in a transaction, in which what follows may fail. */
  private void back(Savepoint before) throws SQLException {
    if (before != null) {
      connection.rollback(before);
    } else if (connection.getAutoCommit()) {
      connection.setAutoCommit(false);
    } else {
      connection.rollback();
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new SQLException(e.getMessage() + "\n  in: " + sql, e.getSQLState(), e);
    }
  }

  /**
   * Values that a type, a constraint or an index refuses are a matter of the rows. So is whatever
   * stops a conversion: no large object has the number, or the type is one of an extension's.
   */
  static boolean isOfRows(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return state.startsWith("22")
        || state.startsWith("23")
        || OF_CONVERSIONS.contains(state) && CONVERSION.matcher(e.getMessage()).find();
  }
}
