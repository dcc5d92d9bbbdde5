package dev.athanor.operator.metrics;

import dev.athanor.crds.v1alpha1.DatabaseMigration;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.GoBackStatus;
import dev.athanor.crds.v1alpha1.KeptStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private static final List<Gauge<DatabaseMigration>> GAUGES =
      List.of(
          gauge("ready", "1 when the database is at its target", r -> flag(is(r, "Ready"))),
          gauge(
              "stalled",
              "1 when nothing will happen until somebody does something",
              r -> flag(is(r, "Stalled") || r.unreadable().isPresent())),
          gauge(
              "fenced",
              "1 while a write fence keeps others out of the database",
              r -> flag(goBack(r).filter(b -> b.fence() == GoBackStatus.Fence.Up).isPresent())),
          gauge(
              "went_back",
              "1 when a run failed and the database was brought back to before it",
              r -> flag(goBack(r).filter(b -> b.state() == GoBackStatus.State.Done).isPresent())),
          gauge(
              "pending",
              "Changesets between the database and its target",
              MigrationMetrics::pending),
          gauge(
              "kept_bytes",
              "Room that what upgrades dropped takes while it is kept",
              MigrationMetrics::keptBytes),
          gauge(
              "observed_timestamp_seconds",
              "When the database was last looked at; absent before the first time",
              r -> Gauge.time(r.getStatus() == null ? null : r.getStatus().observedAt())),
          gauge(
              "job_timestamp_seconds",
              "When the Job was decided on that has not been concluded; absent when there is none",
              r ->
                  Gauge.time(
                      r.getStatus() == null || r.getStatus().job() == null
                          ? null
                          : r.getStatus().job().decidedAt())),
          gauge(
              "deletion_timestamp_seconds",
              "When the resource was deleted that waits for its Job; absent for all others",
              r -> Gauge.time(r.getMetadata().getDeletionTimestamp())));

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
    Map<Labels, DatabaseMigration> now = new HashMap<>();
    resources.get().forEach(resource -> now.put(labels(resource), resource));
    return Gauge.snapshots(GAUGES, now);
  }

  @Override
  public List<String> getPrometheusNames() {
    return Gauge.names(GAUGES);
  }

  private static Labels labels(DatabaseMigration resource) {
    return Gauge.of(resource.getMetadata().getNamespace(), resource.getMetadata().getName());
  }

  private static Gauge<DatabaseMigration> gauge(
      String name, String help, Function<DatabaseMigration, OptionalDouble> value) {
    return new Gauge<>("athanor_migration_" + name, help, value);
  }

  private static OptionalDouble pending(DatabaseMigration resource) {
    DatabaseMigrationStatus status = resource.getStatus();
    return OptionalDouble.of(status == null || status.pending() == null ? 0 : status.pending());
  }

  private static OptionalDouble keptBytes(DatabaseMigration resource) {
    return OptionalDouble.of(
        Optional.ofNullable(resource.getStatus())
            .map(DatabaseMigrationStatus::kept)
            .map(KeptStatus::bytes)
            .orElse(0L));
  }

  private static Optional<GoBackStatus> goBack(DatabaseMigration resource) {
    return Optional.ofNullable(resource.getStatus()).map(DatabaseMigrationStatus::goBack);
  }

  private static OptionalDouble flag(boolean set) {
    return OptionalDouble.of(set ? 1 : 0);
  }

  private static boolean is(DatabaseMigration resource, String type) {
    return resource.getStatus() != null
        && resource.getStatus().conditions().stream()
            .anyMatch(c -> type.equals(c.getType()) && "True".equals(c.getStatus()));
  }
}
