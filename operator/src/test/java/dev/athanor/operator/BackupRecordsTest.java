package dev.athanor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.crds.report.JobReport;
import dev.athanor.crds.v1alpha1.DatabaseBackup;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.BackupJobStatus.Step;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.Phase;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.BackupsStatus;
import dev.athanor.operator.testing.Backups;
import dev.athanor.operator.testing.FakeKubelet;
import dev.athanor.operator.testing.MutableClock;
import dev.athanor.operator.testing.Reports;
import dev.athanor.operator.testing.Tenant;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The records of what runs have backed up and of what is in a store, and backups by schedule. */
class BackupRecordsTest {
  private static final String DUMP = "tweeteval-20261122T100000Z-0a1b2c3d";
  private static final String RECORD = "tweeteval-tweeteval-20261122t100000z-0a1b2c3d";

  private final Tenant tenant = new Tenant();
  private final Backups backups = new Backups(tenant);
  private final FakeKubelet kubelet = tenant.kubelet();
  private final MutableClock clock = new MutableClock();

  @AutoClose private final RunningOperator operator = RunningOperator.in(clock, tenant.namespace());

  @Test
  void eachBackupOfARunHasItsRecordWhichOutlivesTheMigration() {
    tenant.create();
    listed();
    migrate(new JobReport.Store(List.of(Backups.stored(DUMP, "x", null)), null, null, null));

    assertThat(tenant.awaitReady().backup().record()).isEqualTo(RECORD);
    DatabaseBackup record = backups.get(RECORD);
    assertThat(record.getSpec().backup()).isEqualTo(DUMP);
    assertThat(record.getSpec().migrationRef().name()).isEqualTo("tweeteval");
    assertThat(record.getMetadata().getOwnerReferences()).isEmpty();
    assertThat(record.getMetadata().getLabels())
        .containsEntry("athanor.dev/migration", "tweeteval")
        .containsEntry("app.kubernetes.io/managed-by", "athanor-operator");
    DatabaseBackupStatus status = backups.awaitPhase(RECORD, Phase.Verified);
    assertThat(status.location()).isEqualTo("pvc backups/" + DUMP);
    assertThat(status.finder()).isEqualTo(tenant.get().getMetadata().getUid());

    tenant.delete();
    tenant.awaitTrue("gone", () -> tenant.get() == null);
    assertThat(backups.get(RECORD)).isNotNull();
  }

  @Test
  void whatRetentionDeletesGoesAndWhatIsReleasedIsNotKept() {
    tenant.create();
    listed(
        Backups.stored("tweeteval-2", "x", "until its migration has succeeded"),
        Backups.stored("tweeteval-1", "x", null));
    assertThat(backups.awaitPhase("tweeteval-tweeteval-2", Phase.Verified).kept()).isNotNull();

    migrate(
        new JobReport.Store(
            List.of(Backups.stored(DUMP, "x", null)),
            List.of("tweeteval-1"),
            List.of("tweeteval-2"),
            null));

    tenant.awaitReady();
    backups.awaitGone("tweeteval-tweeteval-1");
    assertThat(backups.get("tweeteval-tweeteval-2").getStatus().kept()).isNull();
  }

  @Test
  void aNewResourceShowsWhatIsInAnOldStorePageByPage() {
    tenant.create();
    Job first = listingJob();
    assertThat(args(first))
        .containsExactly("job", "backups", "--backup-dir=/athanor/backup", "--database=tweeteval");
    kubelet.pod(first);
    kubelet.succeed(
        first,
        "backups",
        Backups.page(
            "tweeteval-2",
            Backups.stored("tweeteval-3", "old-1", "by hand"),
            Backups.stored("tweeteval-2", null, null)));
    Job second =
        backups.awaitJob(
            awaitBackups(b -> b.listing() != null && b.listing().after() != null).listing().job());
    assertThat(args(second)).endsWith("--after=tweeteval-2");
    kubelet.pod(second);
    kubelet.succeed(
        second, "backups", Backups.page(null, Backups.stored("tweeteval-1", null, null)));

    BackupsStatus done = awaitBackups(b -> b.listedAt() != null && b.listing() == null);
    assertThat(done.store()).isEqualTo("pvc backups");
    assertThat(backups.all())
        .extracting(b -> b.getStatus().name())
        .containsExactlyInAnyOrder("tweeteval-1", "tweeteval-2", "tweeteval-3");
    assertThat(backups.get("tweeteval-tweeteval-3").getStatus().kept()).isEqualTo("by hand");
    assertThat(backups.jobs()).noneMatch(job -> job.getMetadata().getName().contains("-list-"));
  }

  @Test
  void listingAgainFindsWhatIsNewAndWhatIsGone() {
    tenant.create();
    listed(Backups.stored("tweeteval-1", null, null));
    backups.awaitPhase("tweeteval-tweeteval-1", Phase.Verified);

    tenant.annotate("athanor.dev/list-backups", "1");
    listed(Backups.stored("tweeteval-2", null, null));

    backups.awaitPhase("tweeteval-tweeteval-2", Phase.Verified);
    backups.awaitGone("tweeteval-tweeteval-1");
  }

