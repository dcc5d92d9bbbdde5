package dev.athanor.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.crds.v1alpha1.DatabaseBackupStatus;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.BackupJobStatus.Step;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.Phase;
import dev.athanor.operator.testing.Backups;
import dev.athanor.operator.testing.FakeKubelet;
import dev.athanor.operator.testing.MutableClock;
import dev.athanor.operator.testing.Reports;
import dev.athanor.operator.testing.Tenant;
import dev.athanor.operator.testing.TestApiServer;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Backups on demand, on a real API server with the test as Job controller and kubelet. */
class BackupTest {
  private static final String DUMP = "tweeteval-20261122T100000Z-0a1b2c3d";

  private final Tenant tenant = new Tenant();
  private final Backups backups = new Backups(tenant);
  private final FakeKubelet kubelet = tenant.kubelet();
  private final MutableClock clock = new MutableClock();

  @AutoClose private RunningOperator operator = RunningOperator.in(clock, tenant.namespace());

  @Test
  void creatingOneTakesOneAndSaysAllOfIt() {
    ready();
    backups.create("before-the-sale");

    Job job = backups.awaitJob("before-the-sale", Step.Take);
    Container container = job.getSpec().getTemplate().getSpec().getContainers().get(0);
    assertThat(container.getName()).isEqualTo("take-backup");
    assertThat(container.getArgs())
        .containsExactly(
            "job",
            "take-backup",
            "--database-host=postgres",
            "--database-port=5432",
            "--database-name=tweeteval",
            "--database-sslmode=prefer",
            "--credentials-dir=/athanor/credentials",
            "--backup-dir=/athanor/backup",
            "--backup-jobs=2",
            "--backup-retain=5",
            "--generation-key=" + uid() + "-backup");
    kubelet.pod(job);
    kubelet.run(job, "take-backup");
    backups.awaitStatus("before-the-sale", s -> s.phase() == Phase.Running);
    kubelet.succeed(
        job,
        "take-backup",
        Backups.taken(Backups.stored(DUMP, uid() + "-backup", null), List.of()));

    DatabaseBackupStatus status = backups.awaitPhase("before-the-sale", Phase.Verified);
    assertThat(status.name()).isEqualTo(DUMP);
    assertThat(status.location()).isEqualTo("pvc backups/" + DUMP);
    assertThat(status.revision()).isEqualTo(Reports.BEFORE);
    assertThat(status.serverVersion()).isEqualTo("17.4");
    assertThat(status.bytes()).isEqualTo(4096);
    assertThat(status.digest()).isEqualTo(Backups.DIGEST);
    assertThat(status.key()).isEqualTo(Backups.KEY);
    assertThat(status.duration()).isEqualTo("90s");
    assertThat(status.expectedRestore().duration()).isEqualTo("3m");
    assertThat(status.expectedRestore().from()).contains("3 times what its dump took (60s)");
    assertThat(status.verified()).contains("pg_restore", "SHA-256");
    assertThat(status.kept()).isNull();
    assertThat(status.origin()).isEqualTo(uid() + "-backup");
    assertThat(status.startedAt()).isNotNull();
    assertThat(status.conditions())
        .extracting(c -> c.getType() + " " + c.getStatus())
        .containsExactly("Ready True", "Reconciling False", "Stalled False");
    tenant.awaitTrue("event", () -> reasons().contains("BackedUp"));
  }

  @Test
  void whatRetentionHasDeletedMeanwhileIsGone() {
    ready();
    verified("mine", "old", null);
    backups.create("later");
    Job job = backups.awaitJob("later", Step.Take);
    kubelet.pod(job);
    kubelet.succeed(
        job,
        "take-backup",
        Backups.taken(Backups.stored(DUMP, uid() + "-backup", null), List.of("old")));

    backups.awaitPhase("later", Phase.Verified);
    // Somebody has made it, and would make it again: it is told that its dump is gone.
    DatabaseBackupStatus gone = backups.awaitPhase("mine", Phase.Gone);
    assertThat(gone.message()).contains("no more");
    backups.delete("mine");
    backups.awaitGone("mine");
  }

