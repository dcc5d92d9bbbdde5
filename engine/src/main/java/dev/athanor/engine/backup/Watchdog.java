package dev.athanor.engine.backup;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.sql.SqlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Notices a program that does nothing any more. Not by the time it takes, which nobody can know,
 * but by what moves: bytes that it reads and writes, and its sessions in the server. The server is
 * only asked while no bytes move, so that it is not asked at all as a rule.
 */
final class Watchdog {
  private static final long LONGEST_TICK_MILLIS = 5000;
  private static final int TICKS = 20;

  /** How often in its patience the server is asked. */
  private static final int QUESTIONS = 4;

  private final Watch watch;
  private final String sessions;
  private final List<Process> processes;
  private long movedAt = System.nanoTime();
  private long askedAt = movedAt;
  private String bytes = "";
  private String atServer = "";
  private String lastSeen = "";

  /**
   * @param sessions the application name of the program's sessions
   */
  Watchdog(Watch watch, String sessions, List<Process> processes) {
    this.watch = watch;
    this.sessions = sessions;
    this.processes = List.copyOf(processes);
  }

  /**
   * Waits for {@code done}.
   *
   * @return false when the programs have done nothing for too long
   */
  boolean await(Future<?> done) throws InterruptedException, ExecutionException {
    long tick = Math.max(1, Math.min(LONGEST_TICK_MILLIS, watch.patience().toMillis() / TICKS));
    while (true) {
      try {
        done.get(tick, TimeUnit.MILLISECONDS);
        return true;
      } catch (TimeoutException e) {
        if (!moves()) {
          return false;
        }
      }
    }
  }

  /** What was seen of a program that does nothing. */
  String describe() {
    return "it has neither read nor written anything for "
        + watch.patience().toSeconds()
        + " s"
        + lastSeen
        + ", and was ended";
  }

  private boolean moves() {
    String now = bytes();
    if (!now.equals(bytes)) {
      bytes = now;
      movedAt = System.nanoTime();
    } else if (watch.server().isPresent()
        && quietFor(Math.max(movedAt, askedAt), watch.patience().dividedBy(QUESTIONS))) {
      askedAt = System.nanoTime();
      ask(watch.server().get());
    }
    return !quietFor(movedAt, watch.patience());
  }

  private static boolean quietFor(long since, Duration duration) {
    return System.nanoTime() - since >= duration.toNanos();
  }

  private void ask(BackupSource server) {
    try (Database database = server.open()) {
      String now = database.query(activity(), rows -> rows.next() ? rows.getString(1) : "");
      boolean works = now.contains("works");
      if (works || !now.equals(atServer)) {
        atServer = now;
        movedAt = System.nanoTime();
      }
      lastSeen = now.isEmpty() ? ", has no session in the server" : ", in the server " + now;
    } catch (AthanorException e) {
      lastSeen = ", the server cannot be asked (" + e.getMessage() + ")";
    }
  }

  /**
   * At work is what neither waits for its client, which is the program, nor for a lock: how long
   * that may take is {@code lock_timeout}'s to say, and where nothing says it, it is waited for.
   */
  private String activity() {
    String waits = watch.server().orElseThrow().settings().lockTimeout().isZero() ? "" : ", 'Lock'";
    return "SELECT coalesce(string_agg('process ' || pid || CASE WHEN state = 'active' AND"
        + " coalesce(wait_event_type, '') NOT IN ('Client'"
        + waits
        + ") THEN ' works' ELSE ' is ' || coalesce(state, 'hidden') || coalesce(', waits for ' ||"
        + " wait_event_type || ' ' || wait_event, '') END || ' since ' || coalesce(state_change,"
        + " backend_start)::text, '; ' ORDER BY pid), '') FROM pg_catalog.pg_stat_activity WHERE"
        + " application_name = "
        + SqlText.literal(sessions);
  }

  private String bytes() {
    StringBuilder all = new StringBuilder();
    for (Process process : processes) {
      try (Stream<ProcessHandle> family =
          Stream.concat(Stream.of(process.toHandle()), process.descendants())) {
        family.forEach(each -> all.append(each.pid()).append(' ').append(moved(each)).append(' '));
      }
    }
    return all.toString();
  }

  /** Linux counts bytes; elsewhere the processor's time has to do. */
  private static String moved(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), "io"));
    } catch (IOException e) {
      return process.info().totalCpuDuration().map(Duration::toString).orElse("");
    }
  }
}