  @Test
  void aStoreThatCannotBeListedHoldsNoMigrationUp() {
    tenant.create();
    Job list = listingJob();
    kubelet.pod(list);
    kubelet.fail(
        list,
        "backups",
        3,
        "Error",
        Reports.failed("backups", "BackupStoreFailed", true, "no such bucket"));
    BackupsStatus failed = awaitBackups(b -> b.listing() != null && b.listing().failure() != null);
    assertThat(failed.listing().failure()).contains("no such bucket");

    Job plan = tenant.awaitJob("plan", 1);
    kubelet.pod(plan);
    kubelet.succeed(plan, "plan", Reports.upToDate());
    tenant.awaitReady();

    clock.advance(Duration.ofSeconds(61));
    tenant.annotate("touched", "1");
    listed(Backups.stored("tweeteval-1", null, null));
  }

  @Test
  void aNameThatSomebodyHasIsNotTaken() {
    backups.create("tweeteval-tweeteval-1", "backup: another");
    tenant.create();
    listed(Backups.stored("tweeteval-1", null, null));

    tenant.awaitTrue("made", () -> backups.all().size() == 2);
    assertThat(backups.get("tweeteval-tweeteval-1").getSpec().backup()).isEqualTo("another");
    assertThat(backups.all())
        .extracting(b -> b.getSpec().backup())
        .containsExactlyInAnyOrder("another", "tweeteval-1");
  }

  @Test
  void backupsAreTakenByScheduleAndNeverPileUp() {
    tenant.create("backup.schedule", "30 2 * * *", "verifyInterval", "0s");
    listed();
    Job plan = tenant.awaitJob("plan", 1);
    kubelet.pod(plan);
    kubelet.succeed(plan, "plan", Reports.upToDate());
    tenant.awaitReady();
    awaitBackups(b -> b.schedule() != null);
    assertThat(backups.all()).isEmpty();

    // Several are missed, one is made up for.
    clock.advance(Duration.ofDays(3));
    tenant.annotate("touched", "1");
    tenant.awaitTrue("one", () -> backups.all().size() == 1);
    String name = backups.all().get(0).getMetadata().getName();
    assertThat(name).matches("tweeteval-\\d{8}-0230");
    Job take = backups.awaitJob(name, Step.Take);

    clock.advance(Duration.ofDays(1));
    tenant.annotate("touched", "2");
    assertThat(awaitBackups(b -> b.schedule().message() != null).schedule().message())
        .contains("under way", name);
    assertThat(backups.all()).hasSize(1);

    kubelet.pod(take);
    kubelet.succeed(take, "take-backup", Backups.taken(Backups.stored(DUMP, "x", null), List.of()));
    backups.awaitPhase(name, Phase.Verified);
    clock.advance(Duration.ofDays(1));
    tenant.annotate("touched", "3");
    tenant.awaitTrue("another", () -> backups.all().size() == 2);
  }

  @Test
  void aSuspendedResourcesScheduleRests() {
    tenant.create("backup.schedule", "@hourly", "suspend", true);
    listed();
    awaitBackups(b -> b.schedule() != null);
    clock.advance(Duration.ofHours(2));
    tenant.annotate("touched", "1");
    tenant.assertQuiet();
    assertThat(backups.all()).isEmpty();
  }

  @Test
  void aScheduleThatIsNoneIsSaid() {
    tenant.create("backup.schedule", "61 2 * * *");
    assertThat(awaitBackups(b -> b.schedule() != null).schedule().message())
        .contains("'61 2 * * *' is no schedule");
  }

  private void migrate(JobReport.Store store) {
    Job plan = tenant.awaitJob("plan", 1);
    kubelet.pod(plan);
    kubelet.succeed(plan, "plan", Reports.planned(1, Reports.HASH));
    Job run = tenant.awaitJob("run", 1);
    kubelet.pod(run);
    kubelet.succeed(run, "backup", Reports.backedUp(store), "apply", Reports.applied());
  }

  /** The listing that is under way finds these. */
  private void listed(JobReport.StoredBackup... found) {
    Job list = listingJob();
    kubelet.pod(list);
    kubelet.succeed(list, "backups", Backups.page(null, found));
    awaitBackups(b -> b.listing() == null && b.listedAt() != null);
  }

  private Job listingJob() {
    return backups.awaitJob(
        awaitBackups(b -> b.listing() != null && b.listing().retryAt() == null).listing().job());
  }

  private BackupsStatus awaitBackups(Predicate<BackupsStatus> expected) {
    return tenant
        .awaitStatus("backups", s -> s.backups() != null && expected.test(s.backups()))
        .backups();
  }

  private static List<String> args(Job job) {
    return job.getSpec().getTemplate().getSpec().getContainers().get(0).getArgs();
  }
}
