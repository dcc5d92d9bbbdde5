package dev.athanor.maven;

import dev.athanor.engine.command.BackupChoice;
import dev.athanor.engine.command.MigrationTerms;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Parameter;

/** A goal that changes a database. */
abstract class MigrateMojo extends BackingUpMojo {

  /**
   * Where to: {@code head}, {@code base}, a revision or a unique prefix of one, a branch label, +N
   * or -N.
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

  final MigrationTerms terms(boolean ownServer) {
    return new MigrationTerms(backup(ownServer), Optional.ofNullable(plan));
  }

  private BackupChoice backup(boolean ownServer) {
    return switch (backup) {
      case "always" -> take();
      case "never" -> new BackupChoice.Waive("athanor.backup=never");
      case "auto" ->
          ownServer ? new BackupChoice.Waive("athanor.backup=auto, embedded database") : take();
      default ->
          throw new AthanorException(
              Reason.INVALID_CONFIGURATION,
              "athanor.backup is '" + backup + "'",
              "Use always, never or auto.");
    };
  }

  private BackupChoice take() {
    return new BackupChoice.Take(backupRequest());
  }
}
