package dev.athanor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.operator.testing.ChartRights;
import dev.athanor.operator.testing.Patience;
import dev.athanor.operator.testing.Tenant;
import dev.athanor.operator.testing.TestApiServer;
import dev.athanor.operator.testing.TestLease;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator as a process of its own, as the image starts it. */
class MainTest {
  private final Tenant tenant = new Tenant();
  private Process process;

  @AfterEach
  void end() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  @Test
  void withoutSettingsItSaysWhatIsMissing() throws Exception {
    process = start(Map.of());

    assertThat(Patience.ends(process)).isTrue();
    assertThat(process.exitValue()).isEqualTo(64);
    assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("RUNNER_IMAGE is not set");
  }

  /** In a container there is no locale, and a resource's messages come from anywhere. */
  @Test
  void itsLogIsUtf8WithoutALocale() throws Exception {
    process = start(Map.of("LC_ALL", "C", "RUNNER_RESOURCES", "{\"requests\":\"Gr\\u00f6\"}"));

    assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("RUNNER_RESOURCES is not the JSON")
        .contains("'Grö'");
  }

  @Test
  void checkWiresEverythingWithoutACluster() throws Exception {
    process = start(Map.of("RUNNER_IMAGE", "athanor:1", "HTTP_PORT", "0"), "--check");

    assertThat(Patience.ends(process)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  /** Its HTTP server would otherwise go on answering that all is well. */
  @Test
  void aStartThatFailsEndsIt() throws Exception {
    process = startElected("elsewhere", Map.of("POD_NAMESPACE", "without-rights"));

    assertThat(Patience.ends(process)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
  }

  /** A shutdown that hangs would keep the lease, and the next operator waiting. */
  @Test
  void sigtermEndsItAtOnceAndFreesTheLease() throws Exception {
    process = startElected("terminated");
    tenant.awaitTrue("the lease", () -> "terminated".equals(TestLease.holder()));

    process.destroy();

    assertThat(process.waitFor(15, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(143);
    assertThat(TestLease.holder()).isNotEqualTo("terminated");
  }

  @Test
  void aLostLeaseEndsIt() throws Exception {
    process = startElected("robbed");
    tenant.awaitTrue("the lease", () -> "robbed".equals(TestLease.holder()));

    TestLease.take("somebody-else");

    assertThat(Patience.ends(process)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
  }

  /** As the image starts it: it would go on answering that all is well, with nothing at work. */
  @Test
  void outOfMemoryItEnds(@TempDir Path home) throws Exception {
    Files.createDirectories(home.resolve("lib/operator"));
    Process layOut = new ProcessBuilder("../image/lay-out", home.toString()).inheritIO().start();
    assertThat(layOut.waitFor()).isZero();
    List<String> flags =
        Files.readAllLines(home.resolve("lib/operator.args")).stream()
            .filter(flag -> flag.startsWith("-XX:+Exit"))
            .toList();
    List<String> command = new ArrayList<>(List.of(java()));
    command.addAll(flags);
    command.addAll(
        List.of("-Xmx16m", "-cp", System.getProperty("java.class.path"), Hog.class.getName()));

    process = new ProcessBuilder(command).start();

    assertThat(Patience.ends(process)).isTrue();
    assertThat(process.exitValue()).isEqualTo(3);
  }

  /** Something of the operator's that runs out of memory, and that nobody waits for. */
  static final class Hog {
    public static void main(String[] args) throws InterruptedException {
      Thread hog = new Thread(() -> System.out.println(new long[100_000_000].length));
      hog.setUncaughtExceptionHandler((thread, error) -> {});
      hog.start();
      Thread.sleep(120_000);
    }
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private Process startElected(String identity) throws IOException {
    return startElected(identity, Map.of());
  }

  private Process startElected(String identity, Map<String, String> changes) throws IOException {
    ChartRights.grant();
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "KUBECONFIG",
                TestApiServer.get().operatorKubeconfig().toString(),
                "RUNNER_IMAGE",
                "athanor:1",
                "HTTP_PORT",
                "0",
                "WATCH_NAMESPACES",
                tenant.namespace(),
                "LEADER_ELECTION",
                "true",
                "LEASE_NAME",
                TestLease.NAME,
                "POD_NAMESPACE",
                ChartRights.SYSTEM,
                "POD_NAME",
                identity));
    environment.putAll(changes);
    return start(environment);
  }

  private static Process start(Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                java(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.equals("KUBECONFIG"));
    builder.environment().putAll(environment);
    boolean read = !environment.containsKey("KUBECONFIG");
    return builder
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(read ? ProcessBuilder.Redirect.PIPE : ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
