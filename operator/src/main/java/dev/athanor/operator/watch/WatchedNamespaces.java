package dev.athanor.operator.watch;

import dev.athanor.crds.v1alpha1.DatabaseBackup;
import dev.athanor.crds.v1alpha1.DatabaseMigration;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.health.InformerWrappingEventSourceHealthIndicator;
import io.javaoperatorsdk.operator.health.Status;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of the named namespaces are watched. One that is not (its Role is missing, or it is gone
 * itself) is tried again for as long as the operator runs, and stops none of the others.
 *
 * <p>{@code athanor_namespace_watched} is 1 or 0 for each.
 */
public final class WatchedNamespaces implements MultiCollector {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedNamespaces.class);
  private static final ListOptions ONE = new ListOptionsBuilder().withLimit(1L).build();
  private static final String NAME = "athanor_namespace_watched";

  private final Set<String> namespaces;
  private final KubernetesClient client;
  private final Operator operator;
  private Set<String> reported = Set.of();

  /**
   * @param namespaces empty for all
   */
  public WatchedNamespaces(Set<String> namespaces, KubernetesClient client, Operator operator) {
    this.namespaces = Set.copyOf(namespaces);
    this.client = client;
    this.operator = operator;
  }

  /** Whether there is something to work on: all namespaces, or at least one of the named ones. */
  public boolean healthy() {
    Set<String> unwatched = unwatched();
    return namespaces.isEmpty() ? unwatched.isEmpty() : !unwatched.containsAll(namespaces);
  }

  /** Logs what has changed since the last time. */
  public synchronized void report() {
    Set<String> unwatched = unwatched();
    for (String namespace : unwatched) {
      if (!reported.contains(namespace)) {
        LOG.warn("namespace {} is not watched, tried again: {}", namespace, why(namespace));
      }
    }
    for (String namespace : reported) {
      if (!unwatched.contains(namespace)) {
        LOG.info("namespace {} is watched now", namespace);
      }
    }
    reported = unwatched;
  }

  @SuppressWarnings("rawtypes") // as the framework has it
  private Set<String> unwatched() {
    Set<String> unwatched = new TreeSet<>();
    for (var sources :
        operator.getRuntimeInfo().unhealthyInformerWrappingEventSourceHealthIndicator().values()) {
      for (InformerWrappingEventSourceHealthIndicator<?> source : sources.values()) {
        source.informerHealthIndicators().values().stream()
            .filter(informer -> informer.getStatus() != Status.HEALTHY)
            .forEach(informer -> unwatched.add(informer.getTargetNamespace()));
      }
    }
    return unwatched;
  }

  /** Asked once more: the watch keeps what it was told to itself. */
  private String why(String namespace) {
    try {
      client.resources(DatabaseMigration.class).inNamespace(namespace).list(ONE);
      client.resources(DatabaseBackup.class).inNamespace(namespace).list(ONE);
      client.batch().v1().jobs().inNamespace(namespace).list(ONE);
      client.pods().inNamespace(namespace).list(ONE);
      return "it does not answer yet";
    } catch (KubernetesClientException e) {
      return e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage();
    }
  }

  @Override
  public MetricSnapshots collect() {
    Set<String> unwatched = operator.getRuntimeInfo().isStarted() ? unwatched() : namespaces;
    GaugeSnapshot.Builder gauge =
        GaugeSnapshot.builder().name(NAME).help("1 when the operator watches this namespace");
    for (String namespace : namespaces) {
      gauge.dataPoint(
          new GaugeDataPointSnapshot(
              unwatched.contains(namespace) ? 0 : 1, Labels.of("namespace", namespace), null));
    }
    return MetricSnapshots.of(gauge.build());
  }

  @Override
  public List<String> getPrometheusNames() {
    return List.of(NAME);
  }
}
