package dev.athanor.cli.job;

import dev.athanor.cli.args.Arguments;
import dev.athanor.cli.args.Values;
import dev.athanor.cli.job.MigrationOptions.JobMigration;
import dev.athanor.engine.apply.MigrateOptions;
import dev.athanor.engine.backup.BackupRequest;
import dev.athanor.engine.backup.RestoreRequest.Beforehand;
import dev.athanor.engine.command.GoBack;
import dev.athanor.engine.command.GoBack.WentBack;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Uninterrupted;
import java.util.Optional;

/** Takes the database back to before the run that failed, as the failure policy has it. */
final class JobGoBack extends JobStep {
  private final MigrationOptions migration = new MigrationOptions();
  private final JobBackupOptions backup = new JobBackupOptions();
  private Policy policy;
  private String run;
  private String name;
  private boolean fenced;

  /** What is done about a run that failed. */
  enum Policy {
    /** Nothing but that others are let in again. */
    Stop,
    Downgrade,
    Restore
  }

  @Override
  public String summary() {
    return "Go back to before the run that failed; lift its write fence.";
  }

  @Override
  void options(Arguments arguments) {
    migration.declare(arguments);
    backup.declare(arguments);
    arguments
        .required(
            "--policy",
            "POLICY",
            "Downgrade, Restore, or Stop, which only lifts the fence",
            v -> policy = Values.choice("--policy", Policy.class, v))
        .required("--run", "KEY", "of the run, as --fence has it", v -> run = v)
        .option("--backup", "NAME", "that the run has named", v -> name = v)
        .flag(
            "--fenced",
            "a write fence has to have stood since before the backup",
            () -> fenced = true);
  }

  @Override
  String name() {
    return "go-back";
  }

  @Override
  String work(ReportBuilder report) {
    JobMigration job = migration.migration(report, log);
    GoBack back = new GoBack(job.request(), job.database(), job.events());
    try {
      Optional<WentBack> went =
          switch (policy) {
            case Stop -> Optional.empty();
            case Downgrade -> Optional.of(back.downgrade(backup.choice(), MigrateOptions.DEFAULTS));
            case Restore -> Optional.of(restore(back, report));
          };
      went.flatMap(WentBack::restored).ifPresent(report::restored);
      boolean lifted = GoBack.fence(job.database()).lift();
      return went.map(JobGoBack::text).orElse("Nothing was brought back")
          + (lifted ? "; the write fence is lifted." : ".");
    } finally {
      observe(job);
    }
  }

  private WentBack restore(GoBack back, ReportBuilder report) {
    ReportedRestore listener = new ReportedRestore(log, report, name == null ? "" : name);
    BackupRequest taken = backup.request();
    return back.restore(
        taken.store(),
        taken.generation().orElse(run),
        Optional.ofNullable(name),
        taken.jobs(),
        new Beforehand(run, fenced),
        listener);
  }

  private static String text(WentBack went) {
    return went.changed()
        ? went.restored().map(restored -> restored.text()).orElse("Undone: now at " + went.place())
        : "Nothing was to be brought back: at " + went.place();
  }

  /** Where the database now is, whichever way it went. */
  private void observe(JobMigration job) {
    try {
      Uninterrupted.run(job.steps()::observe);
    } catch (AthanorException e) {
      log.warn("Where the database is cannot be told: " + e.getMessage());
    }
  }
}
