package dev.athanor.operator.metrics;

import dev.athanor.crds.v1alpha1.DatabaseMigration;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What an alert can be built on, for each resource. All of it is read off the resources that the
 * watch knows, at the moment of the scrape: none can be forgotten, and none outlives its resource.
 * Beside them {@code athanor_reconcile_errors_total}, for all together.
 */
public final class MigrationMetrics implements MultiCollector {
  private static final OptionalDouble ABSENT = OptionalDouble.empty();

  private enum Gauge {
    READY("ready", "1 when the database is at its target", r -> flag(is(r, "Ready"))),
    STALLED(
        "stalled",
        "1 when nothing will happen until somebody does something",
        r -> flag(is(r, "Stalled") || r.unreadable().isPresent())),
    PENDING("pending", "Changesets between the database and its target", Gauge::pending),
    OBSERVED(
        "observed_timestamp_seconds",
        "When the database was last looked at; absent before the first time",
        r -> time(r.getStatus() == null ? null : r.getStatus().observedAt())),
    JOB(
        "job_timestamp_seconds",
        "When the Job was decided on that has not been concluded; absent when there is none",
        r ->
            time(
                r.getStatus() == null || r.getStatus().job() == null
                    ? null
                    : r.getStatus().job().decidedAt())),
    DELETION(
        "deletion_timestamp_seconds",
        "When the resource was deleted that waits for its Job; absent for all others",
        r -> time(r.getMetadata().getDeletionTimestamp()));

    private final String id;
    private final String help;
    private final Function<DatabaseMigration, OptionalDouble> value;

    Gauge(String name, String help, Function<DatabaseMigration, OptionalDouble> value) {
      this.id = "athanor_migration_" + name;
      this.help = help;
      this.value = value;
    }

    private static OptionalDouble pending(DatabaseMigration resource) {
      DatabaseMigrationStatus status = resource.getStatus();
      return OptionalDouble.of(status == null || status.pending() == null ? 0 : status.pending());
    }

    private static OptionalDouble flag(boolean set) {
      return OptionalDouble.of(set ? 1 : 0);
    }
  }

  /** Absent, too, when somebody else has written what is no time: it must not hide all others. */
  static OptionalDouble time(String text) {
    try {
      return text == null ? ABSENT : OptionalDouble.of(Instant.parse(text).getEpochSecond());
    } catch (DateTimeParseException e) {
      return ABSENT;
    }
  }

  private final Counter errors;
  private volatile Supplier<Stream<DatabaseMigration>> resources = Stream::of;

  /** Registers them; there are none until {@link #watch} says where the resources are. */
  public MigrationMetrics(PrometheusMeterRegistry registry) {
    registry.getPrometheusRegistry().register(this);
    errors =
        Counter.builder("athanor.reconcile.errors")
            .description("Steps of the operator that failed with an exception")
            .register(registry);
  }

  /** A reconcile threw. */
  public void failed() {
    errors.increment();
  }

  /**
   * @param resources all that the operator knows, asked at each scrape
   */
  public void watch(Supplier<Stream<DatabaseMigration>> resources) {
    this.resources = resources;
  }

  @Override
  public MetricSnapshots collect() {
    List<DatabaseMigration> now = resources.get().toList();
    return new MetricSnapshots(
        Arrays.stream(Gauge.values()).<MetricSnapshot>map(gauge -> snapshot(gauge, now)).toList());
  }

  @Override
  public List<String> getPrometheusNames() {
    return Arrays.stream(Gauge.values()).map(gauge -> gauge.id).toList();
  }

  private static GaugeSnapshot snapshot(Gauge gauge, List<DatabaseMigration> resources) {
    GaugeSnapshot.Builder snapshot = GaugeSnapshot.builder().name(gauge.id).help(gauge.help);
    for (DatabaseMigration resource : resources) {
      gauge
          .value
          .apply(resource)
          .ifPresent(
              value ->
                  snapshot.dataPoint(new GaugeDataPointSnapshot(value, labels(resource), null)));
    }
    return snapshot.build();
  }

  private static Labels labels(DatabaseMigration resource) {
    return Labels.of(
        "namespace",
        resource.getMetadata().getNamespace(),
        "name",
        resource.getMetadata().getName());
  }

  private static boolean is(DatabaseMigration resource, String type) {
    return resource.getStatus() != null
        && resource.getStatus().conditions().stream()
            .anyMatch(c -> type.equals(c.getType()) && "True".equals(c.getStatus()));
  }
}
