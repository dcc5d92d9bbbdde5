package dev.athanor.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.crds.v1alpha1.DatabaseBackup;
import dev.athanor.crds.v1alpha1.DatabaseBackupSpec.MigrationRef;
import dev.athanor.crds.v1alpha1.DatabaseBackupSpecBuilder;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.Phase;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatusBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What an alert can be built on: the newest good backup of each, and what has failed. */
class BackupMetricsTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final BackupMetrics metrics = new BackupMetrics(registry);

  @Test
  void tellsOfTheNewestVerifiedOneAndOfFailures() {
    metrics.watch(
        () ->
            Stream.of(
                backup("shop", verified("2026-11-22T10:00:00Z", 7, "95s")),
                backup("shop", verified("2026-11-23T10:00:00Z", 9, "1m")),
                backup("shop", status(Phase.Gone, "2026-11-24T10:00:00Z", 11, null)),
                backup("shop", status(Phase.Failed, null, null, null)),
                backup("bare", status(Phase.Failed, null, null, null)),
                backup("odd", verified("yesterday", 1, "long"))));

    assertThat(lines())
        .containsExactlyInAnyOrder(
            "athanor_backup_bytes{name=\"odd\",namespace=\"team\"} 1.0",
            "athanor_backup_bytes{name=\"shop\",namespace=\"team\"} 9.0",
            "athanor_backup_duration_seconds{name=\"shop\",namespace=\"team\"} 60.0",
            "athanor_backup_failed{name=\"bare\",namespace=\"team\"} 1.0",
            "athanor_backup_failed{name=\"odd\",namespace=\"team\"} 0.0",
            "athanor_backup_failed{name=\"shop\",namespace=\"team\"} 1.0",
            "athanor_backup_timestamp_seconds{name=\"shop\",namespace=\"team\"} 1.795428E9");
  }

  @Test
  void aThousandBackupsAreOneLineEach() {
    metrics.watch(
        () ->
            Stream.generate(() -> backup("shop", verified("2026-11-22T10:00:00Z", 7, "1s")))
                .limit(1000));

    assertThat(lines()).hasSize(4);
  }

  private List<String> lines() {
    return registry.scrape().lines().filter(line -> !line.startsWith("#")).toList();
  }

  private static DatabaseBackupStatus verified(String takenAt, long bytes, String duration) {
    return status(Phase.Verified, takenAt, bytes, duration);
  }

  private static DatabaseBackupStatus status(
      Phase phase, String takenAt, Number bytes, String duration) {
    return DatabaseBackupStatusBuilder.builder()
        .phase(phase)
        .takenAt(takenAt)
        .bytes(bytes == null ? null : bytes.longValue())
        .duration(duration)
        .build();
  }

  private static DatabaseBackup backup(String migration, DatabaseBackupStatus status) {
    DatabaseBackup backup = new DatabaseBackup();
    backup.setMetadata(new ObjectMetaBuilder().withNamespace("team").withName("b").build());
    backup.setSpec(
        DatabaseBackupSpecBuilder.builder().migrationRef(new MigrationRef(migration)).build());
    backup.setStatus(status);
    return backup;
  }
}
