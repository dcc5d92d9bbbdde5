package dev.athanor.autogenerate.changes;

import dev.athanor.autogenerate.testing.Project;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.bundle.LiveChangesets;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.Downgrade;
import dev.athanor.engine.command.MigrationTerms;
import dev.athanor.engine.command.Upgrade;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.scratch.ScratchServer;

/** A database on which a project's revisions are run as a user runs them. */
record SchemaRun(ScratchServer server, String database, Project project) {
  private static final MigrationTerms TERMS = MigrationTerms.withoutBackup("scratch database");

  void upgrade(String target) {
    new Upgrade(bundle(), target, PlanOptions.UPGRADE, at(), TERMS, line -> {}).run();
  }

  void downgrade(String target) {
    new Downgrade(bundle(), target, PlanOptions.DOWNGRADE, at(), TERMS, line -> {}).run();
  }

  private Bundle bundle() {
    return LiveChangesets.without(
        BundleCompiler.compile(project.changelog(), CompileOptions.defaults()));
  }

  private DatabaseTarget at() {
    return DatabaseTarget.of(server.url(database));
  }

  /** pg_dump's text of all but what Athanor and Liquibase keep for themselves. */
  String dump() {
    return PgDump.of(server.url(database), "-N", "athanor", "-T", "databasechangelog*");
  }
}
