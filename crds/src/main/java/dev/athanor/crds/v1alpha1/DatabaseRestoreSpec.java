package dev.athanor.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.athanor.crds.v1alpha1.DatabaseBackupSpec.MigrationRef;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * Which backup, and where it goes.
 *
 * @param migrationRef the DatabaseMigration in the same namespace that says which database, how to
 *     reach it, where backups are kept and what the pods are like. It is held while its own
 *     database is restored and afterwards, until somebody takes its annotation {@code
 *     athanor.dev/held-by} away.
 * @param backup the name of a DatabaseBackup in the same namespace, or of a backup as the store has
 *     it.
 * @param into the name of another database of the same server: it is to be there, and empty unless
 *     the loss of what it holds is accepted. The DatabaseMigration's own when absent.
 * @param method how its own database is restored: {@code Swap} (the default) loads a new one beside
 *     it, compares it with the backup and exchanges the names; {@code InPlace} empties it and loads
 *     it in one transaction, and what was there is gone.
 * @param acceptLoss the token of {@code status.loss}: accepts the loss that stands there.
 * @param keepOld after {@code Swap}, for how long the old database is kept, as a duration such as
 *     {@code 168h}; until somebody drops it when absent.
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "self.migrationRef == oldSelf.migrationRef && self.backup == oldSelf.backup &&"
            + " has(self.into) == has(oldSelf.into) && (!has(self.into) || self.into =="
            + " oldSelf.into) && has(self.method) == has(oldSelf.method) && (!has(self.method) ||"
            + " self.method == oldSelf.method)",
    message =
        "what is restored where cannot be changed: make another DatabaseRestore; only acceptLoss and"
            + " keepOld can be")
@ValidationRule(
    value = "!has(self.into) || !has(self.method)",
    message = "method is for the DatabaseMigration's own database: set either into or method")
@ValidationRule(
    value = "!has(self.keepOld) || !has(self.into) && (!has(self.method) || self.method == 'Swap')",
    message = "keepOld is for method Swap: nothing else keeps an old database")
public record DatabaseRestoreSpec(
    @Required MigrationRef migrationRef,
    @Required @Size(min = 1, max = 253) @Pattern("^[A-Za-z0-9][A-Za-z0-9._-]*$") String backup,
    @Size(min = 1, max = 63) String into,
    Method method,
    @Pattern("^[0-9a-f]{12}$") String acceptLoss,
    @Size(max = 32)
        @ValidationRule(
            value = "duration(self) >= duration('0s')",
            message = "keepOld is a duration such as 168h")
        String keepOld) {

  /** How a database is restored that is there. */
  public enum Method {
    Swap,
    InPlace
  }
}
