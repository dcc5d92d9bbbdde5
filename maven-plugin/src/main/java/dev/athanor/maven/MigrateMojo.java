package dev.athanor.maven;

import dev.athanor.engine.command.BackupChoice;
import dev.athanor.engine.command.BackupWhen;
import dev.athanor.engine.command.FailurePolicy;
import dev.athanor.engine.command.MigrationTerms;
import dev.athanor.engine.plan.PlanOptions;
import java.io.File;
import java.time.Duration;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Parameter;

/** A goal that changes a database. */
abstract class MigrateMojo extends BackingUpMojo {

  /**
   * Where to: {@code head}, {@code base}, a revision or a unique prefix of one, a branch label, +N
   * or -N; with {@code sql}, a range {@code A:B}.
   */
  @Parameter(property = "athanor.to", defaultValue = "${to}")
  String to;

  /**
   * Whether a verified backup is taken before anything is changed: {@code always}, {@code never},
   * or {@code auto}, which takes one of every database but the embedded one.
   */
  @Parameter(property = "athanor.backup", defaultValue = "auto")
  private String backup;

  /**
   * The hash of the plan that was reviewed, as {@code athanor:plan} prints it ({@code sha256:…}):
   * any other plan is refused. Without it, whatever the plan is when it runs is run.
   */
  @Parameter(property = "athanor.plan")
  private String plan;

  /**
   * Writes a range {@code A:B} as a script for psql, and asks no database: what a run from A to B
   * does, run by {@code psql -X -f} on a database at A.
   */
  @Parameter(property = "athanor.sql", defaultValue = "false")
  private boolean sql;

  /** Where that script goes. */
  @Parameter(
      property = "athanor.sqlFile",
      defaultValue = "${project.build.directory}/athanor/migration.sql",
      required = true)
  private File sqlFile;

  /** Where to, as it was given. */
  abstract String target();

  /** Which way the goal goes. */
  abstract PlanOptions way();

  @Override
  final boolean takesTenants() {
    return true;
  }

  @Override
  final void runOnChangelog() {
    if (sql) {
      onFailure().requireStop(FailurePolicy.SCRIPT);
    }
    new ScriptChoice(sql, sqlFile)
        .result(target(), this::bundle, planOptions(way(), false), sessionSettings(), tenants())
        .ifPresentOrElse(this::print, super::runOnChangelog);
  }

  final MigrationTerms terms(boolean ownServer) {
    return new MigrationTerms(
        backup(ownServer), Optional.ofNullable(plan), retainDropped(), onFailure());
  }

  /** For how long what is dropped is kept. */
  Optional<Duration> retainDropped() {
    return Optional.empty();
  }

  /** What is done about a run that fails. */
  FailurePolicy onFailure() {
    return FailurePolicy.STOP;
  }

  private BackupChoice backup(boolean ownServer) {
    return switch (BackupWhen.of(backup, "athanor.backup")) {
      case ALWAYS -> take();
      case NEVER -> new BackupChoice.Waive("athanor.backup=never");
      case AUTO ->
          ownServer ? new BackupChoice.Waive("athanor.backup=auto, embedded database") : take();
    };
  }

  private BackupChoice take() {
    return new BackupChoice.Take(backupRequest());
  }
}
