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
import dev.athanor.scratch.Databases;
import dev.athanor.scratch.ScratchServer;
import java.sql.SQLException;
import java.util.List;
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
    try {
      FilledRun.Seen seen =
          new FilledRun(request, databases, known())
              .run(request.rollbacks() ? wayBack() : Optional.empty());
      return new Linter(request.options(), request.texts())
          .judge(judged, seen.up(), seen.down(), seen.stopped(), seen.start().objects());
    } catch (SQLException e) {
      throw ScratchServer.refused(e, "Check the server's log.");
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
                .forEach(one -> content.append(one.key()).append(request.bundle().sql(one))));
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
