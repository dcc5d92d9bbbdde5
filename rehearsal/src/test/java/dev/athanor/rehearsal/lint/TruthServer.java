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
import dev.athanor.schema.snapshot.SchemaFollower;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.schema.snapshot.SnapshotOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A server of one version, the installed one where it has that, with the schema that every case
 * starts from as a template.
 */
final class TruthServer implements AutoCloseable {
  private static final String TEMPLATE = "truth_base";
  static final SnapshotOptions CATALOG = SnapshotOptions.DEFAULT.withGrants(true);

  private static final PlanOptions BACK =
      PlanOptions.UPGRADE.withWay(PlanOptions.Way.DOWN).withAllowSuperuser(true);

  private record Judged(int major, TruthCase one) {}

  private static final Map<Judged, Verdict> JUDGED = new ConcurrentHashMap<>();

  /** Null where it is the installed one. */
  private final EmbeddedPostgres own;

  private final int major;
  private int databases;

  TruthServer(int major) {
    this.major = major;
    boolean installed = SystemPostgres.major().filter(each -> each == major).isPresent();
    this.own = installed ? null : PostgresMajors.start(major);
    execute("postgres", "DROP DATABASE IF EXISTS " + TEMPLATE);
    execute("postgres", "CREATE DATABASE " + TEMPLATE);
    execute(TEMPLATE, TruthCase.base());
  }

  /** What one case did, and what lint says of it. */
  record Verdict(
      Recording recording,
      Optional<Recording> down,
      LintReport report,
      Map<ObjectId, SchemaObject> end) {}

  /** Judged once in this process: {@link SafeWayTest} asks for what {@link TruthTest} has seen. */
  Verdict lint(TruthCase one) {
    return JUDGED.computeIfAbsent(new Judged(major, one), each -> run(one));
  }

  private Verdict run(TruthCase one) {
    String database = "truth_case" + ++databases;
    execute("postgres", "CREATE DATABASE " + database + " TEMPLATE " + TEMPLATE);
    try {
      if (!one.setup().isBlank()) {
        execute(database, one.setup());
      }
      SchemaFollower follower = new SchemaFollower(CATALOG);
      SchemaSnapshot start = snapshot(database, follower);
      Bundle bundle = one.bundle();
      Recorder recorder =
          new Recorder(
              new DatabaseTarget(
                  DatabaseUrl.parse(url(database)),
                  SessionSettings.DEFAULTS.withStatementTimeout(Duration.ofMinutes(10))),
              follower,
              RecordingListener.NONE);
      Recording up = recorder.record(new PlanRequest(bundle, "heads", PlanOptions.UPGRADE));
      Optional<Recording> down =
          one.looksBack()
              ? Optional.of(recorder.record(new PlanRequest(bundle, "base", BACK)))
              : Optional.empty();
      Trial trial = new Trial(start.objects(), up, down, List.of(), Map.of());
      return new Verdict(
          up,
          down,
          new Linter(LintOptions.DEFAULTS, path -> "").judge(bundle.revisions(), trial),
          trial.end());
    } finally {
      execute("postgres", "DROP DATABASE " + database + " WITH (FORCE)");
    }
  }

  private String url(String database) {
    return own == null ? SystemPostgres.get().url(database) : PostgresMajors.url(own, database);
  }

  private SchemaSnapshot snapshot(String database, SchemaFollower follower) {
    try (Connection connection = connect(database)) {
      return follower.read(connection);
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
