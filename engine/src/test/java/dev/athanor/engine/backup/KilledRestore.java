package dev.athanor.engine.backup;

import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.RestoreBackup;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.swap.RestoreStep;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A restore to the side in a process of its own, which dies at a step as from SIGKILL. */
public final class KilledRestore {
  private static final int KILLED = 137;

  private KilledRestore() {}

  static void run(Backup backup, DatabaseUrl url, String token, RestoreStep step)
      throws IOException, InterruptedException {
    run(
        KilledRestore.class,
        BackupFixture.path(backup).toString(),
        url.toString(),
        token,
        step.name());
  }

  /** Has the main method of a class run in a process that is to die as from SIGKILL. */
  public static void run(Class<?> type, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                type.getName()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != KILLED) {
      throw new IllegalStateException("it was not killed at " + List.of(arguments) + ": " + said);
    }
  }

  /** Ends this very process there. */
  public static RestoreListener dyingAt(RestoreStep last) {
    return new RestoreListener() {
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
  }

  public static void main(String[] arguments) {
    Path backup = Path.of(arguments[0]);
    new RestoreBackup(
            BackupStore.in(backup.getParent()),
            backup.getFileName().toString(),
            DatabaseTarget.of(DatabaseUrl.parse(arguments[1])),
            new RestoreRequest(2, true, Optional.of(arguments[2]), Optional.empty(), true),
            dyingAt(RestoreStep.valueOf(arguments[3])))
        .run();
  }
}
