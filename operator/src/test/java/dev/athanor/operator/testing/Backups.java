package dev.athanor.operator.testing;

import static org.awaitility.Awaitility.await;

import dev.athanor.crds.report.JobReport;
import dev.athanor.crds.report.JobReport.StoredBackup;
import dev.athanor.crds.report.JobReports;
import dev.athanor.crds.v1alpha1.DatabaseBackup;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.Phase;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** The DatabaseBackups of a {@link Tenant}'s namespace, and what their Jobs report. */
public final class Backups {
  public static final String DIGEST = "sha256:" + "e".repeat(64);

  private final KubernetesClient client = TestApiServer.get().admin();
  private final String namespace;

  public Backups(Tenant tenant) {
    this.namespace = tenant.namespace();
  }

  /** Creates one of the tenant's database. */
  public DatabaseBackup create(String name, String... spec) {
    StringBuilder yaml =
        new StringBuilder(
            """
            apiVersion: athanor.dev/v1alpha1
            kind: DatabaseBackup
            metadata: {name: %s, namespace: %s}
            spec:
              migrationRef: {name: tweeteval}
            """
                .formatted(name, namespace));
    for (String line : spec) {
      yaml.append("  ").append(line).append('\n');
    }
    client
        .resource(Serialization.unmarshal(yaml.toString(), GenericKubernetesResource.class))
        .createOr(NonDeletingOperation::update);
    return get(name);
  }

  public DatabaseBackup get(String name) {
    return client.resources(DatabaseBackup.class).inNamespace(namespace).withName(name).get();
  }

  public List<DatabaseBackup> all() {
    return client.resources(DatabaseBackup.class).inNamespace(namespace).list().getItems();
  }

  public void delete(String name) {
    client.resources(DatabaseBackup.class).inNamespace(namespace).withName(name).delete();
  }

  /** Changes the spec, as JSON. */
  public void patch(String name, String spec) {
    client
        .resources(DatabaseBackup.class)
        .inNamespace(namespace)
        .withName(name)
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":%s}".formatted(spec));
  }

  public DatabaseBackupStatus awaitStatus(String name, Predicate<DatabaseBackupStatus> expected) {
    DatabaseBackupStatus[] last = new DatabaseBackupStatus[1];
    try {
      await()
          .atMost(Patience.PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .until(
              () -> {
                DatabaseBackup now = get(name);
                last[0] = now == null ? null : now.getStatus();
                return last[0] != null && expected.test(last[0]);
              });
    } catch (org.awaitility.core.ConditionTimeoutException e) {
      throw new AssertionError("not the status that was expected, but " + last[0], e);
    }
    return last[0];
  }

  public DatabaseBackupStatus awaitPhase(String name, Phase phase) {
    return awaitStatus(name, status -> status.phase() == phase && status.job() == null);
  }

  public void awaitGone(String name) {
    await()
        .atMost(Patience.PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> get(name) == null);
  }

  /** Waits for the Job that the status of a backup names. */
  public Job awaitJob(String name, DatabaseBackupStatus.BackupJobStatus.Step step) {
    String job =
        awaitStatus(name, status -> status.job() != null && status.job().step() == step)
            .job()
            .name();
    return awaitJob(job);
  }

  public Job awaitJob(String job) {
    return await(job)
        .atMost(Patience.PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> client.batch().v1().jobs().inNamespace(namespace).withName(job).get(),
            found -> found != null);
  }

  public List<Job> jobs() {
    return client.batch().v1().jobs().inNamespace(namespace).list().getItems();
  }

  public List<Event> events() {
    return client.v1().events().inNamespace(namespace).list().getItems().stream()
        .filter(e -> DatabaseBackup.KIND.equals(e.getInvolvedObject().getKind()))
        .toList();
  }

  /** What they are encrypted to. */
  public static final String KEY = "age1r36gvpa9ddc486xyge6c55akyu739jcretsvrv0rvvys54l9uqjq5kkzzu";

  /** A backup as a report tells of it. */
  public static StoredBackup stored(String name, String madeFor, String keptFor) {
    return new StoredBackup(
        name,
        "tweeteval",
        "7431234567890123456",
        madeFor,
        "2026-11-22T10:00:00Z",
        Reports.BEFORE,
        "17.4",
        null,
        4096L,
        DIGEST,
        60_000L,
        30_000L,
        null,
        keptFor,
        KEY);
  }

  public static String taken(StoredBackup backup, List<String> deleted) {
    return report("take-backup", new JobReport.Store(List.of(backup), deleted, List.of(), null));
  }

  public static String page(String next, StoredBackup... backups) {
    return report("backups", new JobReport.Store(List.of(backups), List.of(), List.of(), next));
  }

  public static String deleted(String name) {
    return report("backups", new JobReport.Store(List.of(), List.of(name), List.of(), null));
  }

  private static String report(String step, JobReport.Store store) {
    return new String(JobReports.write(Reports.ofStore(step, store)), StandardCharsets.UTF_8);
  }
}
