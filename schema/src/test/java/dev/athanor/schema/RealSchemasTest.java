package dev.athanor.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.schema.ddl.DdlOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Schemas that nobody here wrote: from nothing to each, from each to the next, and back, on every
 * server that {@link RandomPairsTest} runs on.
 *
 * <p>{@code -Dreal.download=true} takes in those of PyPI and Debian packages too.
 */
class RealSchemasTest {
  @TempDir Path directory;

  static SortedSet<Integer> majors() {
    return RandomPairsTest.majors();
  }

  @ParameterizedTest(name = "PostgreSQL {0}", allowZeroInvocations = true)
  @MethodSource("majors")
  void aDiffTakesEitherSchemaToTheOther(int major) throws Exception {
    Map<String, String> schemas = new LinkedHashMap<>();
    schemas.put("nothing", "SELECT");
    schemas.putAll(RealSchemas.onClasspath());
    if (Boolean.getBoolean("real.download")) {
      schemas.putAll(RealSchemas.downloaded(directory));
    }
    try (PairServer server = PairServer.start(major);
        PairRunner runner = new PairRunner(server)) {
      String before = "SELECT";
      for (Map.Entry<String, String> schema : schemas.entrySet()) {
        assertThat(runner.failure("SELECT", schema.getValue(), DdlOptions.DEFAULT))
            .as("nothing → " + schema.getKey())
            .isEmpty();
        assertThat(runner.failure(before, schema.getValue(), DdlOptions.DEFAULT.withSafe(true)))
            .as("… → " + schema.getKey())
            .isEmpty();
        before = schema.getValue();
      }
      System.out.println(server + ": real schemas " + schemas.keySet());
    }
  }
}
