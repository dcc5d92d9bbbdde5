package dev.athanor.rehearsal.lint;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.MigrationTerms;
import dev.athanor.engine.command.Upgrade;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.Digest;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.rehearsal.record.Recorder;
import dev.athanor.rehearsal.recording.ChangesetRecording;
import dev.athanor.rehearsal.recording.Recording;
import dev.athanor.rehearsal.rows.SampleRows;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.model.Table;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.scratch.Databases;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Rehearses revisions in a scratch database, with rows in every table, and judges what they did.
 */
public final class Lint {
  private final LintRequest request;
  private final Databases databases;
  private final List<CompiledRevision> judged;

  public Lint(LintRequest request, Databases databases) {
    this.request = Objects.requireNonNull(request, "request");
    this.databases = Objects.requireNonNull(databases, "databases");
    this.judged =
        request.bundle().revisions().stream()
            .filter(each -> !request.known().contains(each.revision().id()))
            .toList();
  }

  /**
   * @throws AthanorException REPLAY_FAILED when a revision that is not judged does not run,
   *     INVALID_CHANGELOG for an acceptance of an unknown rule or without a reason
   */
  public LintReport run() {
    if (judged.isEmpty()) {
      return new LintReport(databases.server().majorVersion(), 0, List.of(), List.of());
    }
    String database = databases.copy(known());
    try {
      return on(database);
    } catch (SQLException e) {
      throw new AthanorException(
          Reason.SCRATCH_SERVER_FAILED,
          "The scratch server refused: " + e.getMessage(),
          "Check the server's log.",
          e);
    } finally {
      databases.drop(database);
    }
  }

  private LintReport on(String database) throws SQLException {
    SchemaSnapshot start = read(database);
    SampleRows.into(databases.server().session(database), start);
    Recorder recorder =
        new Recorder(
            DatabaseTarget.of(databases.server().url(database)),
            request.catalog(),
            (changeset, before, after) -> fill(database, before, after));
    Recording up = recorder.record(new PlanRequest(request.bundle(), "heads", request.plan()));
    boolean whole = up.changesets().stream().allMatch(ChangesetRecording::ran);
    Optional<Recording> down =
        request.rollbacks() && whole ? wayBack().map(recorder::record) : Optional.empty();
    return new Linter(request.options(), request.texts()).judge(judged, up, down, start.objects());
  }

  private SchemaSnapshot read(String database) throws SQLException {
    return SchemaSnapshot.read(databases.server().session(database), request.catalog());
  }

  /** Rows for the tables that a changeset has made: the next one may be meant for them. */
  private void fill(String database, SchemaSnapshot before, SchemaSnapshot after) {
    Map<ObjectId, SchemaObject> fresh = new LinkedHashMap<>();
    for (SchemaObject object : after.objects().values()) {
      boolean table = object instanceof Table && before.get(object.id()) == null;
      boolean part =
          !object.id().within().isEmpty() && before.get(Scene.tableOf(object.id())) == null;
      if (table || part || object.id().kind().isType()) {
        fresh.put(object.id(), object);
      }
    }
    if (fresh.values().stream().anyMatch(Table.class::isInstance)) {
      try {
        SampleRows.into(
            databases.server().session(database),
            new SchemaSnapshot(
                after.version(),
                after.defaultSchema(),
                fresh,
                after.dependencies(),
                after.clones()));
      } catch (SQLException e) {
        throw new IllegalStateException("no rows can be made in " + database, e);
      }
    }
  }

  /** From the end of the judged revisions to their beginning, where that has a name. */
  private Optional<PlanRequest> wayBack() {
    Optional<String> target = request.known().isEmpty() ? Optional.of("base") : onlyHead();
    PlanOptions options = request.plan().withWay(PlanOptions.Way.DOWN).withAllowSuperuser(true);
    boolean possible =
        judged.stream()
            .flatMap(each -> each.changesets().stream())
            .allMatch(each -> each.reversible());
    return possible
        ? target.map(each -> new PlanRequest(request.bundle(), each, options))
        : Optional.empty();
  }

  private Optional<String> onlyHead() {
    List<String> heads = request.bundle().graph().headsOf(request.known());
    return heads.size() == 1 ? Optional.of(heads.get(0)) : Optional.empty();
  }

  /** The database that the known revisions build; shared, so it is only copied. */
  private String known() {
    List<CompiledRevision> revisions =
        request.bundle().revisions().stream()
            .filter(each -> request.known().contains(each.revision().id()))
            .toList();
    StringBuilder content = new StringBuilder("lint" + request.plan());
    revisions.forEach(
        each ->
            each.changesets()
                .forEach(one -> content.append(one.key()).append(request.bundle().sql(one.key()))));
    Bundle bundle = new Bundle(Digest.of(content.toString()), revisions, request.bundle()::sql);
    return databases.template(bundle.digest(), empty -> build(empty, bundle));
  }

  private void build(String database, Bundle bundle) {
    if (bundle.revisions().isEmpty()) {
      return;
    }
    try {
      new Upgrade(
              bundle,
              "heads",
              request.plan(),
              DatabaseTarget.of(databases.server().url(database)),
              MigrationTerms.withoutBackup("scratch database"),
              line -> {})
          .run();
    } catch (AthanorException e) {
      throw new AthanorException(
          Reason.REPLAY_FAILED,
          "The revisions before those that are judged do not run in an empty database: "
              + e.getMessage(),
          "Correct the revision, or make it independent of what only your database has.",
          e);
    }
  }
}
