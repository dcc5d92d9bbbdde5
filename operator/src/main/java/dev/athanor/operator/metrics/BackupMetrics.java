package dev.athanor.operator.metrics;

import dev.athanor.crds.v1alpha1.DatabaseBackup;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.Phase;
import dev.athanor.operator.resource.Durations;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What is known of the backups of each DatabaseMigration, read off the DatabaseBackups at the
 * moment of the scrape. One line for each DatabaseMigration, however many backups it has.
 */
public final class BackupMetrics implements MultiCollector {
  private static final List<Gauge<Backups>> GAUGES =
      List.of(
          gauge(
              "timestamp_seconds",
              "When the newest verified backup was taken; absent when there is none",
              of -> of.newest == null ? Gauge.ABSENT : Gauge.time(of.newest.takenAt())),
          gauge(
              "bytes",
              "Size of the newest verified backup as it is stored",
              of ->
                  of.newest == null || of.newest.bytes() == null
                      ? Gauge.ABSENT
                      : OptionalDouble.of(of.newest.bytes())),
          gauge(
              "duration_seconds",
              "How long it took to dump and to verify it; absent where that was not noted down",
              of -> of.newest == null ? Gauge.ABSENT : seconds(of.newest.duration())),
          gauge(
              "failed",
              "DatabaseBackups that have failed and were neither tried again nor deleted",
              of -> OptionalDouble.of(of.failed)));

  /** Those of one DatabaseMigration. */
  private static final class Backups {
    private DatabaseBackupStatus newest;
    private int failed;

    void add(DatabaseBackupStatus status) {
      if (status.phase() == Phase.Failed) {
        failed++;
      }
      boolean counts = status.phase() == Phase.Verified && status.takenAt() != null;
      if (counts && (newest == null || newest.takenAt().compareTo(status.takenAt()) < 0)) {
        newest = status;
      }
    }
  }

  private volatile Supplier<Stream<DatabaseBackup>> resources = Stream::of;

  /** Registers them; there are none until {@link #watch} says where the resources are. */
  public BackupMetrics(PrometheusMeterRegistry registry) {
    registry.getPrometheusRegistry().register(this);
  }

  /**
   * @param resources all that the operator knows, asked at each scrape
   */
  public void watch(Supplier<Stream<DatabaseBackup>> resources) {
    this.resources = resources;
  }

  @Override
  public MetricSnapshots collect() {
    Map<Labels, Backups> byMigration = new HashMap<>();
    resources
        .get()
        .filter(backup -> backup.unreadable().isEmpty() && backup.getStatus() != null)
        .forEach(
            backup ->
                byMigration
                    .computeIfAbsent(migration(backup), of -> new Backups())
                    .add(backup.getStatus()));
    return Gauge.snapshots(GAUGES, byMigration);
  }

  @Override
  public List<String> getPrometheusNames() {
    return Gauge.names(GAUGES);
  }

  private static Labels migration(DatabaseBackup backup) {
    return Gauge.of(backup.getMetadata().getNamespace(), backup.getSpec().migrationRef().name());
  }

  private static Gauge<Backups> gauge(
      String name, String help, Function<Backups, OptionalDouble> value) {
    return new Gauge<>("athanor_backup_" + name, help, value);
  }

  /** Absent, too, when somebody else has written what is none: it must not hide all others. */
  private static OptionalDouble seconds(String duration) {
    try {
      return duration == null
          ? Gauge.ABSENT
          : OptionalDouble.of(Durations.parse(duration).toMillis() / 1000.0);
    } catch (IllegalArgumentException e) {
      return Gauge.ABSENT;
    }
  }
}
