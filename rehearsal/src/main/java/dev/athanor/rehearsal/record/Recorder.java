package dev.athanor.rehearsal.record;

import dev.athanor.engine.apply.MigrateOptions;
import dev.athanor.engine.backup.BackupReceipt;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.MigrationSteps;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.SqlErrors;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.plan.PlanStep;
import dev.athanor.rehearsal.recording.ChangesetRecording;
import dev.athanor.rehearsal.recording.Recording;
import dev.athanor.schema.snapshot.SchemaFollower;
import dev.athanor.schema.snapshot.SnapshotOptions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Rehearses: runs a plan on a database, as every run of it would, and records what it did.
 *
 * <p>The database is migrated by that, so it is one to be thrown away: a copy on a scratch server,
 * a restored backup.
 */
public final class Recorder {
  private final DatabaseTarget database;
  private final SchemaFollower follower;
  private final RecordingListener listener;

  /**
   * @param database which, by whom, and by which search path
   * @param options what of the catalog is looked at
   * @param listener hears of each changeset
   */
  public Recorder(DatabaseTarget database, SnapshotOptions options, RecordingListener listener) {
    this(database, new SchemaFollower(options), listener);
  }

  /**
   * @param follower one that may have read the database's schema already; whole readings of many
   *     tables take long
   */
  public Recorder(DatabaseTarget database, SchemaFollower follower, RecordingListener listener) {
    this.database = Objects.requireNonNull(database, "database");
    this.follower = Objects.requireNonNull(follower, "follower");
    this.listener = Objects.requireNonNull(listener, "listener");
  }

  /**
   * Plans and runs. A changeset that fails or cannot be tried ends the run, and is recorded so; the
   * ones behind it are not rehearsed.
   *
   * @throws AthanorException what planning and connecting throw; nothing was run then
   */
  public Recording record(PlanRequest request) {
    PlanWatch watch;
    MigrationSteps steps;
    MigrationPlan plan;
    Recording.Server server;
    try (Database session = database.open()) {
      server = server(session);
      watch = new PlanWatch(follower, listener, roles(session));
      steps = new MigrationSteps(request, database, watch);
      plan = steps.plan(session);
    }
    try {
      steps.apply(
          plan,
          new BackupReceipt.Waived(plan.hash(), "rehearsal"),
          MigrateOptions.DEFAULTS.withHandleShutdown(false).withWatch(watch));
      watch.passOver();
    } catch (AthanorException e) {
      if (e.reason() == Reason.CONNECTION_FAILED || e.reason() == Reason.INTERRUPTED) {
        throw e;
      }
      watch.ended(e);
    }
    return new Recording(server, whole(plan, watch.recordings()));
  }

  private static List<ChangesetRecording> whole(
      MigrationPlan plan, List<ChangesetRecording> recorded) {
    List<ChangesetRecording> all = new ArrayList<>(recorded);
    for (PlanStep step : plan.steps().subList(recorded.size(), plan.steps().size())) {
      all.add(
          RecordedStep.notRehearsed(
              step,
              recorded.isEmpty()
                  ? "the run did not begin"
                  : recorded.get(recorded.size() - 1).key() + " comes before it and did not run"));
    }
    return all;
  }

  private static Recording.Server server(Database session) {
    return new Recording.Server(
        Integer.parseInt(session.queryText("SHOW server_version_num")),
        session.queryText("SHOW wal_level"));
  }

  private static Set<String> roles(Database session) {
    try {
      return MadeRoles.existing(session.connection());
    } catch (SQLException e) {
      throw SqlErrors.running(session.url(), e);
    }
  }
}
