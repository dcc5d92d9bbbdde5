package dev.athanor.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Runs the command lines of standard input in one JVM: an AOT cache is made of one process, and is
 * to hold what several commands load. Only the image's build uses it.
 */
final class Training {
  private Training() {}

  /** Ends at the first line that fails: a cache of half the commands would go unnoticed. */
  public static void main(String[] args) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    // As who runs a bundle does; see there.
    Main.readNoLanguages();
    Shutdown shutdown = Shutdown.install(new Log(System.err));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (!line.isBlank() && Main.run(line.strip().split(" +")) != ExitCode.OK) {
        System.err.println("failed: " + line);
        Runtime.getRuntime().halt(ExitCode.FAILED);
      }
    }
    shutdown.finished();
  }
}
