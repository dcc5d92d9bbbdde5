package dev.athanor.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.schema.ddl.Ddl;
import dev.athanor.schema.ddl.DdlOptions;
import dev.athanor.schema.ddl.DdlStatement;
import dev.athanor.schema.ddl.Pairing;
import dev.athanor.schema.ddl.StepPair;
import dev.athanor.schema.diff.Rename;
import dev.athanor.schema.diff.SchemaDiff;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.schema.snapshot.SnapshotOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Applies diffs to real databases, each group in a transaction of its own. */
final class RoundTrip {
  static final SnapshotOptions OPTIONS = SnapshotOptions.DEFAULT.withGrants(true);

  private RoundTrip() {}

  static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static void apply(Connection connection, List<DdlStatement> statements) throws SQLException {
    for (List<DdlStatement> group : Ddl.groups(statements)) {
      connection.setAutoCommit(!group.get(0).transactional());
      for (DdlStatement statement : group) {
        try {
          run(connection, statement.sql());
        } catch (SQLException e) {
          if (!connection.getAutoCommit()) {
            connection.rollback();
          }
          connection.setAutoCommit(true);
          throw new AssertionError(
              e.getMessage() + "\nin: " + statement.sql() + "\nof:\n" + text(statements), e);
        }
      }
      if (!connection.getAutoCommit()) {
        connection.commit();
      }
      connection.setAutoCommit(true);
    }
  }

  static String text(List<DdlStatement> statements) {
    StringBuilder text = new StringBuilder();
    for (DdlStatement statement : statements) {
      text.append("/* ").append(statement.group()).append(" */ ");
      text.append(statement.sql()).append(";\n");
    }
    return text.toString();
  }

  /** Takes {@code connection}'s database to {@code target} and back; returns the way there. */
  static List<DdlStatement> check(
      Connection connection, SchemaSnapshot target, DdlOptions options, List<Rename> renames)
      throws SQLException {
    SchemaSnapshot source = SchemaSnapshot.read(connection, OPTIONS);
    Names names = new Names("public");
    SchemaSnapshot renamed =
        SchemaSnapshot.read(
            connection, OPTIONS, renames.stream().map(rename -> rename.sql(names)).toList());
    SchemaDiff diff = SchemaDiff.between(renamed, target, renames);
    List<DdlStatement> up = Ddl.render(diff, options);
    apply(connection, up);
    assertSame(connection, target, up);
    List<DdlStatement> down = Ddl.render(diff.reverse(), options.withFillNotNull(true));
    apply(connection, down);
    assertSame(connection, source, down);
    return up;
  }

  /** Takes a database along {@code diff} by steps that each undo themselves, and back by those. */
  static void stepwise(Connection connection, SchemaDiff diff) throws SQLException {
    List<DdlStatement> up = Ddl.render(diff, DdlOptions.DEFAULT.withSafe(true));
    List<StepPair> pairs =
        new ArrayList<>(
            new Pairing(connection, OPTIONS, diff, DdlOptions.DEFAULT).of(Ddl.groups(up)));
    assertSame(connection, diff.after(), up);
    Collections.reverse(pairs);
    for (StepPair pair : pairs) {
      connection.setAutoCommit(!pair.transactional());
      for (DdlStatement statement : pair.down()) {
        run(connection, statement.sql(), pair);
      }
      connection.setAutoCommit(true);
      if (pair.before().isPresent()) {
        assertSame(connection, pair.before().get(), pair.down());
      }
    }
    assertSame(
        connection,
        diff.renamesBefore().isEmpty() ? diff.before() : pairs.get(pairs.size() - 1).before().get(),
        up);
  }

  private static void run(Connection connection, String sql, StepPair pair) throws SQLException {
    try {
      run(connection, sql);
    } catch (SQLException e) {
      if (!connection.getAutoCommit()) {
        connection.rollback();
      }
      connection.setAutoCommit(true);
      throw new AssertionError(
          "undo: " + e.getMessage() + "\nin: " + text(pair.down()) + "\nof:\n" + text(pair.up()),
          e);
    }
  }

  static void assertSame(
      Connection connection, SchemaSnapshot target, List<DdlStatement> statements)
      throws SQLException {
    SchemaSnapshot now = SchemaSnapshot.read(connection, OPTIONS);
    assertThat(SchemaDiff.between(now, target).differences().stream().map(d -> d.describe()))
        .as(() -> "left after:\n" + text(statements))
        .isEmpty();
  }
}
