package dev.athanor.autogenerate.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.Json;
import dev.athanor.engine.command.NewRevisionFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What only goals print with -Dathanor.json is what docs/schemas/json says, too. */
class ResultSchemasTest {
  private static final List<String> SOME = List.of("one", "two");
  private static final List<String> NONE = List.of();

  private static void check(String name, CommandResult... results) throws IOException {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(Files.readString(Path.of("../docs/schemas/json", name + ".json")));
    for (CommandResult result : results) {
      String json = Json.write(result);
      assertThat(schema.validate(json, InputFormat.JSON)).as(json).isEmpty();
    }
    assertThat(schema.validate("{\"other\": 1}", InputFormat.JSON)).isNotEmpty();
  }

  @Test
  void ofTheModel() throws IOException {
    check(
        "model-check",
        new CheckResult(SOME, SOME, SOME, 3, SOME, SOME),
        new CheckResult(NONE, NONE, NONE, 0, NONE, NONE));
  }

  @Test
  void ofDrift() throws IOException {
    check(
        "drift",
        new DriftResult(
            List.of(new DriftResult.Drifted("added", "table", "public.a", SOME)), SOME, SOME),
        new DriftResult(List.of(), NONE, NONE));
  }

  @Test
  void ofARevisionFromTheModel() throws IOException {
    check(
        "autogenerate",
        new AutogenerateResult(
            Optional.of(
                new NewRevisionFile("a1", SOME, Path.of("versions/a1.sql"), Path.of("m.yaml"))),
            SOME,
            SOME,
            Optional.of(new AutogenerateResult.Accepted(Path.of("b.txt"), 2)),
            SOME),
        new AutogenerateResult(Optional.empty(), NONE, NONE, Optional.empty(), NONE));
  }
}
