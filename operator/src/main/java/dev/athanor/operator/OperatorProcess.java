package dev.athanor.operator;

import dev.athanor.operator.backups.BackupActor;
import dev.athanor.operator.backups.BackupObserver;
import dev.athanor.operator.backups.BackupReconciler;
import dev.athanor.operator.events.EventRecorder;
import dev.athanor.operator.jobs.JobFactory;
import dev.athanor.operator.metrics.BackupMetrics;
import dev.athanor.operator.metrics.MigrationMetrics;
import dev.athanor.operator.reconcile.Actor;
import dev.athanor.operator.reconcile.Decider;
import dev.athanor.operator.reconcile.MigrationReconciler;
import dev.athanor.operator.reconcile.Observer;
import dev.athanor.operator.reconcile.Turns;
import dev.athanor.operator.records.Housekeeping;
import dev.athanor.operator.records.Records;
import dev.athanor.operator.restores.RestoreActor;
import dev.athanor.operator.restores.RestoreObserver;
import dev.athanor.operator.restores.RestoreReconciler;
import dev.athanor.operator.server.ManagementServer;
import dev.athanor.operator.watch.WatchedNamespaces;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole operator, wired; what {@link Main} starts and what tests start too. */
final class OperatorProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OperatorProcess.class);

  /** The whole cluster's resources and Jobs, on a busy machine. */
  private static final Duration LONGEST_LIST = Duration.ofMinutes(5);

  /** For how long a start waits for a namespace that cannot be read before it goes on without. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final int REPORT_SECONDS = 30;

  private final Settings settings;
  private final KubernetesClient client;
  private final Operator operator;
  private final MigrationMetrics metrics;
  private final BackupMetrics backupMetrics;
  private final MigrationReconciler reconciler;
  private final BackupReconciler backups;
  private final WatchedNamespaces watched;
  private final ScheduledExecutorService reporter =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "reporter");
            thread.setDaemon(true);
            return thread;
          });
  private final ManagementServer server;
  private volatile boolean started;
  private volatile boolean closing;

  /**
   * @param exitWhenLeaseIsLost whether the process ends then: the only way to be sure that nothing
   *     of it goes on
   */
  OperatorProcess(
      Settings settings, KubernetesClient client, Clock clock, boolean exitWhenLeaseIsLost)
      throws IOException {
    this.settings = settings;
    this.client = client;
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    metrics = new MigrationMetrics(registry);
    backupMetrics = new BackupMetrics(registry);
    operator =
        new Operator(
            config -> {
              config
                  .withKubernetesClient(client)
                  .withCloseClientOnStop(false)
                  .withUseSSAToPatchPrimaryResource(false)
                  .withReconciliationTerminationTimeout(Duration.ofSeconds(10))
                  .withStopOnInformerErrorDuringStartup(settings.namespaces().isEmpty())
                  .withCacheSyncTimeout(settings.namespaces().isEmpty() ? LONGEST_LIST : PATIENCE)
                  .withMetrics(MicrometerMetrics.withoutPerResourceMetrics(registry));
              if (settings.leaderElection()) {
                electLeader(config, exitWhenLeaseIsLost);
              }
            });
    EventRecorder events = new EventRecorder(client, settings.identity(), clock);
    Turns turns = new Turns(settings.jobs(), settings.jobsPerServer());
    JobFactory jobs = new JobFactory(settings.runner());
    Records records = new Records(client, clock);
    reconciler =
        new MigrationReconciler(
            new Observer(client, clock),
            new Decider(settings.finishedJobsToKeep()),
            new Actor(client, jobs, events, turns),
            turns,
            records,
            new Housekeeping(client, jobs, records, clock),
            metrics);
    register(reconciler);
    backups =
        new BackupReconciler(
            new BackupObserver(client, clock),
            new BackupActor(client, jobs, events, turns, records),
            turns);
    register(backups);
    register(
        new RestoreReconciler(
            new RestoreObserver(client, clock), new RestoreActor(client, jobs, events)));
    watched = new WatchedNamespaces(settings.namespaces(), client, operator);
    registry.getPrometheusRegistry().register(watched);
    server = new ManagementServer(settings.port(), () -> true, this::ready, registry::scrape);
  }

  private <R extends HasMetadata> void register(Reconciler<R> of) {
    operator.register(
        of,
        config -> {
          if (settings.namespaces().isEmpty()) {
            config.watchingAllNamespaces();
          } else {
            config.settingNamespaces(settings.namespaces());
          }
        });
  }

  void start() {
    server.start();
    operator.start();
    started = true;
    if (!settings.leaderElection()) {
      lead();
    }
    reporter.scheduleWithFixedDelay(watched::report, 0, REPORT_SECONDS, TimeUnit.SECONDS);
  }

  /** Who works speaks of the resources; one that waits would count each a second time. */
  private void lead() {
    metrics.watch(reconciler::resources);
    backupMetrics.watch(backups::resources);
  }

  /** Whether all of it could be made and serves its metrics; no cluster is spoken to. */
  boolean check() {
    server.start();
    try (Socket probe = new Socket("127.0.0.1", server.port())) {
      return probe.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  int port() {
    return server.port();
  }

  @Override
  public void close() {
    closing = true;
    reporter.shutdownNow();
    operator.stop();
    if (started && settings.leaderElection()) {
      handOver();
    }
    server.close();
  }

  /** The framework keeps the lease until it runs out; nothing of ours works any more, so let go. */
  private void handOver() {
    try {
      client
          .leases()
          .inNamespace(settings.namespace())
          .withName(settings.leaseName())
          .edit(
              lease ->
                  settings.identity().equals(lease.getSpec().getHolderIdentity())
                      ? new LeaseBuilder(lease).editSpec().withHolderIdentity("").endSpec().build()
                      : lease);
    } catch (KubernetesClientException e) {
      LOG.warn("the lease was not handed over, it runs out: {}", e.getMessage());
    }
  }

  /**
   * A replica that waits for the lease is ready: it watches, and takes over at once.
   *
   * <p>The framework is not asked before it has started: while the API server does not answer, that
   * would hold the probe up, and with it the other one.
   */
  private boolean ready() {
    return started && watched.healthy();
  }

  /**
   * The framework's own way of ending the process is not used: it also does so while the process is
   * ending already, from within a shutdown hook, where that blocks for ever.
   */
  private void electLeader(ConfigurationServiceOverrider config, boolean exitWhenLeaseIsLost) {
    Runnable lost =
        () -> {
          if (exitWhenLeaseIsLost && !closing) {
            LOG.error("the lease {} is lost; ending at once", settings.leaseName());
            new Thread(() -> System.exit(1), "lease lost").start();
          }
        };
    config.withLeaderElectionConfiguration(
        LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(settings.leaseName())
            .withLeaseNamespace(settings.namespace())
            .withIdentity(settings.identity())
            .withExitOnStopLeading(false)
            .withLeaderCallbacks(new LeaderCallbacks(this::lead, lost, leader -> {}))
            .build());
  }
}
