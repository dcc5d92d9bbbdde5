package dev.athanor.rehearsal.restored;

import dev.athanor.engine.backup.Backup;
import dev.athanor.engine.backup.RestoreRequest;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanRequest;
import java.util.Objects;
import java.util.Optional;

/**
 * What is tried.
 *
 * @param backup of the database that the plan is for
 * @param plan where to
 * @param decided the plan that was made for that database: another one is not rehearsed in its
 *     place; empty where there is none yet
 * @param user who runs it there, and in the rehearsal, too; empty: whoever uses the server
 * @param settings of its sessions there
 * @param limits what it may do
 * @param restore how the backup is loaded; into an empty database always
 * @throws dev.athanor.engine.model.AthanorException BACKUP_KEY_MISSING
 */
public record RehearsalRequest(
    Backup backup,
    PlanRequest plan,
    Optional<MigrationPlan> decided,
    Optional<String> user,
    SessionSettings settings,
    RehearsalLimits limits,
    RestoreRequest restore) {
  public RehearsalRequest {
    Objects.requireNonNull(backup, "backup");
    Objects.requireNonNull(plan, "plan");
    Objects.requireNonNull(decided, "decided");
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(settings, "settings");
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(restore, "restore");
    // Before a server is started for it, or waited for.
    backup.requireReadable();
  }
}
