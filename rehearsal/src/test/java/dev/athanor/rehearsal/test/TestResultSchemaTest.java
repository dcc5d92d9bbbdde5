package dev.athanor.rehearsal.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.athanor.engine.command.Json;
import dev.athanor.rehearsal.test.RevisionTest.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code test --json} prints is what docs/schemas/json/test.json says. */
class TestResultSchemaTest {
  @Test
  void everyOutcomeIsWhatTheSchemaSays() throws IOException {
    List<RevisionTest> revisions =
        Stream.of(Outcome.values())
            .map(o -> new RevisionTest("a1", "m", "p", o, List.of("p"), List.of("r"), 7))
            .toList();
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(Files.readString(Path.of("../docs/schemas/json/test.json")));
    TestResult full =
        new TestResult(
            17,
            revisions,
            List.of(new TestResult.OrderTest(List.of("a1"), List.of("differs"))),
            List.of(
                new TestResult.BaselineTest(
                    "a1", "baselines/a1.sql", Outcome.FAILED, List.of("p"))));
    TestResult empty = new TestResult(0, List.of(), List.of(), List.of());
    for (TestResult result : List.of(full, empty)) {
      assertThat(schema.validate(Json.write(result), InputFormat.JSON)).isEmpty();
    }
    assertThat(schema.validate("{\"server\": -1}", InputFormat.JSON)).isNotEmpty();
  }
}
