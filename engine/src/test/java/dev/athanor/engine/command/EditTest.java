package dev.athanor.engine.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The editor is the user's own, as a shell reads its name. */
class EditTest {
  @TempDir Path root;
  private Path file;

  @BeforeEach
  void writeRevision() throws IOException {
    file = root.resolve("versions/it's one.sql");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file, "--liquibase formatted sql\n-- revision: r1\n-- down-revision: <base>\n");
  }

  private Edit edit(String symbol, Map<String, String> environment) {
    Changelog changelog = Changelog.load(ChangelogSource.versions(root));
    return new Edit(changelog, changelog.graph(), symbol, () -> List.of("r1"), environment);
  }

  @Test
  void opensTheFileInVisualOrEditor() throws IOException {
    String editor = "sed -i s/r1/r2/";
    edit("head", Map.of("VISUAL", editor, "EDITOR", "false")).run();
    assertThat(Files.readString(file)).contains("-- revision: r2");
    assertThat(edit("head", Map.of("VISUAL", " ", "EDITOR", "true")).run().files())
        .containsExactly(file);
  }

  @Test
  void saysWhatIsMissing() {
    assertThatThrownBy(() -> edit("head", Map.of()).run()).hasMessageContaining("no editor");
    assertThatThrownBy(() -> edit("head", Map.of("EDITOR", "exit 4;")).run())
        .hasMessageContaining("exit code 4");
    assertThatThrownBy(() -> edit("zzz", Map.of("EDITOR", "true")).run())
        .hasMessageContaining("zzz");
    assertThatThrownBy(() -> edit("base", Map.of("EDITOR", "true")).run())
        .hasMessageContaining("'base' is no revision");
    assertThat(edit("current", Map.of("EDITOR", "true")).run().files()).containsExactly(file);
  }
}
