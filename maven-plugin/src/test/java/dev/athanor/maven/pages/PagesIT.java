package dev.athanor.maven.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.testing.SystemPostgres;
import dev.athanor.engine.testing.pages.Page;
import dev.athanor.engine.testing.pages.Step.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every command of every page, run in the order in which it stands there, as its reader would type
 * it; those for a cluster are run by {@code e2e}. {@code -Dpages=how-to-ci,cli} runs these.
 */
class PagesIT {
  private static final Path ROOT = Path.of("..");
  private static final Pattern COMMAND =
      Pattern.compile(
          "(?:\\$ )?(?:athanor|mvn|\\./mvnw|make|kubectl|helm|psql|createdb|docker|git|hack/|bench/|eval|export)\\b.*");

  @TestFactory
  Stream<DynamicTest> everyCommandRuns() throws IOException {
    Assumptions.assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
    return Page.chosen(ROOT, Place.HERE).stream()
        .map(page -> DynamicTest.dynamicTest(page.name(), () -> run(page)));
  }

  private static void run(Page page) throws IOException {
    try (Desk desk = new Desk(page.name())) {
      page.run(Place.HERE, desk);
    }
  }

  /** A command in an indented block would be run by nobody. */
  @Test
  void everyCommandIsInABlockOfSh() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Page page : Page.all(ROOT)) {
      String fence = "";
      boolean comment = false;
      int number = 0;
      for (String line : Files.readAllLines(page.path())) {
        number++;
        if (fence.isEmpty() && (comment || line.strip().startsWith("<!--"))) {
          comment = !line.contains("-->");
        } else if (line.strip().startsWith("```")) {
          fence = fence.isEmpty() ? line.strip() : "";
        } else if (COMMAND.matcher(line.strip()).matches()
            && (fence.isEmpty()
                ? line.startsWith("    ")
                : !fence.startsWith("```sh") && line.contains("athanor "))) {
          wrong.add(page.path() + ":" + number + ": " + line.strip());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }
}
