package dev.athanor.rehearsal.lint;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.testing.PostgresMajors;
import dev.athanor.engine.testing.SystemPostgres;
import dev.athanor.rehearsal.record.Recorder;
import dev.athanor.rehearsal.record.RecordingListener;
import dev.athanor.rehearsal.recording.Recording;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.schema.snapshot.SnapshotOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;

/**
 * A server of one version, the installed one where it has that, with the schema that every case
 * starts from as a template.
 */
final class TruthServer implements AutoCloseable {
  private static final String TEMPLATE = "truth_base";
  static final SnapshotOptions CATALOG = SnapshotOptions.DEFAULT.withGrants(true);

  /** Null where it is the installed one. */
  private final EmbeddedPostgres own;

  private int databases;

  TruthServer(int major) {
    boolean installed = SystemPostgres.major().filter(each -> each == major).isPresent();
    this.own = installed ? null : PostgresMajors.start(major);
    execute("postgres", "DROP DATABASE IF EXISTS " + TEMPLATE);
    execute("postgres", "CREATE DATABASE " + TEMPLATE);
    execute(TEMPLATE, TruthCase.base());
  }

  /** What one case did, and what lint says of it. */
  record Verdict(Recording recording, LintReport report, Map<ObjectId, SchemaObject> end) {}

  Verdict lint(TruthCase one) {
    return lint(one.setup(), one.bundle());
  }

  private Verdict lint(String setup, Bundle bundle) {
    String database = "truth_case" + ++databases;
    execute("postgres", "CREATE DATABASE " + database + " TEMPLATE " + TEMPLATE);
    try {
      if (!setup.isBlank()) {
        execute(database, setup);
      }
      SchemaSnapshot start = snapshot(database);
      Recording recording =
          new Recorder(
                  new DatabaseTarget(
                      DatabaseUrl.parse(url(database)),
                      SessionSettings.DEFAULTS.withStatementTimeout(Duration.ofMinutes(10))),
                  CATALOG,
                  RecordingListener.NONE)
              .record(new PlanRequest(bundle, "heads", PlanOptions.UPGRADE));
      Trial trial = Trial.of(start.objects(), recording);
      return new Verdict(
          recording,
          new Linter(LintOptions.DEFAULTS, path -> "").judge(bundle.revisions(), trial),
          trial.end());
    } finally {
      execute("postgres", "DROP DATABASE " + database + " WITH (FORCE)");
    }
  }

  private String url(String database) {
    return own == null ? SystemPostgres.get().url(database) : PostgresMajors.url(own, database);
  }

  private SchemaSnapshot snapshot(String database) {
    try (Connection connection = connect(database)) {
      return SchemaSnapshot.read(connection, CATALOG);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  void execute(String database, String sql) {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(url(database));
  }

  @Override
  public void close() {
    try {
      if (own != null) {
        own.close();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
