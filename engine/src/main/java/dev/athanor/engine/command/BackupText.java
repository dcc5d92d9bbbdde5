package dev.athanor.engine.command;

import dev.athanor.engine.backup.BackingUp;
import java.time.Duration;
import java.util.Optional;

/** Says how far a backup is, seldom enough for a log. For one backup, and one thread at a time. */
public final class BackupText {
  private final LogPace pace = new LogPace(Duration.ofSeconds(5));

  /** {@code Backing up: 1.2 GB written, table 3 of 12, 95 s}. */
  public static String of(BackingUp how) {
    return "Backing up: " + how;
  }

  /** The same for a log; empty where the last one is not five seconds old. */
  public Optional<String> line(BackingUp how) {
    return pace.isDue(how.time()) ? Optional.of(of(how)) : Optional.empty();
  }
}
