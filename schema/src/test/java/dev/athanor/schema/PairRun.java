package dev.athanor.schema;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Many pairs on one server, by two workers. */
final class PairRun {
  private static final int WORKERS = 2;
  private static final int ENOUGH = Integer.getInteger("failures", 3);

  private final PairServer server;
  private final Queue<Long> left;
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger done = new AtomicInteger();

  PairRun(PairServer server, List<Long> seeds) {
    this.server = server;
    this.left = new ConcurrentLinkedQueue<>(seeds);
  }

  /** What failed, made small; a few failures end the run. */
  List<String> failures() throws Exception {
    List<PairRunner> runners = new ArrayList<>();
    ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
    try {
      List<Future<?>> work = new ArrayList<>();
      for (int i = 0; i < WORKERS; i++) {
        PairRunner runner = new PairRunner(server);
        runners.add(runner);
        work.add(workers.submit(() -> run(runner)));
      }
      for (Future<?> worker : work) {
        worker.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("on " + server, e.getCause());
    } finally {
      workers.shutdown();
      for (PairRunner runner : runners) {
        runner.close();
      }
    }
    report(
        "%s: %d pairs, %d failed; statements: %s"
            .formatted(server, done.get(), failures.size(), PairRunner.tally(runners)));
    return List.copyOf(failures);
  }

  private Void run(PairRunner runner) throws SQLException, IOException {
    for (Long seed = left.poll(); seed != null; seed = left.poll()) {
      Optional<String> failure = runner.failure(seed);
      failure.ifPresent(failures::add);
      done.incrementAndGet();
      progress("seed " + seed + " on " + server.major() + ": " + failure.orElse("ok"));
      if (failures.size() >= ENOUGH) {
        left.clear();
      }
    }
    return null;
  }

  private static void report(String line) throws IOException {
    System.out.println(line);
    progress(line);
  }

  /** For long runs: {@code -Dprogress=FILE} gets a line a pair as it is done. */
  private static synchronized void progress(String line) throws IOException {
    String file = System.getProperty("progress");
    if (file != null) {
      Files.writeString(
          Path.of(file), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }
}
