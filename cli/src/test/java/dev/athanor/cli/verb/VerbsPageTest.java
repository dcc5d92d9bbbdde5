package dev.athanor.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each verb stands on the page of the command, and beside what it is called elsewhere. */
class VerbsPageTest {
  @Test
  void everyVerbStandsOnBothPages() throws IOException {
    for (String page : List.of("cli.md", "verbs.md")) {
      String text = Files.readString(Path.of("../docs", page));
      assertThat(Verbs.all().keySet())
          .as(page)
          .allMatch(verb -> text.matches("(?s).*`" + verb + "[` ].*"));
    }
  }
}
