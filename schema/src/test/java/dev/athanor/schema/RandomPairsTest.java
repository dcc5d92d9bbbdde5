package dev.athanor.schema;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * For random schemas A and B, the diff takes A to B and its reverse takes B to A, by snapshot and
 * by {@code pg_dump -s}.
 *
 * <p>{@code -Dpairs=1000} for more of them, {@code -Dseed=…} for one alone; a failure shrinks to
 * the fewest statements that still fail.
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
        runner.failure(seed).ifPresent(failures::add);
        if (failures.size() >= Integer.getInteger("failures", 3)) {
          break;
        }
      }
    }
    if (!failures.isEmpty()) {
      fail(String.join("\n==========\n", failures));
    }
  }
}
