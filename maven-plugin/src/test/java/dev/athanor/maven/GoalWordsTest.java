package dev.athanor.maven;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.model.Term;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Nobody is advised to use a property or a goal that there is not. */
class GoalWordsTest {
  private static final Pattern NAME = Pattern.compile("-D(athanor[\\w.]+)|(athanor:[a-z]+)");
  private static final List<String> VALUES = List.of("NAME", "/a b", "postgresql://u@h/d");

  @Test
  void everyPropertyAndGoalThatIsAdvisedExists() throws IOException {
    String reference = Files.readString(Path.of("..", "docs", "reference-maven-plugin.md"));
    for (Term term : Term.values()) {
      String word = new GoalWords().word(term, VALUES);
      assertThat(word).as(term.name()).doesNotContain(" --");
      NAME.matcher(word)
          .results()
          .forEach(
              name ->
                  assertThat(reference)
                      .contains(
                          "`" + (name.group(1) == null ? name.group(2) : name.group(1)) + "`"));
    }
  }

  @Test
  void whatACommandLineNeedsIsQuoted() {
    assertThat(new GoalWords().word(Term.RESTORE, VALUES))
        .isEqualTo(
            "`mvn athanor:restore -Dathanor.restore=NAME -Dathanor.backupDirectory='/a b'"
                + " -Dathanor.url=postgresql://u@h/d`");
  }
}
