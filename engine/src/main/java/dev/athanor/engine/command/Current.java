package dev.athanor.engine.command;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.changelog.RevisionGraph;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.history.History;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Revision;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.plan.Planner;
import dev.athanor.engine.plan.RevisionState;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;

/** Alembic's {@code current}: where a database is. */
public final class Current {
  private final Bundle bundle;
  private final DatabaseTarget database;
  private final PlanOptions options;
  private final boolean verbose;

  /**
   * @param options its contexts and labels say which changesets count
   */
  public Current(Bundle bundle, DatabaseTarget database, PlanOptions options, boolean verbose) {
    this.bundle = Objects.requireNonNull(bundle, "bundle");
    this.database = Objects.requireNonNull(database, "database");
    this.options = Objects.requireNonNull(options, "options");
    this.verbose = verbose;
  }

  /**
   * The tip of each branch that is applied, also where another branch depends on it, as Alembic
   * shows them.
   *
   * @throws AthanorException UNKNOWN_HISTORY for revisions that the bundle does not have, and all
   *     that connecting throws
   */
  public CurrentRevisions run() {
    return revisions(read(Planner::branchTips));
  }

  /**
   * The same of several schemas.
   *
   * @throws AthanorException as {@link #run()} has it, naming the schema
   */
  public TenantsCurrent run(Tenants tenants) {
    return new TenantsCurrent(
        tenants.ask(database, (schema, session) -> revisions(read(session, Planner::branchTips))));
  }

  private CurrentRevisions revisions(List<RevisionState> tips) {
    RevisionGraph graph = bundle.graph();
    return new CurrentRevisions(
        database.url().toString(),
        graph.heads(),
        tips.stream().map(state -> place(graph, state)).toList(),
        verbose);
  }

  /** The ids that {@code current} means as a symbol: nothing applied follows or depends on them. */
  public List<String> ids() {
    return read(Planner::current).stream().map(RevisionState::revision).toList();
  }

  private List<RevisionState> read(BiFunction<PlanRequest, History, List<RevisionState>> question) {
    try (Database session = database.open()) {
      return read(session, question);
    }
  }

  private List<RevisionState> read(
      Database session, BiFunction<PlanRequest, History, List<RevisionState>> question) {
    return question.apply(new PlanRequest(bundle, "current", options), History.read(session));
  }

  private static CurrentRevisions.Place place(RevisionGraph graph, RevisionState state) {
    Revision revision = graph.get(state.revision()).orElse(null);
    return new CurrentRevisions.Place(
        state.revision(),
        state.applied(),
        state.total(),
        revision == null ? null : RevisionInfo.of(graph, revision, null));
  }
}
