package dev.athanor.engine.testing.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.testing.pages.Step.Commands;
import dev.athanor.engine.testing.pages.Step.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation, which is done as its reader would.
 *
 * @param path its Markdown
 */
public record Page(Path path) {

  /** Where a reader sits, with what the page needs. */
  public interface Desk {
    /** Nothing of what was there before is left, but what this fixture brings. */
    void lay(String fixture) throws IOException;

    /** What stands on it. */
    Terminal terminal();
  }

  /**
   * README and all of docs/.
   *
   * @param root of the project
   */
  public static List<Page> all(Path root) throws IOException {
    List<Page> pages = new ArrayList<>(List.of(new Page(root.resolve("README.md"))));
    try (Stream<Path> docs = Files.list(root.resolve("docs"))) {
      docs.filter(each -> each.toString().endsWith(".md"))
          .sorted()
          .forEach(each -> pages.add(new Page(each)));
    }
    return pages;
  }

  /** Those of {@code -Dpages=how-to-ci,cli}, else all, that have commands for this place. */
  public static List<Page> chosen(Path root, Place place) throws IOException {
    String only = System.getProperty("pages", "");
    List<Page> chosen = new ArrayList<>();
    for (Page page : all(root)) {
      boolean asked = only.isEmpty() || List.of(only.split(",")).contains(page.name());
      if (asked && page.steps().stream().anyMatch(each -> isFor(place, each))) {
        chosen.add(page);
      }
    }
    return chosen;
  }

  private static boolean isFor(Place place, Step step) {
    return step instanceof Commands commands && commands.runs(place);
  }

  /** Whether what is to be done in this place calls that program. */
  public boolean calls(Place place, String program) throws IOException {
    Pattern call = Pattern.compile("\\b" + Pattern.quote(program) + " ");
    return steps().stream().anyMatch(each -> call.matcher(shell(place, each)).find());
  }

  private static String shell(Place place, Step step) {
    if (step instanceof Step.Hidden hidden && hidden.place() == place) {
      return hidden.shell();
    }
    return step instanceof Commands commands && commands.runs(place) ? commands.shell() : "";
  }

  /** Its file's, without the ending. */
  public String name() {
    return path.getFileName().toString().replace(".md", "");
  }

  private List<Step> steps() throws IOException {
    return Step.of(Files.readString(path));
  }

  /** Does what is to be done in this place, from its top to its end. */
  public void run(Place place, Desk desk) throws IOException {
    for (Step step : steps()) {
      String where = path + ":" + step.line();
      if (step instanceof Step.Fixture fixture) {
        desk.lay(fixture.name());
      } else if (step instanceof Step.Shown shown) {
        desk.terminal().write(shown);
      } else if (step instanceof Step.Hidden hidden && hidden.place() == place) {
        succeeded(where, hidden.shell(), desk.terminal().run(hidden.shell()));
      } else if (step instanceof Commands commands && commands.runs(place)) {
        run(where, commands, desk);
      }
    }
  }

  private static void run(String where, Commands commands, Desk desk) throws IOException {
    Terminal.Said said = desk.terminal().run(commands.shell());
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

  private static void succeeded(String where, String shell, Terminal.Said said) {
    assertThat(said.exit()).as("%s: %s%n%s", where, shell, said.output()).isZero();
  }
}
