package dev.athanor.engine.backup;

import dev.athanor.engine.model.AthanorException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a dump back while pg_dump still writes it: each large member goes through a pg_restore of
 * its own as it grows, and through SHA-256. So what is left to do when pg_dump has ended are the
 * small ones.
 *
 * <p>pg_dump writes the table of contents of a directory before the first row, and each member from
 * its beginning to its end. What this could not follow, for whatever reason, is read afterwards.
 */
final class DumpFollower implements AutoCloseable {
  /** Of less than that, starting a program would take longer than reading it later. */
  private static final long LARGE = 4 << 20;

  private static final Pattern MEMBER = Pattern.compile("(\\d+)\\.dat(\\.\\w+)?");
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Where looking takes long, for there are many files, it rests so many times as long. */
  private static final int REST = 20;

  private final PostgresTools tools;
  private final Path dump;
  private final int jobs;
  private final Watch watch;
  private final Map<FollowedMember, Transfers.Task<Boolean>> followed = new LinkedHashMap<>();
  private final Set<Path> seen = new HashSet<>();
  private final Map<String, String> entries = new HashMap<>();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Transfers threads;
  private final Transfers.Task<Void> looking;

  private DumpFollower(PostgresTools tools, Path dump, int jobs, Watch watch) {
    this.tools = tools;
    this.dump = dump;
    this.jobs = jobs;
    this.watch = watch.ofFiles();
    // One that looks, one for each member that is being written, and one for what is just done.
    this.threads = new Transfers(jobs + 2);
    this.looking = threads.start(this::look);
  }

  /**
   * @param dump where pg_dump is going to write
   * @param jobs how many members it writes at the same time
   */
  static DumpFollower begin(PostgresTools tools, Path dump, int jobs, Watch watch) {
    return new DumpFollower(tools, dump, jobs, watch);
  }

  private Void look() throws InterruptedException {
    long rest = LOOK_NANOS;
    try {
      while (!stop.await(rest, TimeUnit.NANOSECONDS)) {
        long start = System.nanoTime();
        followWhatIsNew();
        rest = Math.max(LOOK_NANOS, REST * (System.nanoTime() - start));
      }
    } catch (IOException | AthanorException unseen) {
      // As the class has it: what was not followed is read afterwards.
    }
    return null;
  }

  private void followWhatIsNew() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(dump)) {
      for (Path file : files) {
        Matcher member = MEMBER.matcher(file.getFileName().toString());
        if (member.matches() && !seen.contains(file) && Files.size(file) >= LARGE && mayBegin()) {
          Optional<String> entry = entry(member.group(1));
          if (entry.isPresent()) {
            FollowedMember begun = new FollowedMember(tools, file, entry.get(), watch);
            followed.put(begun, threads.start(begun::read));
            seen.add(file);
          }
        }
      }
    } catch (NoSuchFileException notYet) {
      return;
    }
  }

  /** One that pg_dump has most likely done with makes room. Where it has not, it is read again. */
  private boolean mayBegin() {
    List<FollowedMember> open = followed.keySet().stream().filter(m -> !m.isEnding()).toList();
    if (open.size() <= jobs || stop.getCount() == 0) {
      return true;
    }
    open.stream()
        .filter(FollowedMember::isIdle)
        .max(Comparator.comparing(FollowedMember::idle))
        .ifPresent(FollowedMember::end);
    return false;
  }

  /** The line of the table of contents that names a member. */
  private Optional<String> entry(String id) {
    if (entries.isEmpty()) {
      for (String line : DumpVerifier.tableOfContents(tools, dump, watch)) {
        entries.put(DumpVerifier.number(line), line);
      }
    }
    return Optional.ofNullable(entries.get(id));
  }

  /**
   * Waits until all that is followed is read to its end, once nothing is written any more.
   *
   * @return the SHA-256 of each member that has proved whole, by its file
   */
  Map<Path, String> finish() throws IOException {
    stop.countDown();
    looking.get();
    followWhatIsNew();
    followed.keySet().forEach(FollowedMember::end);
    Map<Path, String> sums = new HashMap<>();
    for (Map.Entry<FollowedMember, Transfers.Task<Boolean>> each : followed.entrySet()) {
      if (each.getValue().get()) {
        each.getKey().sumOfWhole().ifPresent(sum -> sums.put(each.getKey().file(), sum));
      }
    }
    return sums;
  }

  /** Ends what still reads. */
  @Override
  public void close() {
    threads.close();
  }
}
