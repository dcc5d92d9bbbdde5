package dev.athanor.operator.records;

import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.BackupsStatus;
import dev.athanor.operator.jobs.JobFactory;
import dev.athanor.operator.jobs.LiveJobs;
import dev.athanor.operator.resource.Migration;
import dev.athanor.operator.resource.StoreAddress;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done about a resource's backups beside migrations: its store is listed, and backups are
 * taken when they are due. Nothing of that keeps a migration waiting, whatever becomes of it.
 */
public final class Housekeeping {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
  private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

  private final StoreListing listing;
  private final ScheduledBackups scheduled;
  private final Clock clock;

  public Housekeeping(KubernetesClient client, JobFactory jobs, Records records, Clock clock) {
    this.listing = new StoreListing(jobs, new LiveJobs(client), records);
    this.scheduled = new ScheduledBackups(new RecordStore(client));
    this.clock = clock;
  }

  /**
   * What came of it.
   *
   * @param changed {@code status.backups} as it is to be written; empty when it is so
   * @param lookAgainAfter empty to wait for an event
   */
  public record Kept(Optional<BackupsStatus> changed, Optional<Duration> lookAgainAfter) {}

  /** Takes the next steps. */
  public Kept step(Migration migration) {
    BackupsStatus before =
        migration.status().backups() == null ? BackupsStatus.EMPTY : migration.status().backups();
    try {
      Instant now = clock.instant();
      Chore listed = listing.step(migration, at(migration, before), now);
      Chore both = scheduled.step(migration, listed.status(), now).after(listed);
      boolean same = both.status().equals(before);
      return new Kept(same ? Optional.empty() : Optional.of(both.status()), both.lookAgainAfter());
    } catch (RuntimeException e) {
      LOG.warn("{}: its backups are looked after again in a minute: {}", migration, e.toString());
      return new Kept(Optional.empty(), Optional.of(AFTER_FAILURE));
    }
  }

  /** The resource goes. */
  public void leave(ResourceID resource) {
    listing.leave(resource);
  }

  /** What is known of one store is not known of another. */
  private static BackupsStatus at(Migration migration, BackupsStatus before) {
    String store =
        StoreAddress.of(migration.spec().backup()).map(StoreAddress::toString).orElse(null);
    return Objects.equals(store, before.store())
        ? before
        : new BackupsStatus(store, null, null, before.listRequest(), before.schedule());
  }
}
