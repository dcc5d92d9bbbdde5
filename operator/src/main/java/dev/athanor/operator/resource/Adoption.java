package dev.athanor.operator.resource;

import dev.athanor.crds.report.JobReport;
import dev.athanor.crds.v1alpha1.AdoptSpec;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.AdoptedStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.SuccessStatus;
import dev.athanor.crds.v1alpha1.RehearsalSpec;
import dev.athanor.crds.v1alpha1.RehearsalSpecBuilder;
import java.time.Instant;

/** What a resource asks for and knows of taking its database over. */
public record Adoption(Migration migration) {
  /** Where a database is that nothing is applied in. */
  private static final String BASE = "base";

  /** Whether somebody else's database is still to be taken over. */
  public boolean isDue() {
    return migration.spec().adopt() != null && migration.status().adopted() == null;
  }

  /**
   * Whether what was taken over has no history any more, and not because it was undone: a backup
   * from before was restored, for one.
   *
   * @param current where it is now
   */
  public boolean isLost(String current) {
    AdoptedStatus adopted = migration.status().adopted();
    SuccessStatus last = migration.status().lastSuccess();
    return migration.spec().adopt() != null
        && adopted != null
        && adopted.revision() != null
        && !adopted.revision().equals(BASE)
        && current.equals(BASE)
        && (last == null || !BASE.equals(last.revision()));
  }

  /** The PostgreSQL on which the schema is built that it is compared with. */
  public RehearsalSpec server() {
    AdoptSpec adopt = migration.spec().adopt();
    RehearsalSpecBuilder server =
        migration.spec().rehearsal() == null
            ? RehearsalSpecBuilder.builder()
            : RehearsalSpecBuilder.builder(migration.spec().rehearsal());
    if (adopt.image() != null) {
      server.image(adopt.image());
    }
    if (adopt.resources() != null) {
      server.resources(adopt.resources());
    }
    return server.build();
  }

  /**
   * What is known from then on.
   *
   * @param revision where the database is, as a status has it
   */
  public static AdoptedStatus known(
      JobReport.Adopted seen, String revision, String job, Instant now) {
    return new AdoptedStatus(
        now.toString(),
        job,
        seen.tool(),
        seen.found(),
        seen.tool() == null ? null : revision,
        seen.recorded());
  }
}
