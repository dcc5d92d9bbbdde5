package dev.athanor.schema;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
  private static final long FIRST = Long.getLong("first", 1);

  @Test
  void aDiffTakesEitherSchemaToTheOther() throws Exception {
    Optional<SystemPostgres> server = SystemPostgres.get();
    assumeTrue(server.isPresent(), "no PostgreSQL with pg_dump is installed");
    Long only = Long.getLong("seed");
    List<Long> seeds =
        only != null ? List.of(only) : LongStream.range(FIRST, FIRST + PAIRS).boxed().toList();
    List<String> failures = new ArrayList<>();
    try (PairRunner runner = new PairRunner(server.get())) {
      for (long seed : seeds) {
        Optional<String> failure = runner.failure(seed);
        failure.ifPresent(failures::add);
        progress(seed, failure.orElse("ok"));
        if (failures.size() >= Integer.getInteger("failures", 3)) {
          break;
        }
      }
    }
    if (!failures.isEmpty()) {
      fail(String.join("\n==========\n", failures));
    }
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
  private static void progress(long seed, String outcome) throws IOException {
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
