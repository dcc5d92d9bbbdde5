package dev.athanor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.testing.Patience;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The JVM as the image starts it, with its properties: what it compiles is what the Maven plugin
 * does, in a JVM that has none of them.
 */
class ShippedJvmTest {
  private static final String CHANGELOG =
      """
      databaseChangeLog:
        - changeSet:
            id: numbers
            author: it
            changes:
              - createTable:
                  tableName: metric
                  columns:
                    - column: {name: id, type: int}
                    - column: {name: median, type: float8, defaultValueNumeric: NaN}
                    - column: {name: rate, type: numeric, defaultValueNumeric: "1234.5"}
      """;

  @TempDir Path directory;

  @Test
  void compilesAsAnyOther() throws Exception {
    Files.writeString(directory.resolve("master.yaml"), CHANGELOG);
    assertThat(Commands.run(packaged("here.zip"))).isZero();

    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(LaidOut.properties(directory.resolve("home"), "cli"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(packaged("there.zip")));
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(Patience.ends(process)).isTrue();
    assertThat(process.exitValue()).isZero();

    assertThat(directory.resolve("there.zip"))
        .hasSameBinaryContentAs(directory.resolve("here.zip"));
  }

  private String[] packaged(String bundle) {
    return new String[] {
      "package",
      directory.resolve(bundle).toString(),
      "--root=" + directory,
      "--changelog=master.yaml"
    };
  }
}
