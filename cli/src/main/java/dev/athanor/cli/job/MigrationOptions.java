package dev.athanor.cli.job;

import dev.athanor.cli.DatabaseOptions;
import dev.athanor.cli.Log;
import dev.athanor.cli.PlanningOptions;
import dev.athanor.cli.TenantOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.ListDropped;
import dev.athanor.engine.command.MigrationSteps;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import java.nio.file.Path;
import java.util.Optional;

/** What the steps of one migration share: the same words give the same plan in each of them. */
final class MigrationOptions {
  private final DatabaseOptions database = new DatabaseOptions();
  private final PlanningOptions planning = new PlanningOptions();
  private final TenantOptions tenants = new TenantOptions();
  private Path bundle;
  private String bundleDigest;
  private String target;
  private Path receipt = Path.of("/athanor/work/receipt.json");
  private boolean allowDowngrade;
  private String downgradeTo = "";

  void declare(Arguments arguments) {
    database.declare(arguments);
    planning.declare(arguments);
    tenants.declare(arguments);
    arguments
        .required("--bundle", "FILE", "the bundle", v -> bundle = Path.of(v))
        .required("--bundle-digest", "sha256:…", "of that file", v -> bundleDigest = v)
        .required("--target", "REVISION", "head, base, a revision or a label", v -> target = v)
        .option(
            "--receipt",
            "FILE",
            "backup writes it, apply reads it (default: /athanor/work/receipt.json)",
            v -> receipt = Path.of(v))
        .flag("--allow-downgrade", "the target may be older", () -> allowDowngrade = true)
        .option(
            "--allow-downgrade-to",
            "REVISIONS",
            "it may be older where it is these, or base",
            v -> downgradeTo = v);
  }

  Path receipt() {
    return receipt;
  }

  /**
   * The migration's steps, the report hearing of them.
   *
   * @throws AthanorException INVALID_CONFIGURATION where several schemas are named: the step knows
   *     one history
   */
  JobMigration migration(ReportBuilder report, Log log) {
    if (tenants.areGiven()) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "Several schemas are named, and this step knows one history.",
          "Leave out --schemas, or the step.");
    }
    PlanRequest request = request(report);
    DatabaseTarget address = address(log);
    JobEvents events = new JobEvents(request, report, log);
    return new JobMigration(request, address, new MigrationSteps(request, address, events), events);
  }

  /** The same of several schemas; empty for one history, wherever the search path finds it. */
  Optional<JobTenants> tenants(ReportBuilder report, Log log) {
    return tenants
        .tenants(database)
        .map(all -> new JobTenants(all, request(report), address(log), report, log));
  }

  /** What cannot be forgotten now stops nothing. */
  void forgetExpired(Log log) {
    DatabaseTarget address = database.target(System.getenv());
    try {
      int forgotten =
          new ListDropped(address).forgetExpired(planning.on(PlanOptions.UPGRADE).trusted());
      log.info("Forgot what was kept past its time: " + forgotten + ".");
    } catch (AthanorException e) {
      log.warn("What was kept past its time was not forgotten: " + e.getMessage());
    }
  }

  private PlanRequest request(ReportBuilder report) {
    Bundle read = Bundle.read(bundle, bundleDigest);
    report.bundle(read.digest());
    PlanOptions options =
        planning.on(PlanOptions.either(allowDowngrade).withDowngradeTo(downgradeTo));
    return new PlanRequest(read, target, options);
  }

  private DatabaseTarget address(Log log) {
    DatabaseTarget address = database.target(System.getenv());
    log.info("Reading " + address.url() + ".");
    return address;
  }

  /** What a step does and where, and what was heard of it. */
  record JobMigration(
      PlanRequest request, DatabaseTarget database, MigrationSteps steps, JobEvents events) {}
}