  @Test
  void noneIsTakenBesideAMigration() {
    tenant.create();
    Job plan = tenant.awaitJob("plan", 1);
    backups.create("now");

    DatabaseBackupStatus waiting =
        backups.awaitStatus("now", s -> s.message().contains("waiting for"));
    assertThat(waiting.phase()).isEqualTo(Phase.Pending);
    assertThat(waiting.message()).contains(plan.getMetadata().getName());
    kubelet.pod(plan);
    kubelet.succeed(plan, "plan", Reports.upToDate());
    tenant.awaitReady();

    backups.awaitJob("now", Step.Take);
  }

  @Test
  void noMigrationIsRunBesideABackup() {
    ready();
    backups.create("now");
    Job take = backups.awaitJob("now", Step.Take);
    kubelet.pod(take);
    kubelet.run(take, "take-backup");

    tenant.annotate("athanor.dev/retry", "1");
    tenant.awaitStatus("waiting", s -> s.message().contains("Job " + take.getMetadata().getName()));
    assertThat(tenant.jobs()).hasSize(1);

    kubelet.succeed(
        take, "take-backup", Backups.taken(Backups.stored(DUMP, null, null), List.of()));
    tenant.awaitJob("plan", 2);
  }

  @Test
  void withoutItsMigrationItWaitsAndSaysForWhat() {
    backups.create("early");
    DatabaseBackupStatus status = backups.awaitStatus("early", s -> s.message() != null);
    assertThat(status.phase()).isEqualTo(Phase.Pending);
    assertThat(status.message()).contains("there is no DatabaseMigration tweeteval");
    backups.delete("early");
    backups.awaitGone("early");
  }

  @Test
  void aSuspendedMigrationsDatabaseIsBackedUpAllTheSame() {
    tenant.create("suspend", true);
    backups.create("before-maintenance");
    backups.awaitJob("before-maintenance", Step.Take);
  }

  @Test
  void aFailureIsToldAndTriedAgainWhenItMayPass() {
    ready();
    backups.create("full");
    Job job = backups.awaitJob("full", Step.Take);
    kubelet.pod(job);
    kubelet.fail(
        job,
        "take-backup",
        3,
        "Error",
        Reports.failed("take-backup", "BackupVolumeFull", true, "the volume is full"));
    DatabaseBackupStatus failed = backups.awaitPhase("full", Phase.Failed);
    assertThat(failed.message()).contains("the volume is full", "tried again at");
    assertThat(failed.failure().reason()).isEqualTo("BackupVolumeFull");

    clock.advance(Duration.ofSeconds(11));
    backups.patch("full", "{\"pinned\":true}");
    Job again =
        backups.awaitJob(
            backups.awaitStatus("full", s -> s.job() != null && s.attempt() == 2).job().name());
    assertThat(again.getSpec().getTemplate().getSpec().getContainers().get(0).getArgs())
        .contains("--pin");
  }

  @Test
  void aFailureThatDoesNotPassIsFinal() {
    ready();
    backups.create("old-tools");
    Job job = backups.awaitJob("old-tools", Step.Take);
    kubelet.pod(job);
    kubelet.fail(
        job,
        "take-backup",
        1,
        "Error",
        Reports.failed("take-backup", "BackupToolUnusable", false, "pg_dump 15 is too old"));
    DatabaseBackupStatus failed = backups.awaitPhase("old-tools", Phase.Failed);
    assertThat(failed.message()).contains("not tried again");
    assertThat(failed.conditions())
        .anyMatch(c -> c.getType().equals("Stalled") && c.getStatus().equals("True"));
  }

  @Test
  void deletingOneLeavesTheDumpUnlessToldOtherwise() {
    ready();
    verified("kept", DUMP, null);
    int jobs = backups.jobs().size();

    backups.delete("kept");

    backups.awaitGone("kept");
    assertThat(backups.jobs()).hasSize(jobs);
  }

  @Test
  void withThePolicyDeleteTheDumpGoes() {
    ready();
    verified("mine", DUMP, null);
    backups.patch("mine", "{\"deletionPolicy\":\"Delete\"}");
    backups.delete("mine");

    Job job = backups.awaitJob("mine", Step.Delete);
    assertThat(job.getSpec().getTemplate().getSpec().getContainers().get(0).getArgs())
        .containsExactly(
            "job",
            "backups",
            "--backup-dir=/athanor/backup",
            "--backup=" + DUMP,
            "--delete",
            "--maker=" + uid());
    assertThat(job.getSpec().getTemplate().getSpec().getVolumes())
        .extracting(v -> v.getName())
        .containsExactlyInAnyOrder("work", "backup");
    assertThat(backups.get("mine")).isNotNull();
    kubelet.pod(job);
    kubelet.succeed(job, "backups", Backups.deleted(DUMP));

    backups.awaitGone("mine");
    tenant.awaitTrue("event", () -> reasons().contains("DumpDeleted"));
  }

