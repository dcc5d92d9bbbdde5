package dev.athanor.operator.records;

import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.BackupsStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.ListingStatus;
import dev.athanor.operator.jobs.JobFactory;
import dev.athanor.operator.jobs.JobState;
import dev.athanor.operator.jobs.JobState.Absent;
import dev.athanor.operator.jobs.JobState.Ended;
import dev.athanor.operator.jobs.LiveJobs;
import dev.athanor.operator.resource.Migration;
import dev.athanor.operator.resource.Names;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lists a store that is new to a resource, or when somebody asks for it: a Job for each page, and
 * the records of what it has. So the records survive the cluster. Only a few stores at once: an
 * operator that is new to many resources has time.
 */
final class StoreListing {
  private static final int AT_ONCE = 4;

  /** Seconds over which those are spread who wait: an upgrade may find thousands. */
  private static final int SPREAD = 600;

  private static final Duration POLL = Duration.ofSeconds(15);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final Duration FIRST_RETRY = Duration.ofMinutes(1);
  private static final Duration LAST_RETRY = Duration.ofHours(1);

  private final JobFactory jobs;
  private final LiveJobs live;
  private final Records records;
  private final Set<ResourceID> underWay = ConcurrentHashMap.newKeySet();

  StoreListing(JobFactory jobs, LiveJobs live, Records records) {
    this.jobs = jobs;
    this.live = live;
    this.records = records;
  }

  Chore step(Migration migration, BackupsStatus backups, Instant time) {
    Instant now = time.truncatedTo(ChronoUnit.SECONDS);
    ListingStatus listing = backups.listing();
    if (backups.store() == null) {
      return Chore.done(backups.withListing(null));
    }
    if (listing == null) {
      return isDue(migration, backups) ? begin(migration, backups, now) : Chore.done(backups);
    }
    if (listing.retryAt() != null) {
      Instant due = Instant.parse(listing.retryAt());
      return due.isAfter(now)
          ? Chore.again(backups, Duration.between(now, due))
          : tryAgain(migration, backups, listing);
    }
    underWay.add(migration.id());
    return underWay(migration, backups, listing, now);
  }

  /** The resource is deleted: nobody waits for its listing. */
  void leave(ResourceID resource) {
    underWay.remove(resource);
  }

  private static boolean isDue(Migration migration, BackupsStatus backups) {
    Optional<String> asked = migration.listRequest();
    return backups.listedAt() == null
        || asked.isPresent() && !asked.get().equals(backups.listRequest());
  }

  private Chore begin(Migration migration, BackupsStatus backups, Instant now) {
    if (underWay.size() >= AT_ONCE && !underWay.contains(migration.id())) {
      return Chore.again(
          backups, POLL.plusSeconds(Math.floorMod(migration.uid().hashCode(), SPREAD)));
    }
    underWay.add(migration.id());
    ListingStatus listing = page(migration, 1, null, now.toString());
    return Chore.again(
        backups.withListing(listing).withListRequest(migration.listRequest().orElse(null)),
        Duration.ZERO);
  }

  private static ListingStatus page(Migration migration, int attempt, String after, String since) {
    String which = String.join("|", since, migration.listRequest().orElse(""), "" + attempt);
    String job =
        Names.job(migration.resource().getMetadata().getName(), migration.uid(), "list", which);
    return new ListingStatus(job, attempt, after, since, null, null);
  }

  private Chore tryAgain(Migration migration, BackupsStatus backups, ListingStatus listing) {
    ListingStatus next = page(migration, listing.attempt() + 1, listing.after(), listing.since());
    return Chore.again(backups.withListing(next), Duration.ZERO);
  }

  private Chore underWay(
      Migration migration, BackupsStatus backups, ListingStatus listing, Instant now) {
    String namespace = migration.resource().getMetadata().getNamespace();
    JobState state = live.state(namespace, listing.job());
    if (state instanceof Ended ended) {
      live.delete(namespace, listing.job());
      return ended.result().succeeded() && ended.result().store() != null
          ? read(migration, backups, listing, ended)
          : failed(migration, backups, ended.result().message(), now);
    }
    if (state instanceof Absent) {
      return create(migration, backups, listing, now);
    }
    if (Instant.parse(listing.since()).plus(LONGEST).isBefore(now)) {
      live.delete(namespace, listing.job());
      return failed(migration, backups, "it did not end within ten minutes", now);
    }
    return Chore.again(backups, POLL);
  }

  private Chore create(
      Migration migration, BackupsStatus backups, ListingStatus listing, Instant now) {
    try {
      LiveJobs.Made made = live.create(jobs.list(migration, listing.job(), listing.after()));
      return made instanceof LiveJobs.Refused refused
          ? failed(migration, backups, refused.message(), now)
          : Chore.again(backups, POLL);
    } catch (IllegalArgumentException e) {
      String why = "spec.runner has what no pod can have: " + e.getMessage();
      return failed(migration, backups, why, now);
    }
  }

  private Chore read(
      Migration migration, BackupsStatus backups, ListingStatus listing, Ended ended) {
    String next = ended.result().store().next();
    Instant since = Instant.parse(listing.since());
    records.keepPage(migration, ended.result().store(), listing.after(), since);
    if (next != null) {
      ListingStatus page = page(migration, listing.attempt() + 1, next, listing.since());
      return Chore.again(backups.withListing(page), Duration.ZERO);
    }
    underWay.remove(migration.id());
    return Chore.done(backups.withListing(null).withListedAt(listing.since()));
  }

  private Chore failed(Migration migration, BackupsStatus backups, String why, Instant now) {
    underWay.remove(migration.id());
    ListingStatus listing = backups.listing();
    Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(listing.attempt() - 1, 10));
    Duration until = wait.compareTo(LAST_RETRY) < 0 ? wait : LAST_RETRY;
    ListingStatus failed =
        new ListingStatus(
            listing.job(),
            listing.attempt(),
            listing.after(),
            listing.since(),
            why,
            now.plus(until).toString());
    return Chore.again(backups.withListing(failed), until);
  }
}
