package dev.athanor.engine.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresToolsTest {
  @TempDir Path home;

  /** What newer ones write can be read by newer ones only, and not all servers take it back. */
  @ParameterizedTest
  @CsvSource({"13, 15", "15, 15", "16, 17", "17, 17", "18, 18"})
  void takesTheOldestThatIsNewEnough(int server, int tools) throws IOException {
    for (List<Integer> order : List.of(List.of(15, 17, 18), List.of(18, 17, 15))) {
      assertThat(PostgresTools.Found.among(installed(order), server).fitting())
          .hasValueSatisfying(found -> assertThat(found.major()).isEqualTo(tools));
    }
  }

  @Test
  void namesTheNewestWhereNoneIsNewEnough() throws IOException {
    PostgresTools.Found found = PostgresTools.Found.among(installed(List.of(17, 18, 15)), 19);

    assertThat(found.fitting()).isEmpty();
    assertThat(found.newest().version()).isEqualTo("18.1");
  }

  @Test
  void passesOverWhatIsNotWhole() throws IOException {
    Path cut = NewerTools.naming(home.resolve("cut"), 17);
    assertThat(cut.resolve("psql").toFile().delete()).isTrue();
    Set<Path> directories = new LinkedHashSet<>(List.of(cut, home.resolve("none")));
    directories.addAll(installed(List.of(18)));

    assertThat(PostgresTools.Found.among(directories, 17).fitting().orElseThrow().major())
        .isEqualTo(18);
    AthanorException e =
        catchThrowableOfType(
            AthanorException.class, () -> PostgresTools.forArchive(Optional.of(cut), "17.2"));
    assertThat(e.reason()).isEqualTo(Reason.BACKUP_TOOL_UNUSABLE);
    assertThat(e).hasMessageContaining(cut.toString());
  }

  @Test
  void refusesAnArchiveOfANewerClient() throws IOException {
    Path only = NewerTools.naming(home.resolve("17"), 17);

    AthanorException e =
        catchThrowableOfType(
            AthanorException.class,
            () -> PostgresTools.forArchive(Optional.of(only), "18.4 (Debian 18.4-1)"));

    assertThat(e).hasMessageContaining("17.1").hasMessageContaining("18.4");
    assertThat(e.nextStep()).contains("18.4");
  }

  private Set<Path> installed(List<Integer> majors) throws IOException {
    Set<Path> directories = new LinkedHashSet<>();
    for (int major : majors) {
      directories.add(NewerTools.naming(home.resolve("" + major), major));
    }
    return directories;
  }
}
