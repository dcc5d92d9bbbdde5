package dev.athanor.operator.metrics;

import dev.athanor.crds.v1alpha1.DatabaseMigration;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/**
 * What an alert can be built on, for each resource: {@code athanor_migration_ready}, {@code
 * athanor_migration_stalled} (1 or 0) and {@code athanor_migration_pending} (changesets); and
 * {@code athanor_reconcile_errors_total}, for all of them.
 */
public final class MigrationMetrics {
  private final Map<ResourceID, DatabaseMigrationStatus> statuses = new ConcurrentHashMap<>();
  private final MultiGauge ready;
  private final MultiGauge stalled;
  private final MultiGauge pending;
  private final Counter errors;

  public MigrationMetrics(MeterRegistry registry) {
    ready = gauge(registry, "athanor.migration.ready", "Whether the database is at its target");
    stalled = gauge(registry, "athanor.migration.stalled", "Whether somebody has to do something");
    pending = gauge(registry, "athanor.migration.pending", "Changesets between it and its target");
    errors =
        Counter.builder("athanor.reconcile.errors")
            .description("Steps of the operator that failed with an exception")
            .register(registry);
  }

  /** A reconcile threw. */
  public void failed() {
    errors.increment();
  }

  /** Remembers how a resource stands. */
  public void observe(DatabaseMigration resource, DatabaseMigrationStatus status) {
    statuses.put(ResourceID.fromResource(resource), status);
  }

  /** The resource is gone. */
  public void forget(DatabaseMigration resource) {
    statuses.remove(ResourceID.fromResource(resource));
  }

  /** Brings the gauges up to date; to be called before they are read. */
  public synchronized void publish() {
    ready.register(rows(status -> is(status, "Ready")), true);
    stalled.register(rows(status -> is(status, "Stalled")), true);
    pending.register(rows(status -> status.pending() == null ? 0 : status.pending()), true);
  }

  private List<MultiGauge.Row<?>> rows(ToDoubleFunction<DatabaseMigrationStatus> value) {
    return statuses.entrySet().stream()
        .<MultiGauge.Row<?>>map(
            e ->
                MultiGauge.Row.of(
                    Tags.of(
                        "namespace",
                        e.getKey().getNamespace().orElse(""),
                        "name",
                        e.getKey().getName()),
                    value.applyAsDouble(e.getValue())))
        .toList();
  }

  private static double is(DatabaseMigrationStatus status, String type) {
    return status.conditions().stream()
            .filter(c -> c.getType().equals(type))
            .map(Condition::getStatus)
            .anyMatch("True"::equals)
        ? 1
        : 0;
  }

  private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
    return MultiGauge.builder(name).description(description).register(registry);
  }
}
