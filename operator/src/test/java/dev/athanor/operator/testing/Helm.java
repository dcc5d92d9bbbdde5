package dev.athanor.operator.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The real helm on the real chart. */
public final class Helm {
  private static final Path CHART = Path.of("../helm/athanor").toAbsolutePath().normalize();

  private Helm() {}

  /** What the chart renders; fails as helm does. */
  public static String template(String... arguments) {
    return template(CHART, arguments);
  }

  /** The same of a packaged chart. */
  public static String template(Path chart, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "template",
                "athanor",
                chart.toString(),
                "--namespace",
                ChartRights.SYSTEM,
                "--kube-version",
                "1.34.0"));
    command.addAll(List.of(arguments));
    return run(command);
  }

  /** What {@code hack/chart} packages for this image; fails as it does. */
  public static Path packaged(String image, String version) {
    Path script = Path.of("../hack/chart").toAbsolutePath().normalize();
    return Path.of(execute(List.of(script.toString(), image, version)).strip());
  }

  public static String lint(String... arguments) {
    List<String> command = new ArrayList<>(List.of("lint", "--strict", CHART.toString()));
    command.addAll(List.of(arguments));
    return run(command);
  }

  private static String run(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(TestApiServer.binary("helm").toString());
    command.addAll(arguments);
    return execute(command);
  }

  private static String execute(List<String> command) {
    try {
      Process helm = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(helm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (helm.waitFor() != 0) {
        throw new IllegalStateException(output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
