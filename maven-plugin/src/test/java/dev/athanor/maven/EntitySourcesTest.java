package dev.athanor.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntitySourcesTest {
  @TempDir Path root;

  @Test
  void anEntityIsSeenInItsSource() throws Exception {
    assertThat(EntitySources.in(root.resolve("missing"))).isFalse();
    Path folder = Files.createDirectories(root.resolve("com/example"));
    Files.writeString(
        folder.resolve("Repository.java"), "import jakarta.persistence.EntityManager;");
    Files.writeString(folder.resolve("Graph.java"), "@EntityScan class Graph {}");
    Files.writeString(folder.resolve("notes.md"), "an @Entity is a class");
    assertThat(EntitySources.in(root)).isFalse();
    Files.writeString(folder.resolve("User.kt"), "@jakarta.persistence.Entity class User");
    assertThat(EntitySources.in(root)).isTrue();
  }
}
