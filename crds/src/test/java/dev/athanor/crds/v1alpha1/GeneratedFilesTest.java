package dev.athanor.crds.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * What is generated from the records is committed, and the build fails when it differs.
 *
 * <p>{@code ./mvnw -pl crds test -Dtest=GeneratedFilesTest -Dathanor.regenerate} writes it anew.
 */
class GeneratedFilesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final CrdDocument CRD =
      new CrdDocument(Path.of("src/main/java/dev/athanor/crds/v1alpha1"));

  @Test
  void theChartHasTheCrdOfTheRecords() throws IOException {
    compare(ROOT.resolve("helm/athanor/files/databasemigrations.athanor.dev.yaml"), CRD.yaml());
  }

  @Test
  void theReferenceDescribesEveryField() throws IOException {
    compare(
        ROOT.resolve("docs/reference-databasemigration.md"), ReferenceDocument.of(CRD.schema()));
  }

  private static void compare(Path file, String generated) throws IOException {
    if (System.getProperty("athanor.regenerate") != null) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, generated);
    }
    assertThat(file).exists();
    assertThat(Files.readString(file))
        .as("%s differs from the records: run this test with -Dathanor.regenerate", file)
        .isEqualTo(generated);
  }
}
