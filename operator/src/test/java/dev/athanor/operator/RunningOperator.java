package dev.athanor.operator;

import dev.athanor.operator.jobs.RunnerSettings;
import dev.athanor.operator.testing.ChartRights;
import dev.athanor.operator.testing.MutableClock;
import dev.athanor.operator.testing.TestApiServer;
import dev.athanor.operator.watch.LeanClient;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;

/** The whole operator with the rights that the chart gives it, watching some namespaces only. */
final class RunningOperator implements AutoCloseable {
  static final RunnerSettings RUNNER =
      new RunnerSettings(
          "docker.io/local/athanor:dev",
          "IfNotPresent",
          List.of(),
          new ResourceRequirements(),
          604_800);

  private final OperatorProcess process;

  private RunningOperator(Settings settings, MutableClock clock) {
    this(settings, clock, withRightsInTheCluster().getConfiguration());
  }

  private RunningOperator(Settings settings, MutableClock clock, Config config) {
    try {
      process = new OperatorProcess(settings, LeanClient.of(config), clock, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    process.start();
  }

  private static KubernetesClient withRightsInTheCluster() {
    ChartRights.grant();
    return TestApiServer.get().operatorUser();
  }

  /** With the rights of that client's user and no others. */
  static RunningOperator as(KubernetesClient client, String... namespaces) {
    return new RunningOperator(
        settings("operator-0", false, namespaces), new MutableClock(), client.getConfiguration());
  }

  static RunningOperator in(String... namespaces) {
    return in(new MutableClock(), namespaces);
  }

  static RunningOperator in(MutableClock clock, String... namespaces) {
    return new RunningOperator(settings("operator-0", false, namespaces), clock);
  }

  /** With no limit on the Jobs at work that a test could reach. */
  static RunningOperator unlimited(String... namespaces) {
    Settings few = settings("operator-0", false, namespaces);
    Settings many =
        new Settings(
            few.runner(),
            few.namespaces(),
            few.leaderElection(),
            few.namespace(),
            few.identity(),
            few.leaseName(),
            few.port(),
            few.finishedJobsToKeep(),
            10_000,
            10_000);
    return new RunningOperator(many, new MutableClock());
  }

  /** One of several that take turns. */
  static RunningOperator replica(String identity, String... namespaces) {
    return new RunningOperator(settings(identity, true, namespaces), new MutableClock());
  }

  String get(String path) {
    try {
      HttpResponse<String> response =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + process.port() + path))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      return response.statusCode() + " " + response.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.close();
  }

  private static Settings settings(String identity, boolean election, String... namespaces) {
    return new Settings(
        RUNNER, Set.of(namespaces), election, ChartRights.SYSTEM, identity, "athanor", 0, 4, 3, 2);
  }
}
