package dev.athanor.autogenerate.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.autogenerate.testing.Project;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random models and the next ones, with all at once that a model and what it stands on may have:
 * conversions of every kind, constraints that change together, keys and what numbers them, views,
 * partitions, extensions in a schema of their own, and any text.
 *
 * <p>What autogenerate writes takes rows up and back, from wherever they stop it too, and then has
 * nothing more to say. {@code -Dwide.pairs} is the number of pairs on the installed server, {@code
 * -Dwide.major.pairs} that on each of the others, {@code -Dserver=13} for one version alone, {@code
 * -Dfirst=…} for other pairs, {@code -Dseed=…} for one alone or some.
 */
class WidePairsTest {
  private static final int PAIRS = Integer.getInteger("wide.pairs", 8);
  private static final int MAJOR_PAIRS = Integer.getInteger("wide.major.pairs", 0);
  private static final int FAILURES = Integer.getInteger("failures", 5);

  /** Every version has pairs of its own. */
  private static final long APART = 10_000;

  @TempDir Path directory;

  static List<Integer> majors() {
    Integer only = Integer.getInteger("server");
    List<Integer> all = MAJOR_PAIRS > 0 ? List.of(Project.INSTALLED, 13, 17, 18) : List.of();
    return only != null ? List.of(only) : all.isEmpty() ? List.of(Project.INSTALLED) : all;
  }

  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void aRevisionTakesAnyModelToAnyOther(int major) throws IOException {
    List<WidePair> pairs = seeds(major).stream().map(WidePair::of).toList();
    List<String> failures = new ArrayList<>();
    int whole = 0;
    try (WideBench bench = new WideBench(directory, Project.scratch(major), pairs)) {
      for (WidePair pair : pairs) {
        try {
          whole += bench.run(pair) ? 1 : 0;
        } catch (Exception | AssertionError e) {
          failures.add(pair + "--- " + trace(e));
          System.out.println("failed: seed " + pair.seed());
        }
        if (failures.size() == FAILURES) {
          break;
        }
      }
      bench.stopsBack().forEach(System.out::println);
    }
    System.out.printf(
        "PostgreSQL %d: %d pairs, %d to their end with all rows%n", major, pairs.size(), whole);
    assertThat(failures).describedAs(String.join("\n==========\n", failures)).isEmpty();
  }

  private static List<Long> seeds(int major) {
    String only = System.getProperty("seed");
    if (only != null) {
      return Stream.of(only.split(",")).map(Long::valueOf).toList();
    }
    boolean installed = major == Project.INSTALLED;
    long first = Long.getLong("first", 1) + (installed ? 0 : major * APART);
    int count = installed || Integer.getInteger("server") != null ? PAIRS : MAJOR_PAIRS;
    return LongStream.range(first, first + count).boxed().toList();
  }

  private static String trace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
