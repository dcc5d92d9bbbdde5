package dev.athanor.operator;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.athanor.operator.testing.ChartRights;
import dev.athanor.operator.testing.Crowd;
import dev.athanor.operator.testing.FakeKubelet;
import dev.athanor.operator.testing.Reports;
import dev.athanor.operator.testing.Tenant;
import dev.athanor.operator.testing.TestApiServer;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * The operator's process beside a real API server and etcd with so many settled resources, each
 * with the two Jobs and pods of its first migration: seconds until it is ready, memory, writes in a
 * minute, and the seconds of a scrape. {@code bench/operator} runs it.
 */
final class ScaleBench {
  /** Half of the chart's limit of 256Mi, as its javaOptions say. */
  private static final String HEAP = "-Xmx128m";

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private ScaleBench() {}

  /**
   * @param args how many resources, and the file that gets the result as JSON: seconds, MB, and
   *     writes in a minute
   */
  public static void main(String[] args) throws Exception {
    int resources = Integer.parseInt(args[0]);
    Tenant tenant = new Tenant();
    settle(tenant);
    new Crowd().copy(tenant.namespace(), resources - 1);
    new ObjectMapper().writeValue(new File(args[1]), measure(resources));
    System.exit(0);
  }

  @SuppressWarnings("try") // an operator is there to be running
  private static void settle(Tenant tenant) {
    FakeKubelet kubelet = tenant.kubelet();
    try (RunningOperator operator = RunningOperator.in(tenant.namespace())) {
      tenant.create();
      Job plan = tenant.awaitJob("plan", 1);
      kubelet.pod(plan);
      kubelet.succeed(plan, "plan", Reports.planned(2, Reports.HASH));
      Job run = tenant.awaitJob("run", 1);
      kubelet.pod(run);
      kubelet.succeed(run, "backup", Reports.backedUp(), "apply", Reports.applied());
      tenant.awaitReady();
    }
  }

  private static Map<String, Object> measure(int resources) throws Exception {
    int port = freePort();
    long last = newest();
    long start = System.nanoTime();
    Process process = start(port);
    try {
      while (!"200".equals(get(port, "/readyz").status())) {
        if (!process.isAlive()) {
          throw new IllegalStateException("the operator ended with " + process.exitValue());
        }
        Thread.sleep(200);
      }
      double ready = seconds(start);
      long deadline = System.nanoTime() + Duration.ofSeconds(180).toNanos();
      while (get(port, "/metrics").count("athanor_migration_ready{") < resources) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("not all of them are known");
        }
        Thread.sleep(500);
      }
      Thread.sleep(60_000);
      double scrape = Double.MAX_VALUE;
      for (int i = 0; i < 5; i++) {
        scrape = Math.min(scrape, get(port, "/metrics").seconds());
      }
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("resources", resources);
      result.put("ready", ready);
      result.put("process", resident(process));
      result.put("heap", heap(process));
      result.put("written", written(last));
      result.put("scrape", scrape);
      result.put("kubernetes", TestApiServer.get().admin().getKubernetesVersion().getGitVersion());
      return result;
    } finally {
      process.destroy();
    }
  }

  private static Process start(int port) throws IOException {
    ChartRights.grant();
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+UseCompactObjectHeaders",
            HEAP,
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .putAll(
            Map.of(
                "KUBECONFIG",
                TestApiServer.get().operatorKubeconfig().toString(),
                "RUNNER_IMAGE",
                "athanor:1",
                "HTTP_PORT",
                "" + port));
    return builder.inheritIO().start();
  }

  private record Answer(String status, List<String> lines, double seconds) {
    long count(String start) {
      return lines.stream().filter(line -> line.startsWith(start)).count();
    }
  }

  private static Answer get(int port, String path) throws InterruptedException {
    long start = System.nanoTime();
    try {
      HttpResponse<String> response =
          HTTP.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
              HttpResponse.BodyHandlers.ofString());
      double seconds = seconds(start);
      return new Answer("" + response.statusCode(), response.body().lines().toList(), seconds);
    } catch (IOException e) {
      return new Answer(e.toString(), List.of(), 0);
    }
  }

  /** The heap's MB after a full collection, as the JVM says it. */
  private static long heap(Process process) throws Exception {
    jcmd(process, "GC.run");
    long used = 0;
    for (String line : jcmd(process, "GC.heap_info")) {
      if (line.contains("total") && line.contains("used") && !line.contains("Metaspace")) {
        used += Long.parseLong(line.replaceAll(".*used (\\d+)K.*", "$1"));
      }
    }
    return used / 1024;
  }

  private static List<String> jcmd(Process process, String what) throws Exception {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                "" + process.pid(),
                what)
            .start();
    return new String(jcmd.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
        .lines()
        .toList();
  }

  private static long resident(Process process) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
            .findFirst()
            .orElse(0)
        / 1024;
  }

  /** Whoever writes a resource or a Job gives it a newer version than there was. */
  private static long newest() {
    return versions().max().orElse(0);
  }

  private static long written(long last) {
    return versions().filter(version -> version > last).count();
  }

  /** Page by page. */
  private static LongStream versions() {
    KubernetesClient admin = TestApiServer.get().admin();
    LongStream.Builder versions = LongStream.builder();
    for (var kind :
        List.of(
            admin.genericKubernetesResources("athanor.dev/v1alpha1", "DatabaseMigration"),
            admin.genericKubernetesResources("batch/v1", "Job"))) {
      String next = null;
      do {
        var page =
            kind.inAnyNamespace()
                .list(new ListOptionsBuilder().withLimit(500L).withContinue(next).build());
        page.getItems().stream()
            .map(object -> Long.valueOf(object.getMetadata().getResourceVersion()))
            .forEach(versions::add);
        next = page.getMetadata().getContinue();
      } while (next != null && !next.isEmpty());
    }
    return versions.build();
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
