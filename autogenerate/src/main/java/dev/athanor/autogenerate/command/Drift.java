package dev.athanor.autogenerate.command;

import dev.athanor.autogenerate.compare.Replay;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.RecordedBundle;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.history.History;
import dev.athanor.engine.history.HistoryRow;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.diff.SchemaDiff;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.ScratchDatabases;
import dev.athanor.scratch.ScratchServer;
import dev.athanor.scratch.ScratchSettings;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether a live database is what its recorded revisions build. It is only read. */
public final class Drift {
  private final Bundle bundle;
  private final DatabaseTarget target;
  private final PlanOptions plan;
  private final ScratchSettings scratch;
  private final SnapshotOptions options;

  /**
   * @param bundle the compiled changelog
   * @param target the live database
   * @param plan contexts and labels that it was migrated with
   * @param options what is compared
   */
  public Drift(
      Bundle bundle,
      DatabaseTarget target,
      PlanOptions plan,
      ScratchSettings scratch,
      SnapshotOptions options) {
    this.bundle = bundle;
    this.target = target;
    this.plan = plan;
    this.scratch = scratch;
    this.options = options.withoutObjects(target.settings().names().unusual());
  }

  /**
   * @throws AthanorException whatever kept the two from being compared; never for a difference
   */
  public DriftResult run() {
    History history;
    SchemaSnapshot live;
    try (Database database = target.open()) {
      history = History.read(database);
      live = database.readSchema(schema -> SchemaSnapshot.read(schema, options));
    }
    try (ScratchServer server = ScratchServer.open(scratch.ofMajor(live.version()));
        ScratchDatabases databases = new ScratchDatabases(server)) {
      Replay replay = new Replay(databases);
      SchemaSnapshot recorded =
          replay.read(replay.of(RecordedBundle.of(bundle, history), plan), options, List.of());
      SchemaDiff diff =
          SchemaDiff.between(recorded, live).select(each -> !isLiquibases(each, live));
      return DriftResult.of(diff, unknown(history));
    }
  }

  /** Whether it is the schema that was made for Liquibase's tables and has nothing else. */
  private boolean isLiquibases(Difference difference, SchemaSnapshot live) {
    return difference instanceof Difference.Added
        && difference.id().kind() == Kind.SCHEMA
        && target.settings().names().schema().filter(difference.id().name()::equals).isPresent()
        && live.objects().keySet().stream()
            .noneMatch(id -> id.schema().equals(difference.id().name()));
  }

  /** Rows whose changesets the changelog no longer has: what they built shows as a difference. */
  private List<String> unknown(History history) {
    Set<ChangesetKey> known = new HashSet<>();
    for (CompiledRevision revision : bundle.revisions()) {
      for (Changeset changeset : revision.changesets()) {
        history.row(changeset.key()).map(HistoryRow::key).ifPresent(known::add);
      }
    }
    return history.rows().stream()
        .map(HistoryRow::key)
        .filter(key -> !known.contains(key))
        .map(ChangesetKey::toString)
        .toList();
  }
}
