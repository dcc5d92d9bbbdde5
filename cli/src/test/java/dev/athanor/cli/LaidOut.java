package dev.athanor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What {@code image/lay-out} has the image's JVMs begin with. */
public final class LaidOut {
  private LaidOut() {}

  /**
   * The system properties of a command, each as {@code -DNAME=VALUE}.
   *
   * @param home to be made
   * @param command {@code cli} or {@code job}
   */
  public static List<String> properties(Path home, String command)
      throws IOException, InterruptedException {
    Files.createDirectories(home.resolve("lib/cli"));
    Process layOut = new ProcessBuilder("../image/lay-out", home.toString()).inheritIO().start();
    assertThat(layOut.waitFor()).isZero();
    return Files.readAllLines(home.resolve("lib").resolve(command + ".args")).stream()
        .filter(line -> line.startsWith("-D"))
        .toList();
  }
}
