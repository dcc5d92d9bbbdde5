package dev.athanor.schema;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.testing.TestPostgres;
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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * For random schemas A and B, the diff takes A to B and its reverse takes B to A, by snapshot and
 * by {@code pg_dump -s}.
 *
 * <p>{@code -Dpairs=1000} for more of them, {@code -Dfirst=…} for others, {@code -Dseed=…} for one
 * alone; a failure shrinks to the fewest statements that still fail.
 */
class RandomPairsTest {
  private static final int PAIRS = Integer.getInteger("pairs", 100);
  private static final int WORKERS = 2;
  private static final long FIRST = Long.getLong("first", 1);

  @Test
  void aDiffTakesEitherSchemaToTheOther() throws Exception {
    Optional<SystemPostgres> server = SystemPostgres.get();
    assumeTrue(server.isPresent(), "no PostgreSQL with pg_dump is installed");
    Long only = Long.getLong("seed");
    List<Long> seeds =
        only != null ? List.of(only) : LongStream.range(FIRST, FIRST + PAIRS).boxed().toList();
    Queue<String> failures = new ConcurrentLinkedQueue<>();
    Queue<Long> left = new ConcurrentLinkedQueue<>(seeds);
    List<PairRunner> runners = new ArrayList<>();
    ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
    List<Future<?>> work = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      PairRunner runner = new PairRunner(server.get());
      runners.add(runner);
      work.add(workers.submit(() -> run(runner, left, failures)));
    }
    for (Future<?> done : work) {
      done.get();
    }
    workers.shutdown();
    for (PairRunner runner : runners) {
      runner.close();
    }
    if (!failures.isEmpty()) {
      fail(String.join("\n==========\n", failures));
    }
  }

  private static Void run(PairRunner runner, Queue<Long> left, Queue<String> failures)
      throws SQLException, IOException {
    for (Long seed = left.poll(); seed != null; seed = left.poll()) {
      Optional<String> failure = runner.failure(seed);
      failure.ifPresent(failures::add);
      progress(seed, failure.orElse("ok"));
      if (failures.size() >= Integer.getInteger("failures", 3)) {
        left.clear();
      }
    }
    return null;
  }

  /** Another major version of PostgreSQL, without a pg_dump that fits it: by snapshot alone. */
  @Test
  void onTheEmbeddedServerToo() throws Exception {
    String any = TestPostgres.newDatabase();
    UnaryOperator<String> url = name -> any.replaceFirst("/[^/?]+\\?", "/" + name + "?");
    try (PairRunner runner = new PairRunner(url, database -> "")) {
      for (long seed = FIRST; seed < FIRST + PAIRS / 10; seed++) {
        runner.failure(seed).ifPresent(failure -> fail(failure));
      }
    }
  }

  /** For long runs: {@code -Dprogress=FILE} gets a line a pair as it is done. */
  private static synchronized void progress(long seed, String outcome) throws IOException {
    String file = System.getProperty("progress");
    if (file != null) {
      Files.writeString(
          Path.of(file),
          "seed " + seed + ": " + outcome + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }
}
