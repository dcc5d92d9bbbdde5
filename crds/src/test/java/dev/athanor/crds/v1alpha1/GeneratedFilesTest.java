package dev.athanor.crds.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is generated from the records is committed, and the build fails when it differs.
 *
 * <p>{@code ./mvnw -pl crds test -Dtest=GeneratedFilesTest -Dathanor.regenerate} writes it anew.
 */
class GeneratedFilesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final RecordDocs DOCS =
      RecordDocs.of(Path.of("src/main/java/dev/athanor/crds/v1alpha1"));

  static Stream<CrdDocument> crds() {
    return Stream.of(
        new CrdDocument(
            DOCS,
            DatabaseMigration.class,
            DatabaseMigrationSpec.class,
            DatabaseMigrationStatus.class),
        new CrdDocument(
            DOCS, DatabaseBackup.class, DatabaseBackupSpec.class, DatabaseBackupStatus.class),
        new CrdDocument(
            DOCS, DatabaseRestore.class, DatabaseRestoreSpec.class, DatabaseRestoreStatus.class));
  }

  @ParameterizedTest
  @MethodSource("crds")
  void theChartHasTheCrdOfTheRecords(CrdDocument crd) throws IOException {
    compare(ROOT.resolve("helm/athanor/files").resolve(crd.file()), crd.yaml());
  }

  @ParameterizedTest
  @MethodSource("crds")
  void theReferenceDescribesEveryField(CrdDocument crd) throws IOException {
    compare(
        ROOT.resolve("docs/reference-%s.md".formatted(crd.names().getSingular())),
        ReferenceDocument.of(crd));
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
