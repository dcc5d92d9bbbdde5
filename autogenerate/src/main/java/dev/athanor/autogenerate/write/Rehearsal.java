package dev.athanor.autogenerate.write;

import dev.athanor.autogenerate.scratch.Databases;
import dev.athanor.autogenerate.scratch.Statements;
import dev.athanor.autogenerate.write.ChangesetDraft.Line;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.diff.SchemaDiff;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.schema.snapshot.SnapshotOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Tries a revision before it is written: up to the schema that is wanted, down to the one before.
 */
public final class Rehearsal {
  private final Databases databases;
  private final String database;
  private final SnapshotOptions options;

  /**
   * @param database what the revisions before build; it is copied, not changed
   * @param options what is compared
   */
  public Rehearsal(Databases databases, String database, SnapshotOptions options) {
    this.databases = databases;
    this.database = database;
    this.options = options;
  }

  /**
   * @param diff what {@code drafts} are to do
   * @throws AthanorException INTERNAL_ERROR with the statement or the difference
   */
  public void of(List<ChangesetDraft> drafts, SchemaDiff diff) {
    SchemaSnapshot wanted = diff.after();
    try {
      Connection connection = databases.server().session(databases.copy(database));
      SchemaSnapshot before =
          diff.renamesBefore().isEmpty() ? diff.before() : SchemaSnapshot.read(connection, options);
      for (ChangesetDraft draft : drafts) {
        run(connection, draft.transactional(), draft.up());
      }
      Statements.analyzeCatalogs(connection);
      requireEqual("upgrade", SchemaSnapshot.read(connection, options), wanted);
      List<ChangesetDraft> reversed = new ArrayList<>(drafts);
      Collections.reverse(reversed);
      for (ChangesetDraft draft : reversed) {
        run(connection, draft.transactional(), draft.down());
      }
      requireEqual("downgrade", SchemaSnapshot.read(connection, options), before);
    } catch (SQLException e) {
      throw defect("The revision does not run: " + e.getMessage(), e);
    }
  }

  private static void run(Connection connection, boolean transactional, List<Line> lines)
      throws SQLException {
    connection.setAutoCommit(!transactional);
    try {
      Statements.run(connection, lines.stream().map(Line::sql).toList());
      if (transactional) {
        connection.commit();
      }
    } finally {
      if (transactional) {
        connection.rollback();
      }
      connection.setAutoCommit(true);
    }
  }

  private static void requireEqual(String what, SchemaSnapshot is, SchemaSnapshot wanted) {
    List<String> differences =
        SchemaDiff.between(is, wanted).headlines().stream().map(Difference::describe).toList();
    if (!differences.isEmpty()) {
      throw defect(
          "The "
              + what
              + " does not arrive where it should; left over:\n  "
              + String.join("\n  ", differences),
          null);
    }
  }

  private static AthanorException defect(String message, Throwable cause) {
    return new AthanorException(
        Reason.INTERNAL_ERROR,
        message + "\nNothing was written.",
        "Write this revision by hand, and report the two models: this is a defect.",
        cause);
  }
}
