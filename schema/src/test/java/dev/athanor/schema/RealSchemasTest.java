package dev.athanor.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.schema.ddl.DdlOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Schemas that nobody here wrote: from nothing to each, from each to the next, and back.
 *
 * <p>{@code -Dreal.download=true} takes in those of PyPI and Debian packages too.
 */
class RealSchemasTest {
  @TempDir Path directory;

  @Test
  void aDiffTakesEitherSchemaToTheOther() throws Exception {
    Optional<SystemPostgres> server = SystemPostgres.get();
    assumeTrue(server.isPresent(), "no PostgreSQL with pg_dump is installed");
    Map<String, String> schemas = new LinkedHashMap<>();
    schemas.put("nothing", "SELECT");
    schemas.putAll(RealSchemas.onClasspath());
    if (Boolean.getBoolean("real.download")) {
      schemas.putAll(RealSchemas.downloaded(directory));
    }
    try (PairRunner runner = new PairRunner(server.get())) {
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
    }
  }
}
