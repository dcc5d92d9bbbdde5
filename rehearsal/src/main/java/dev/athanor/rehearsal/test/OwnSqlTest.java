package dev.athanor.rehearsal.test;

import dev.athanor.engine.plan.PlanOptions.Way;
import dev.athanor.engine.sql.SqlStatement;
import dev.athanor.rehearsal.test.TestFile.Moment;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.scratch.Databases;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;

/** Tests a revision with the rows and expectations that a project has written for it. */
final class OwnSqlTest implements AutoCloseable {
  private final TestRequest request;
  private final Databases databases;
  private final Findings findings;
  private final List<String> order;

  /** Where the revisions before the next one are applied, and nothing else has happened. */
  private Chain clean;

  OwnSqlTest(TestRequest request, Databases databases, Findings findings, List<String> order) {
    this.request = request;
    this.databases = databases;
    this.findings = findings;
    this.order = order;
  }

  /** Tests one; they come in the order of an upgrade. */
  void run(String revision, boolean reversible) throws SQLException, RevisionFailure {
    List<String> before = order.subList(0, order.indexOf(revision));
    if (clean == null) {
      clean = Chain.at(request, databases, before, false);
    } else {
      for (String head : request.bundle().graph().headsOf(before)) {
        clean.go(head, Way.UP, (passed, micros) -> {});
      }
    }
    try (Chain chain = clean.copy()) {
      run(chain, revision, reversible);
    } catch (RevisionFailure failure) {
      findings.fail(failure, "");
    }
  }

  private void run(Chain chain, String revision, boolean reversible)
      throws SQLException, RevisionFailure {
    SchemaSnapshot found = chain.read();
    send(chain, revision, Moment.BEFORE);
    chain.go(revision, Way.UP, (passed, micros) -> findings.took(passed, micros));
    send(chain, revision, Moment.AFTER);
    List<String> parents = request.bundle().graph().parents(revision);
    boolean alone = order.indexOf(revision) == 0;
    if (!reversible || parents.isEmpty() && !alone) {
      // Back to base would undo another base's revisions, too.
      return;
    }
    chain.go(
        alone ? "base" : parents.get(0),
        Way.DOWN,
        (passed, micros) -> findings.took(passed, micros));
    List<String> left = Deltas.differences(found, chain.read());
    if (!left.isEmpty()) {
      throw new RevisionFailure(
          revision,
          "undone with its own rows, it leaves another schema than it found:\n  "
              + String.join("\n  ", left));
    }
    send(chain, revision, Moment.UNDONE);
    chain.go(revision, Way.UP, (passed, micros) -> findings.took(passed, micros));
    send(chain, revision, Moment.AFTER);
  }

  @Override
  public void close() throws SQLException {
    if (clean != null) {
      clean.close();
    }
  }

  private void send(Chain chain, String revision, Moment moment)
      throws SQLException, RevisionFailure {
    for (TestFile file : request.files(revision)) {
      if (file.moment() == moment) {
        for (SqlStatement statement : SqlStatement.in(file.sql())) {
          send(chain, file, statement.textIn(file.sql()));
        }
      }
    }
  }

  private static void send(Chain chain, TestFile file, String sql)
      throws SQLException, RevisionFailure {
    try (Statement statement = chain.connection().createStatement()) {
      statement.setEscapeProcessing(false);
      if (statement.execute(sql)) {
        expect(file, sql, statement.getResultSet());
      }
    } catch (SQLException e) {
      throw new RevisionFailure(
          file.revision(), file.path() + ": " + e.getMessage() + "\n  " + sql.strip());
    }
  }

  private static void expect(TestFile file, String sql, ResultSet rows)
      throws SQLException, RevisionFailure {
    boolean expectation =
        rows.getMetaData().getColumnCount() == 1
            && rows.getMetaData().getColumnType(1) == Types.BIT;
    boolean any = false;
    while (rows.next()) {
      any = true;
      if (expectation && !rows.getBoolean(1)) {
        throw new RevisionFailure(
            file.revision(), file.path() + ": this is not true:\n  " + sql.strip());
      }
    }
    if (expectation && !any) {
      throw new RevisionFailure(
          file.revision(),
          file.path()
              + ": this gives no row, so that nothing is true of it (SELECT count(*) = 0 … where"
              + " none is meant):\n  "
              + sql.strip());
    }
  }
}
