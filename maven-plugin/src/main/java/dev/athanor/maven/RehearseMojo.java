package dev.athanor.maven;

import dev.athanor.engine.backup.Backup;
import dev.athanor.engine.backup.BackupRequest;
import dev.athanor.engine.backup.RestoreRequest;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.ByteSizes;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.rehearsal.restored.RehearsalLimits;
import dev.athanor.rehearsal.restored.RehearsalReport;
import dev.athanor.rehearsal.restored.RehearsalRequest;
import dev.athanor.rehearsal.restored.RehearseBackup;
import dev.athanor.scratch.ScratchServer;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Restores a backup into a scratch PostgreSQL of its major version, and shows what reaching a
 * revision does to its rows; fails where that fails, or is over a limit. The database itself is not
 * connected to.
 */
@Mojo(name = "rehearse", threadSafe = true)
public final class RehearseMojo extends VolumeMojo {

  /** The backup's name, as {@code athanor:backups} shows it. */
  @Parameter(property = "athanor.rehearse")
  private String rehearse;

  /** Where to: {@code head}, {@code base}, a revision, a branch label, +N or -N. */
  @Parameter(property = "athanor.to", defaultValue = "${to}")
  private String to;

  /** How long one lock may keep readers or writers of a table waiting, such as {@code 2s}. */
  @Parameter(property = "athanor.maxBlocked")
  private String maxBlocked;

  /** What one statement may write anew, such as {@code 1Gi}. */
  @Parameter(property = "athanor.maxRewrite")
  private String maxRewrite;

  /** How long all statements may take together, such as {@code 30m}. */
  @Parameter(property = "athanor.maxDuration")
  private String maxDuration;

  /** A running PostgreSQL to use instead; its user may create databases. */
  @Parameter(property = "athanor.scratch.url")
  private String scratchUrl;

  /** How long the scratch PostgreSQL stays up unused; 0 ends it with the goal. */
  @Parameter(property = "athanor.scratch.idle", defaultValue = "20m")
  private String scratchIdle;

  @Override
  void runOn(DatabaseTarget database, boolean ownServer) {
    if (rehearse == null) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "a rehearsal needs the name of a backup",
          "Say which one with -Dathanor.rehearse=NAME; `mvn athanor:backups` lists them.");
    }
    PlanOptions options = planOptions(PlanOptions.either(true), ownServer);
    RehearsalRequest request =
        new RehearsalRequest(
            Backup.open(store(), rehearse),
            new PlanRequest(bundle(), to == null ? "head" : to, options),
            Optional.empty(),
            Optional.ofNullable(database.url().user()),
            Database.settingsOf(database.url(), database.settings()),
            limits(),
            new RestoreRequest(BackupRequest.DEFAULT_JOBS, true, Optional.empty(), tools()));
    try (ScratchServer server = ScratchServer.open(scratch(scratchUrl, scratchIdle))) {
      RehearsalReport report =
          new RehearseBackup(request, server, line -> getLog().info(line)).run();
      print(report);
      report.orThrow();
    }
  }

  private RehearsalLimits limits() {
    return new RehearsalLimits(
        Optional.ofNullable(maxBlocked).map(text -> Durations.parse("athanor.maxBlocked", text)),
        maxRewrite == null ? OptionalLong.empty() : OptionalLong.of(bytes(maxRewrite)),
        Optional.ofNullable(maxDuration).map(text -> Durations.parse("athanor.maxDuration", text)));
  }

  private static long bytes(String text) {
    return ByteSizes.parse(text)
        .orElseThrow(
            () ->
                new AthanorException(
                    Reason.INVALID_CONFIGURATION,
                    "athanor.maxRewrite is '" + text + "', which is no number of bytes",
                    ByteSizes.NEXT_STEP));
  }
}
