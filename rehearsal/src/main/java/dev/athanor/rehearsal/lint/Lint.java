package dev.athanor.rehearsal.lint;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.FindingsCache;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.MigrationTerms;
import dev.athanor.engine.command.Upgrade;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.Digest;
import dev.athanor.engine.model.Reason;
import dev.athanor.rehearsal.record.MadeRoles;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.snapshot.CatalogStatistics;
import dev.athanor.scratch.Databases;
import dev.athanor.scratch.ScratchServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

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
   * @throws AthanorException SCRATCH_SERVER_FAILED on a server that is too old, REPLAY_FAILED when
   *     a revision that is not judged does not run, INVALID_CHANGELOG for an acceptance of an
   *     unknown rule or without a reason
   */
  public LintReport run() {
    return outcome().report();
  }

  /**
   * What was found, and where it led to.
   *
   * @param catalog what there is when all revisions have run, as far as they did
   */
  public record Outcome(LintReport report, Map<ObjectId, SchemaObject> catalog) {}

  /**
   * @throws AthanorException as {@link #run}
   */
  public Outcome outcome() {
    int major = databases.server().knownMajorVersion();
    if (judged.isEmpty()) {
      return new Outcome(
          new LintReport(major, 0, request.checkout(), List.of(), List.of(), List.of(), List.of()),
          Map.of());
    }
    Trial trial = trial();
    LintReport report =
        new Linter(request.options(), request.texts()).judge(judged, trial).in(request.checkout());
    request
        .cache()
        .ifPresent(cache -> new FindingsCache(cache).keep(request.bundle(), report.steps()));
    return new Outcome(report, trial.end());
  }

  private Trial trial() {
    try {
      MadeRoles roles = MadeRoles.since(databases.server());
      String known = known(roles);
      try {
        return new FilledRun(request, databases, known)
            .run(
                request.rollbacks()
                    ? WayBack.of(request, judged)
                    : new WayBack(List.of(), Map.of()));
      } finally {
        if (!roles.isEmpty()) {
          databases.drop(known);
          roles.drop();
        }
      }
    } catch (SQLException e) {
      throw ScratchServer.refused(e, "Check the server's log.");
    }
  }

  /**
   * The database that the known revisions build: shared, so it is only copied; but not shared where
   * they make roles, which are to be gone when the run ends.
   */
  private String known(MadeRoles roles) {
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
    return databases.templateOrOwn(
        bundle.digest(),
        empty -> {
          build(empty, bundle);
          roles.note(session(empty));
          analyze(empty);
          return roles.isEmpty();
        });
  }

  /** The copies of it are read whole, and nothing else tells a scratch server's planner. */
  private void analyze(String database) {
    try {
      CatalogStatistics.refresh(databases.server().session(database));
    } catch (SQLException e) {
      throw ScratchServer.refused(e, "Check the server's log.");
    }
  }

  private Connection session(String database) {
    try {
      return databases.server().session(database);
    } catch (SQLException e) {
      throw ScratchServer.refused(e, "Check the server's log.");
    }
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
