package dev.athanor.pages.history;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.LiveChangesets;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.plan.RevisionRisks;
import dev.athanor.rehearsal.record.Recorder;
import dev.athanor.rehearsal.record.RecordingListener;
import dev.athanor.rehearsal.recording.ChangesetRecording;
import dev.athanor.rehearsal.recording.ChangesetRecording.Outcome;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.Databases;
import dev.athanor.scratch.ScratchServer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Builds in an empty database what revisions build, and keeps what each of them did. */
public final class SchemaReplay {
  private final Bundle bundle;
  private final PlanOptions plan;
  private final SnapshotOptions options;
  private final Databases databases;

  /**
   * @param plan which changesets count: contexts and labels
   * @param options what of the catalog is looked at
   */
  public SchemaReplay(
      Bundle bundle, PlanOptions plan, SnapshotOptions options, Databases databases) {
    this.bundle = Objects.requireNonNull(bundle, "bundle");
    this.plan = plan.withWay(PlanOptions.Way.UP).withAllowSuperuser(true);
    this.options = Objects.requireNonNull(options, "options");
    this.databases = Objects.requireNonNull(databases, "databases");
  }

  /**
   * @throws AthanorException REPLAY_FAILED naming the revision that does not run
   */
  public SchemaHistory run() {
    String database = databases.empty();
    try {
      List<ChangesetRecording> recorded = bundle.revisions().isEmpty() ? List.of() : run(database);
      SchemaSnapshot schema = SchemaSnapshot.read(databases.server().session(database), options);
      return new SchemaHistory(
          bundle.graph(), byRevision(recorded), schema, LiveChangesets.of(bundle));
    } catch (SQLException e) {
      throw ScratchServer.refused(e, "Check the server's log.");
    } finally {
      databases.drop(database);
    }
  }

  private List<ChangesetRecording> run(String database) {
    DatabaseTarget target = DatabaseTarget.of(databases.server().url(database));
    PlanRequest request = new PlanRequest(LiveChangesets.without(bundle), "heads", plan);
    List<ChangesetRecording> recorded =
        new Recorder(target, options, RecordingListener.NONE).record(request).changesets();
    recorded.stream().filter(SchemaReplay::stopped).findFirst().ifPresent(SchemaReplay::refuse);
    return recorded;
  }

  /** One that may fail does not end the run. */
  private static boolean stopped(ChangesetRecording recording) {
    return recording.outcome() == Outcome.NOT_REHEARSED || recording.outcome() == Outcome.FAILED;
  }

  private static void refuse(ChangesetRecording recording) {
    throw new AthanorException(
        Reason.REPLAY_FAILED,
        "The revisions do not replay into an empty database: revision "
            + recording.revision()
            + ", changeset "
            + recording.key()
            + ": "
            + recording.why(),
        "Correct the revision, or make it independent of what only your database has.");
  }

  private List<RevisionRecord> byRevision(List<ChangesetRecording> recorded) {
    Map<String, List<ChangesetRecording>> byRevision = new HashMap<>();
    for (ChangesetRecording each : recorded) {
      byRevision.computeIfAbsent(each.revision(), id -> new ArrayList<>()).add(each);
    }
    return bundle.revisions().stream()
        .map(each -> record(each, byRevision.getOrDefault(each.revision().id(), List.of())))
        .toList();
  }

  private RevisionRecord record(CompiledRevision revision, List<ChangesetRecording> recorded) {
    return new RevisionRecord(
        revision,
        revision.changesets().stream().map(bundle::sql).toList(),
        recorded,
        RevisionRisks.of(bundle, revision));
  }
}
