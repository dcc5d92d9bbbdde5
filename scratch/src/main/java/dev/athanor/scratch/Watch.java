package dev.athanor.scratch;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Ends a server that nobody has used for a while. */
final class Watch {
  private static final String SCRIPT =
      "trap '' INT HUP; while sleep 20; do kill -0 \"$1\" 2>/dev/null || exit 0;"
          + " [ -n \"$(find \"$2\" -mmin -\"$3\" 2>/dev/null)\" ] || { kill -INT \"$1\"; exit 0; };"
          + " done";

  private Watch() {}

  /**
   * Starts a shell that watches; it ends with the server.
   *
   * @param used a file that each run touches
   */
  static void over(Cluster cluster, Path used, Duration idle) throws IOException {
    if (System.getProperty("os.name").startsWith("Windows")) {
      Runtime.getRuntime().addShutdownHook(new Thread(cluster::stop));
      return;
    }
    ProcessHandle server =
        cluster.process().orElseThrow(() -> new IOException("the server is gone"));
    new ProcessBuilder(
            "/bin/sh",
            "-c",
            SCRIPT,
            "athanor-scratch-watch",
            Long.toString(server.pid()),
            used.toString(),
            Long.toString(Math.max(1, idle.toMinutes())))
        .directory(used.getParent().toFile())
        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
