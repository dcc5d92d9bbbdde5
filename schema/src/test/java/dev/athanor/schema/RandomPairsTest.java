package dev.athanor.schema;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import java.util.SortedSet;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * For random schemas A and B, the diff takes A to B and its reverse takes B to A, by snapshot and
 * by {@code pg_dump -s}; a failure shrinks to the fewest statements that still fail.
 *
 * <p>{@code -Dpairs} is the number of pairs on the installed server, {@code -Dmajor.pairs} that on
 * each of the others, {@code -Dserver=16} for one version alone, {@code -Dfirst=…} for other pairs,
 * {@code -Dseed=…} for one alone.
 */
class RandomPairsTest {
  private static final int PAIRS = Integer.getInteger("pairs", 50);
  private static final int MAJOR_PAIRS = Integer.getInteger("major.pairs", 5);
  private static final long FIRST = Long.getLong("first", 1);

  /** Every version has pairs of its own. */
  private static final long APART = 10_000;

  static SortedSet<Integer> majors() {
    SortedSet<Integer> majors = PairServer.majors();
    Integer only = Integer.getInteger("server");
    return only == null ? majors : majors.subSet(only, only + 1);
  }

  @ParameterizedTest(name = "PostgreSQL {0}", allowZeroInvocations = true)
  @MethodSource("majors")
  void aDiffTakesEitherSchemaToTheOther(int major) throws Exception {
    try (PairServer server = PairServer.start(major)) {
      List<String> failures = new PairRun(server, seeds(major)).failures();
      if (!failures.isEmpty()) {
        fail(server + "\n" + String.join("\n==========\n", failures));
      }
    }
  }

  private static List<Long> seeds(int major) {
    Long only = Long.getLong("seed");
    if (only != null) {
      return List.of(only);
    }
    boolean installed = PairServer.isInstalled(major);
    long first = installed ? FIRST : FIRST + major * APART;
    return LongStream.range(first, first + (installed ? PAIRS : MAJOR_PAIRS)).boxed().toList();
  }
}
