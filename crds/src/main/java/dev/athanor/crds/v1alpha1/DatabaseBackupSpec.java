package dev.athanor.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * Which database, and what becomes of the dump.
 *
 * @param migrationRef the DatabaseMigration in the same namespace that says which database, how to
 *     reach it, where backups are kept and what the pods are like.
 * @param backup the name of a backup that is in the store already: then none is taken, and this is
 *     its record. The operator sets it in the records that it makes.
 * @param pinned whether retention leaves this backup alone: {@code true} pins it in the store,
 *     {@code false} leaves it to retention again whatever kept it, as {@code athanor backups
 *     --unpin} does. Nothing is changed when absent.
 * @param deletionPolicy what becomes of the dump when this resource is deleted: {@code Retain}
 *     leaves it in the store, {@code Delete} deletes it. A dump that is pinned, or kept for a
 *     migration that is not through, stays in any case.
 * @param adopted whether {@code Delete} deletes the dump although another resource has made it, one
 *     that is gone, of a cluster that is lost. Another cluster on the same store may live by it:
 *     make sure that none does.
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "self.migrationRef == oldSelf.migrationRef && has(self.backup) == has(oldSelf.backup) &&"
            + " (!has(self.backup) || self.backup == oldSelf.backup)",
    message =
        "which backup this is cannot be changed: make another DatabaseBackup instead of changing"
            + " migrationRef or backup")
public record DatabaseBackupSpec(
    @Required MigrationRef migrationRef,
    @Size(min = 1, max = 200)
        @Pattern("^[A-Za-z0-9][A-Za-z0-9._-]*$")
        @ValidationRule(
            value = "!self.endsWith('.partial')",
            message = "a backup that was never finished has no record")
        String backup,
    Boolean pinned,
    @Default("Retain") DeletionPolicy deletionPolicy,
    Boolean adopted) {

  /** What becomes of the dump. */
  public enum DeletionPolicy {
    Retain,
    Delete
  }

  /**
   * A DatabaseMigration in the same namespace.
   *
   * @param name its name.
   */
  public record MigrationRef(@Required @Size(min = 1, max = 253) String name) {}
}
