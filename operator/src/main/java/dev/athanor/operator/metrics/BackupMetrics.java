package dev.athanor.operator.metrics;

import dev.athanor.crds.v1alpha1.DatabaseBackup;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.Phase;
import dev.athanor.operator.resource.Durations;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What is known of the backups of each DatabaseMigration, read off the DatabaseBackups at the
 * moment of the scrape. One line for each DatabaseMigration, however many backups it has.
 */
public final class BackupMetrics implements MultiCollector {
  private enum Gauge {
    TAKEN(
        "timestamp_seconds",
        "When the newest verified backup was taken; absent when there is none",
        of ->
            of.newest == null
                ? OptionalDouble.empty()
                : MigrationMetrics.time(of.newest.takenAt())),
    BYTES(
        "bytes",
        "Size of the newest verified backup as it is stored",
        of ->
            of.newest == null || of.newest.bytes() == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(of.newest.bytes())),
    DURATION(
        "duration_seconds",
        "How long it took to dump and to verify it; absent where that was not noted down",
        of -> of.newest == null ? OptionalDouble.empty() : seconds(of.newest.duration())),
    FAILED(
        "failed",
        "DatabaseBackups that have failed and were neither tried again nor deleted",
        of -> OptionalDouble.of(of.failed));

    private final String id;
    private final String help;
    private final Function<Backups, OptionalDouble> value;

    Gauge(String name, String help, Function<Backups, OptionalDouble> value) {
      this.id = "athanor_backup_" + name;
      this.help = help;
      this.value = value;
    }

    /** Absent, too, when somebody else has written what is none: it must not hide all others. */
    private static OptionalDouble seconds(String duration) {
      try {
        return duration == null
            ? OptionalDouble.empty()
            : OptionalDouble.of(Durations.parse(duration).toMillis() / 1000.0);
      } catch (IllegalArgumentException e) {
        return OptionalDouble.empty();
      }
    }
  }

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
    Map<List<String>, Backups> byMigration = new TreeMap<>(BackupMetrics::compare);
    resources
        .get()
        .filter(backup -> backup.unreadable().isEmpty() && backup.getStatus() != null)
        .forEach(
            backup ->
                byMigration
                    .computeIfAbsent(migration(backup), of -> new Backups())
                    .add(backup.getStatus()));
    return new MetricSnapshots(
        Arrays.stream(Gauge.values())
            .<MetricSnapshot>map(gauge -> snapshot(gauge, byMigration))
            .toList());
  }

  @Override
  public List<String> getPrometheusNames() {
    return Arrays.stream(Gauge.values()).map(gauge -> gauge.id).toList();
  }

  private static List<String> migration(DatabaseBackup backup) {
    return List.of(backup.getMetadata().getNamespace(), backup.getSpec().migrationRef().name());
  }

  private static int compare(List<String> one, List<String> other) {
    int namespace = one.get(0).compareTo(other.get(0));
    return namespace == 0 ? one.get(1).compareTo(other.get(1)) : namespace;
  }

  private static GaugeSnapshot snapshot(Gauge gauge, Map<List<String>, Backups> all) {
    List<GaugeDataPointSnapshot> points = new ArrayList<>();
    all.forEach(
        (of, backups) ->
            gauge
                .value
                .apply(backups)
                .ifPresent(
                    value ->
                        points.add(
                            new GaugeDataPointSnapshot(
                                value,
                                Labels.of("namespace", of.get(0), "name", of.get(1)),
                                null))));
    GaugeSnapshot.Builder snapshot = GaugeSnapshot.builder().name(gauge.id).help(gauge.help);
    points.forEach(snapshot::dataPoint);
    return snapshot.build();
  }
}
