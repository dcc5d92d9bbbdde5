package dev.athanor.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.cli.Commands;
import dev.athanor.cli.Main;
import dev.athanor.engine.testing.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An upgrade with nothing to do is what every start of every replica pays for: it compares the
 * history with the head that the bundle names and reads none of its revisions.
 */
class NothingToDoTest {
  private static final List<String> OF_REVISIONS = List.of("GraphIndex", "ChangesetFields");

  @TempDir Path root;

  @Test
  void noRevisionOfTheBundleIsRead() throws Exception {
    Files.writeString(
        Files.createDirectories(root.resolve("versions")).resolve("1975ea83b712_users.sql"),
        """
        --liquibase formatted sql
        -- revision: 1975ea83b712
        -- down-revision: <base>
        -- message: create users

        --changeset t:1975ea83b712
        CREATE TABLE users (id int);
        --rollback DROP TABLE users;
        """);
    Path bundle = root.resolve("b.zip");
    Commands.capture("package", bundle.toString(), "--root=" + root);
    String url = TestPostgres.newDatabase();

    assertThat(loaded(bundle, url)).as("an upgrade").containsAll(OF_REVISIONS);
    assertThat(loaded(bundle, url))
        .as("an upgrade with nothing to do")
        .contains("HeadState")
        .doesNotContainAnyElementsOf(OF_REVISIONS);
  }

  /** The simple names of our classes that an upgrade loads, in a process of its own. */
  private List<String> loaded(Path bundle, String url) throws Exception {
    Path log = root.resolve("classes.txt");
    Process upgrade =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-Xlog:class+load:file=" + log + "::filecount=0",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "upgrade",
                "--no-backup",
                "--bundle=" + bundle,
                "--database-url=" + url)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(upgrade.waitFor()).isZero();
    try (Stream<String> lines = Files.lines(log)) {
      return lines
          .filter(line -> line.contains("dev.athanor."))
          .map(line -> line.replaceFirst(".* dev\\.athanor\\.[a-z.]*([\\w$]+) source:.*", "$1"))
          .toList();
    }
  }
}