  @Test
  void aPinnedOneLeavesItsDumpWhateverThePolicy() {
    ready();
    verified("pinned", DUMP, "pinned: true");
    backups.patch("pinned", "{\"deletionPolicy\":\"Delete\"}");
    int jobs = backups.jobs().size();

    backups.delete("pinned");

    backups.awaitGone("pinned");
    assertThat(backups.jobs()).hasSize(jobs);
    tenant.awaitTrue("event", () -> reasons().contains("DumpStays"));
  }

  @Test
  void whatTheStoreKeepsOrAnotherHasMadeStays() {
    ready();
    for (String reason : List.of("BackupKept", "BackupOfAnother")) {
      String name = reason.toLowerCase(java.util.Locale.ROOT);
      verified(name, name, null);
      backups.patch(name, "{\"deletionPolicy\":\"Delete\"}");
      backups.delete(name);
      Job job = backups.awaitJob(name, Step.Delete);
      kubelet.pod(job);
      kubelet.fail(
          job, "backups", 1, "Error", Reports.failed("backups", reason, false, "it is not to go"));
      backups.awaitGone(name);
    }
    assertThat(backups.events())
        .filteredOn(e -> e.getReason().equals("DumpStays"))
        .hasSize(2)
        .allMatch(e -> e.getMessage().contains("it is not to go"));
  }

  @Test
  void aStoreThatCannotBeReachedHasAWayOut() {
    ready();
    verified("mine", DUMP, null);
    backups.patch("mine", "{\"deletionPolicy\":\"Delete\"}");
    backups.delete("mine");
    Job job = backups.awaitJob("mine", Step.Delete);
    kubelet.pod(job);
    kubelet.fail(
        job,
        "backups",
        3,
        "Error",
        Reports.failed("backups", "BackupStoreFailed", true, "no route to host"));

    DatabaseBackupStatus stuck =
        backups.awaitStatus("mine", s -> s.job() == null && s.failure() != null);
    assertThat(stuck.message())
        .contains("no route to host", "tried again at", "set spec.deletionPolicy to Retain");
    assertThat(stuck.conditions())
        .anyMatch(c -> c.getType().equals("Stalled") && c.getStatus().equals("True"));

    backups.patch("mine", "{\"deletionPolicy\":\"Retain\"}");
    backups.awaitGone("mine");
  }

  @Test
  void pinningIsCarriedOutInTheStore() {
    ready();
    verified("mine", DUMP, null);

    backups.patch("mine", "{\"pinned\":true}");
    Job pin = backups.awaitJob("mine", Step.Pin);
    assertThat(pin.getSpec().getTemplate().getSpec().getContainers().get(0).getArgs())
        .contains("--backup=" + DUMP, "--pin");
    kubelet.pod(pin);
    kubelet.succeed(pin, "backups", Backups.page(null, Backups.stored(DUMP, null, "by hand")));
    assertThat(backups.awaitStatus("mine", s -> Boolean.TRUE.equals(s.pinned())).kept())
        .isEqualTo("by hand");

    backups.patch("mine", "{\"pinned\":false}");
    Job unpin = backups.awaitJob("mine", Step.Unpin);
    kubelet.pod(unpin);
    kubelet.succeed(unpin, "backups", Backups.page(null, Backups.stored(DUMP, null, null)));
    assertThat(backups.awaitStatus("mine", s -> Boolean.FALSE.equals(s.pinned())).kept()).isNull();
  }

  @Test
  void aRecordOfWhatIsThereIsReadFromTheStore() {
    ready();
    backups.create("found", "backup: " + DUMP);
    Job look = backups.awaitJob("found", Step.Look);
    kubelet.pod(look);
    kubelet.succeed(look, "backups", Backups.page(null, Backups.stored(DUMP, "other-1", null)));
    assertThat(backups.awaitPhase("found", Phase.Verified).origin()).isEqualTo("other-1");

    backups.create("lie", "backup: nothing-there");
    Job lie = backups.awaitJob("lie", Step.Look);
    kubelet.pod(lie);
    kubelet.fail(
        lie, "backups", 1, "Error", Reports.failed("backups", "NoSuchBackup", false, "none there"));
    assertThat(backups.awaitPhase("lie", Phase.Gone).message()).contains("none there");
  }

