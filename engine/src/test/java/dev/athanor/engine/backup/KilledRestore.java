package dev.athanor.engine.backup;

import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.RestoreBackup;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.swap.RestoreStep;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A restore to the side in a process of its own, which dies at a step as from SIGKILL. */
final class KilledRestore {
  private static final int KILLED = 137;

  private KilledRestore() {}

  static void run(Backup backup, DatabaseUrl url, String token, RestoreStep step)
      throws IOException, InterruptedException {
    Path home = Path.of(System.getProperty("java.home"), "bin", "java");
    Process process =
        new ProcessBuilder(
                List.of(
                    home.toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("java.class.path"),
                    KilledRestore.class.getName(),
                    BackupFixture.path(backup).toString(),
                    url.toString(),
                    token,
                    step.name()))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != KILLED) {
      throw new IllegalStateException("it was not killed at " + step + ": " + said);
    }
  }

  public static void main(String[] arguments) {
    Path backup = Path.of(arguments[0]);
    RestoreStep last = RestoreStep.valueOf(arguments[3]);
    RestoreListener listener =
        new RestoreListener() {
          @Override
          public void progress(String line) {
            System.out.println(line);
          }

          @Override
          public void reached(RestoreStep step) {
            if (step == last) {
              Runtime.getRuntime().halt(KILLED);
            }
          }
        };
    new RestoreBackup(
            BackupStore.in(backup.getParent()),
            backup.getFileName().toString(),
            DatabaseTarget.of(DatabaseUrl.parse(arguments[1])),
            new RestoreRequest(2, true, Optional.of(arguments[2]), Optional.empty(), true),
            listener)
        .run();
  }
}
