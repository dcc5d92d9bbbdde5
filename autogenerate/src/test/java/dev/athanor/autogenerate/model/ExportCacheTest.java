package dev.athanor.autogenerate.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.autogenerate.testing.ModelCompiler;
import dev.athanor.autogenerate.testing.Provider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whether the provider is asked shows in whether the marker, which it did not write, comes back.
 */
class ExportCacheTest {
  @TempDir Path directory;
  private Path classes;
  private Path file;
  private ExportCache cache;

  @BeforeEach
  void exported() throws IOException {
    classes = directory.resolve("classes");
    cache = new ExportCache(Optional.of(directory.resolve("cache")));
    file = directory.resolve("cache/model-ddl");
    compile("@Entity @RenamedFrom(\"old\") class Thing { @Id Long id; String name; }");
    assertThat(ddl()).contains("create table Thing").doesNotContain("marker");
    mark();
  }

  @Test
  void whatHasNotChangedIsNotAskedForAgain() {
    assertThat(ddl()).contains("marker");
    assertThat(cache.export(model(), 17).renames())
        .singleElement()
        .satisfies(hint -> assertThat(hint.from()).isEqualTo("old"));
  }

  @Test
  void aChangedClassIsSeen() {
    compile("@Entity class Thing { @Id Long id; String label; }");

    assertThat(ddl()).contains("label").doesNotContain("marker");
    assertThat(cache.export(model(), 17).renames()).isEmpty();
  }

  @Test
  void soAreFilesAndSettings() throws IOException {
    Path settings = classes.resolve("application.properties");
    Files.writeString(settings, "spring.jpa.properties.hibernate.default_schema=${shop.schema:a}");
    assertThat(ddl()).contains("a.Thing").doesNotContain("marker");
    mark();
    System.setProperty("shop.schema", "b");
    try {
      assertThat(ddl()).contains("b.Thing").doesNotContain("marker");
    } finally {
      System.clearProperty("shop.schema");
    }
    mark();
    assertThat(String.join("\n", cache.export(model(), 16).statements())).doesNotContain("marker");
    mark();
    JpaModel other =
        new JpaModel(
            model().classPath(),
            List.of(),
            Optional.empty(),
            JpaModel.Naming.AUTO,
            List.of(),
            Map.of("hibernate.default_schema", "c"));
    assertThat(String.join("\n", cache.export(other, 16).statements()))
        .contains("c.Thing")
        .doesNotContain("marker");
  }

  @Test
  void aBrokenFileIsNoError() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {0, 3, whole.length / 2, whole.length - 1}) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      assertThat(ddl()).contains("create table Thing").doesNotContain("marker");
    }
  }

  private void compile(String source) {
    ModelCompiler.compile(
        Provider.HIBERNATE_7,
        classes,
        source
            + "@java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)"
            + "@interface RenamedFrom { String value(); }");
  }

  /** Makes one word of what is kept another that a provider would never write. */
  private void mark() throws IOException {
    String text = Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
    assertThat(text).contains("create table ");
    int at = text.indexOf("create table ");
    // Of the same length: what is kept says how long each statement is.
    Files.writeString(
        file,
        text.substring(0, at) + "marker table " + text.substring(at + "create table ".length()),
        java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private String ddl() {
    return String.join("\n", cache.export(model(), 17).statements());
  }

  private JpaModel model() {
    return JpaModel.of(new ArrayList<>(Provider.HIBERNATE_7.classPath(classes)));
  }
}
