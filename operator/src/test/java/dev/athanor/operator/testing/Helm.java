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
    List<String> command =
        new ArrayList<>(
            List.of(
                "template",
                "athanor",
                CHART.toString(),
                "--namespace",
                ChartRights.SYSTEM,
                "--kube-version",
                "1.34.0"));
    command.addAll(List.of(arguments));
    return run(command);
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