  @Test
  void whatCanNeverWorkIsRefused() {
    backups.create("found", "backup: " + DUMP);
    for (String change :
        List.of(
            "{\"backup\":\"another\"}",
            "{\"backup\":null}",
            "{\"migrationRef\":{\"name\":\"b\"}}")) {
      assertThatThrownBy(() -> backups.patch("found", change))
          .hasMessageContaining("which backup this is cannot be changed");
    }
    assertThatThrownBy(() -> backups.create("half", "backup: half.partial"))
        .hasMessageContaining("never finished");
    assertThatThrownBy(() -> backups.create("path", "backup: ../other"))
        .hasMessageContaining("spec.backup");
    assertThatThrownBy(() -> backups.create("policy", "deletionPolicy: Keep"))
        .hasMessageContaining("Unsupported value");
  }

  @Test
  void anotherClustersDumpTakesAWordMore() {
    ready();
    verified("adopted", DUMP, null);
    backups.patch("adopted", "{\"deletionPolicy\":\"Delete\",\"adopted\":true}");
    backups.delete("adopted");
    Job job = backups.awaitJob("adopted", Step.Delete);
    assertThat(job.getSpec().getTemplate().getSpec().getContainers().get(0).getArgs())
        .contains("--delete")
        .noneMatch(argument -> argument.startsWith("--maker"));
    tenant.delete();
    tenant.awaitTrue("migration gone", () -> tenant.get() == null);
  }

  /** No Job can be made there any more, and nothing is to hold the namespace up. */
  @Test
  void inANamespaceThatGoesTheDumpStays() {
    ready();
    verified("mine", DUMP, null);
    backups.patch("mine", "{\"deletionPolicy\":\"Delete\"}");
    TestApiServer.get().admin().namespaces().withName(tenant.namespace()).delete();

    backups.delete("mine");

    backups.awaitGone("mine");
    assertThat(backups.jobs()).noneMatch(job -> job.getMetadata().getName().contains("-delete-"));
  }

  @Test
  void withoutItsMigrationTheDumpStays() {
    ready();
    verified("orphan", DUMP, null);
    backups.patch("orphan", "{\"deletionPolicy\":\"Delete\"}");
    tenant.delete();
    tenant.awaitTrue("migration gone", () -> tenant.get() == null);
    assertThat(backups.get("orphan").getStatus().phase()).isEqualTo(Phase.Verified);

    backups.delete("orphan");

    backups.awaitGone("orphan");
    tenant.awaitTrue("event", () -> reasons().contains("DumpStays"));
  }

  @Test
  void aNewOperatorGoesOnWhereTheOldOneEnded() {
    ready();
    backups.create("now");
    Job job = backups.awaitJob("now", Step.Take);
    operator.close();
    kubelet.pod(job);
    kubelet.succeed(job, "take-backup", Backups.taken(Backups.stored(DUMP, null, null), List.of()));

    operator = RunningOperator.in(clock, tenant.namespace());

    backups.awaitPhase("now", Phase.Verified);
    assertThat(backups.get("now").getStatus().attempt()).isEqualTo(1);
  }

  /** Takes one with that dump, and waits until it is verified. */
  private void verified(String name, String dump, String spec) {
    backups.create(name, spec == null ? new String[0] : new String[] {spec});
    Job job = backups.awaitJob(name, Step.Take);
    kubelet.pod(job);
    String kept = spec == null ? null : "by hand";
    kubelet.succeed(
        job,
        "take-backup",
        Backups.taken(Backups.stored(dump, uid() + "-backup", kept), List.of()));
    backups.awaitPhase(name, Phase.Verified);
  }

  private void ready() {
    tenant.create();
    Job plan = tenant.awaitJob("plan", 1);
    kubelet.pod(plan);
    kubelet.succeed(plan, "plan", Reports.upToDate());
    tenant.awaitReady();
  }

  private String uid() {
    return tenant.get().getMetadata().getUid();
  }

  private List<String> reasons() {
    return backups.events().stream().map(Event::getReason).toList();
  }
}
