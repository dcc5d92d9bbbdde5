package dev.athanor.engine.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.athanor.engine.changelog.ProjectFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What editors are told of {@code athanor.yaml} is what is read. */
class ProjectFileSchemaTest {
  private static final Path SCHEMA = Path.of("../docs/schemas/athanor.yaml.json");

  @TempDir Path root;

  private static JsonNode schema(String... path) throws IOException {
    JsonNode node = new ObjectMapper().readTree(SCHEMA.toFile());
    for (String name : path) {
      node = node.path("properties").path(name);
    }
    return node;
  }

  @Test
  void anEnvironmentHasTheSettingsThereAre() throws IOException {
    JsonNode settings = schema("environments").path("additionalProperties").path("properties");
    List<String> keys = new ArrayList<>();
    settings.fieldNames().forEachRemaining(keys::add);
    assertThat(keys)
        .containsExactlyElementsOf(Stream.of(Setting.values()).map(Setting::key).toList());
    for (Setting setting : Setting.values()) {
      assertThat(settings.path(setting.key()).path("description").asText())
          .isEqualTo(setting.help());
    }
  }

  /** Each key of the schema is read; that there is no other, ProjectFileTest shows. */
  @Test
  void theRulesAreThoseThatAreRead() throws IOException {
    Map<String, String> values =
        Map.of("meaningless", "[a]", "fileName", "'{{id}}'", "afterWrite", "[[true]]");
    List<String> keys = new ArrayList<>();
    schema("revisions").path("properties").fieldNames().forEachRemaining(keys::add);
    assertThat(keys).containsExactlyInAnyOrderElementsOf(values.keySet());
    for (String key : keys) {
      Files.writeString(
          root.resolve("athanor.yaml"), "revisions: {" + key + ": " + values.get(key) + "}");
      assertThatCode(() -> ProjectFile.read(root)).as(key).doesNotThrowAnyException();
    }
  }
}
