package dev.athanor.engine.backup;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads every member of a fresh dump through pg_restore, which decompresses all of it.
 *
 * <p>pg_restore reads one member after the other, so the members are dealt to as many of it as the
 * dump had jobs.
 */
final class DumpVerifier {
  private final PostgresTools tools;
  private final int jobs;
  private final Watch watch;

  DumpVerifier(PostgresTools tools, int jobs, Watch watch) {
    this.tools = tools;
    this.jobs = jobs;
    this.watch = watch.ofFiles();
  }

  /**
   * @param known members that have been read as a whole
   * @throws AthanorException {@link Reason#BACKUP_FAILED}, naming what is wrong
   */
  void verify(Path dump, Set<Path> known) throws IOException {
    for (Path file : DurableFiles.files(dump)) {
      String problem = known.contains(file) ? "" : ZstdFile.problemOf(file);
      if (!problem.isEmpty()) {
        throw failed(file.getFileName() + " " + problem);
      }
    }
    List<String> entries = new ArrayList<>();
    for (String entry : tableOfContents(tools, dump, watch)) {
      if (member(entry, dump).filter(known::contains).isEmpty()) {
        entries.add(entry);
      }
    }
    List<Path> lists = new ArrayList<>();
    try {
      for (List<String> part : deal(entries, dump)) {
        lists.add(Files.write(Files.createTempFile("athanor-verify", ".list"), part));
      }
      readAll(dump, lists);
    } finally {
      for (Path list : lists) {
        Files.deleteIfExists(list);
      }
    }
  }

  /** The entries of a dump, a line each, which begins with the entry's number and a semicolon. */
  static List<String> tableOfContents(PostgresTools tools, Path dump, Watch watch) {
    ToolProcess.Result result = pgRestore(tools, watch, List.of("--list", dump.toString()));
    return result.output().lines().filter(l -> !l.startsWith(";")).toList();
  }

  private void readAll(Path dump, List<Path> lists) {
    if (lists.isEmpty()) {
      return; // An empty database: all there is has been read for its table of contents.
    }
    ExecutorService pool = Executors.newFixedThreadPool(lists.size());
    try {
      List<Future<?>> readers = new ArrayList<>();
      for (Path list : lists) {
        readers.add(
            pool.submit(
                () ->
                    pgRestore(
                        tools,
                        watch,
                        List.of("--file=/dev/null", "--use-list=" + list, dump.toString()))));
      }
      for (Future<?> reader : readers) {
        reader.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof AthanorException known
          ? known
          : new CompletionException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AthanorException(
          Reason.INTERRUPTED, "the backup was stopped while it was verified", "Run it again.", e);
    } finally {
      pool.shutdownNow();
    }
  }

  private static ToolProcess.Result pgRestore(
      PostgresTools tools, Watch watch, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(tools.program("pg_restore")));
    command.addAll(arguments);
    ToolProcess.Result result = new ToolProcess(command, LibpqEnvironment.nowhere(), watch).run();
    if (!isWhole(result)) {
      throw failed(result.errors());
    }
    return result;
  }

  /** A warning ("errors ignored on restore") counts: what was skipped would be missing. */
  static boolean isWhole(ToolProcess.Result result) {
    return result.succeeded() && result.errors().isEmpty();
  }

  /** The largest members first, each to the reader with the least to do. */
  private List<List<String>> deal(List<String> entries, Path dump) throws IOException {
    record Entry(String line, long bytes) {}
    List<Entry> sized = new ArrayList<>();
    for (String line : entries) {
      sized.add(new Entry(line, size(line, dump)));
    }
    sized.sort(Comparator.comparingLong(Entry::bytes).reversed());
    List<List<String>> parts = new ArrayList<>();
    long[] load = new long[jobs];
    for (int i = 0; i < jobs; i++) {
      parts.add(new ArrayList<>());
    }
    for (Entry entry : sized) {
      int least = 0;
      for (int i = 1; i < jobs; i++) {
        least = load[i] < load[least] ? i : least;
      }
      parts.get(least).add(entry.line);
      load[least] += entry.bytes + 1;
    }
    return parts.stream().filter(p -> !p.isEmpty()).toList();
  }

  private static long size(String line, Path dump) throws IOException {
    Optional<Path> member = member(line, dump);
    return member.isPresent() ? Files.size(member.get()) : 0;
  }

  /** The file of an entry, if it has one. */
  private static Optional<Path> member(String line, Path dump) {
    return List.of(".dat.zst", ".dat.gz", ".dat").stream()
        .map(suffix -> dump.resolve(number(line) + suffix))
        .filter(Files::exists)
        .findFirst();
  }

  /** What an entry of the table of contents is called in the names of files. */
  static String number(String line) {
    return line.substring(0, Math.max(0, line.indexOf(';')));
  }

  private static AthanorException failed(String what) {
    return new AthanorException(
        Reason.BACKUP_FAILED,
        "the backup does not verify: " + what,
        "Check the backup volume's disk, then run it again; nothing was applied.");
  }
}
