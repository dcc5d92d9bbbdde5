package dev.athanor.maven.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.testing.SystemPostgres;
import dev.athanor.maven.pages.Step.Commands;
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
 * it. {@code -Dpages=how-to-ci,cli} runs these.
 */
class PagesIT {
  private static final Path ROOT = Path.of("..");
  private static final Pattern COMMAND =
      Pattern.compile(
          "(?:\\$ )?(?:athanor|mvn|\\./mvnw|make|kubectl|helm|psql|createdb|docker|git|hack/|bench/|eval|export)\\b.*");

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      docs.filter(each -> each.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    return pages;
  }

  @TestFactory
  Stream<DynamicTest> everyCommandRuns() throws IOException {
    Assumptions.assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
    String only = System.getProperty("pages", "");
    return pages().stream()
        .filter(page -> only.isEmpty() || List.of(only.split(",")).contains(name(page)))
        .map(page -> DynamicTest.dynamicTest(name(page), () -> run(page)));
  }

  private static void run(Path page) throws IOException {
    List<Step> steps = Step.of(Files.readString(page));
    if (steps.stream().noneMatch(each -> each instanceof Commands of && of.notRun().isEmpty())) {
      return;
    }
    try (Desk desk = new Desk(name(page))) {
      for (Step step : steps) {
        String where = page + ":" + step.line();
        if (step instanceof Step.Fixture fixture) {
          desk.clear();
          desk.lay(fixture.name());
        } else if (step instanceof Step.Shown shown) {
          desk.write(shown);
        } else if (step instanceof Step.Hidden hidden) {
          succeeded(where, hidden.shell(), desk.run(hidden.shell()));
        } else if (step instanceof Commands commands && commands.notRun().isEmpty()) {
          run(where, commands, desk);
        }
      }
    }
  }

  private static void run(String where, Commands commands, Desk desk) throws IOException {
    Desk.Said said = desk.run(commands.shell());
    if (commands.fails().isPresent()) {
      assertThat(said.exit()).as("%s should fail: %s", where, said.output()).isNotZero();
      assertThat(said.output()).as(where).contains(commands.fails().get());
    } else {
      succeeded(where, commands.shell(), said);
    }
    assertThat(commands.missing(said.output()))
        .as("%s does not print this, but: %s", where, said.output())
        .isEmpty();
  }

  private static void succeeded(String where, String shell, Desk.Said said) {
    assertThat(said.exit()).as("%s: %s%n%s", where, shell, said.output()).isZero();
  }

  /** A command in an indented block would be run by nobody. */
  @Test
  void everyCommandIsInABlockOfSh() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Path page : pages()) {
      String fence = "";
      boolean comment = false;
      int number = 0;
      for (String line : Files.readAllLines(page)) {
        number++;
        if (fence.isEmpty() && (comment || line.strip().startsWith("<!--"))) {
          comment = !line.contains("-->");
        } else if (line.strip().startsWith("```")) {
          fence = fence.isEmpty() ? line.strip() : "";
        } else if (COMMAND.matcher(line.strip()).matches()
            && (fence.isEmpty()
                ? line.startsWith("    ")
                : !fence.startsWith("```sh") && line.contains("athanor "))) {
          wrong.add(page + ":" + number + ": " + line.strip());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static String name(Path page) {
    return page.getFileName().toString().replace(".md", "");
  }
}
