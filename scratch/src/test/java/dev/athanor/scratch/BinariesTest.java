package dev.athanor.scratch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BinariesTest {
  private static final Binaries.Repository NONE =
      (artifact, version) -> {
        throw new AssertionError();
      };

  @Test
  void aServerLikeTheDatabasesIsTakenUnlessAParticularOneWasAskedFor() {
    Map<Integer, String> majors = Map.of(15, "15.14.0", 17, "17.10.0");
    assertThat(new Binaries.Published("17.10.0", majors, NONE).ofMajor(15))
        .isEqualTo(new Binaries.Published("15.14.0", majors, NONE));
    assertThat(new Binaries.Published("17.10.0", majors, NONE).ofMajor(19))
        .isEqualTo(new Binaries.Published("17.10.0", majors, NONE));

    Binaries asked = new Binaries.Published("18.0.0", Map.of(), NONE);
    assertThat(asked.ofMajor(15)).isEqualTo(asked);
    Binaries installed = new Binaries.Installed(Path.of("/usr/lib/postgresql/17/bin"));
    assertThat(installed.ofMajor(15)).isEqualTo(installed);
  }
}
