package dev.athanor.cli.job;

import dev.athanor.adopt.command.Adopt;
import dev.athanor.adopt.command.AdoptOnce;
import dev.athanor.adopt.command.AdoptRequest;
import dev.athanor.adopt.command.Adopted;
import dev.athanor.cli.AdoptOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.cli.job.MigrationOptions.JobMigration;
import dev.athanor.engine.model.Revision;
import dev.athanor.scratch.ScratchServer;
import dev.athanor.scratch.ScratchSettings;
import java.util.List;
import java.util.Optional;

/** Records the history of a database that somebody else has migrated; runs nothing in it. */
final class JobAdopt extends JobStep {
  private final MigrationOptions migration = new MigrationOptions();
  private final AdoptOptions adopt = new AdoptOptions();
  private final RehearsalServer beside = new RehearsalServer();

  @Override
  public String summary() {
    return "Take over a database that somebody else has migrated.";
  }

  @Override
  void options(Arguments arguments) {
    migration.declare(arguments);
    adopt.declare(arguments);
    beside.declare(arguments);
  }

  @Override
  String name() {
    return "adopt";
  }

  @Override
  String work(ReportBuilder report) {
    JobMigration job = migration.migration(report, log);
    Optional<String> settled = AdoptOnce.settled(job.database(), adopt.from());
    if (settled.isPresent()) {
      report.adopted(null, settled.get(), List.of(), 0);
      return "There is nothing to take over: " + settled.get() + ".";
    }
    try (ScratchServer server = beside.open()) {
      AdoptOnce.copyRoles(job.database(), server);
      Adopted done = new Adopt(request(job, server)).run();
      log.info(done.text());
      int recorded = done.recorded().size();
      report.adopted(done.tool(), done.found(), done.revisions(), recorded);
      return "Taken over at %s: %s. %s"
          .formatted(
              Revision.text(done.revisions()),
              done.found(),
              recorded == 0
                  ? "What is recorded counts as it is."
                  : recorded
                      + (recorded == 1 ? " changeset counts" : " changesets count")
                      + " as applied; nothing was run.");
    }
  }

  private AdoptRequest request(JobMigration job, ScratchServer server) {
    return new AdoptRequest(
        job.request().bundle(),
        job.database(),
        adopt.from(),
        job.request().options(),
        ScratchSettings.of(server.url(ScratchServer.MAINTENANCE)),
        adopt.snapshot(),
        adopt.terms(true));
  }
}
