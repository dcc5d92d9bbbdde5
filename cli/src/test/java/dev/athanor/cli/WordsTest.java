package dev.athanor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.cli.args.Arguments;
import dev.athanor.cli.job.JobSteps;
import dev.athanor.cli.verb.Verbs;
import dev.athanor.engine.model.Term;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Nobody is advised to use an option that there is not. */
class WordsTest {
  private static final Pattern OPTION = Pattern.compile("--[a-z-]+");
  private static final Pattern FIELD = Pattern.compile("(spec(?:\\.[a-z]\\w*)*)\\.([a-z]\\w*)");
  private static final List<String> VALUES = List.of("NAME", "/a b", "postgresql://u@h/d");

  @Test
  void everyOptionThatIsAdvisedExists() {
    Set<String> known = options(Verbs.all());
    known.addAll(options(JobSteps.all()));
    for (Words words : Words.values()) {
      for (Term term : Term.values()) {
        assertThat(matches(words.word(term, VALUES))).as("%s %s", words, term).isSubsetOf(known);
      }
    }
  }

  /** The references are written from the resources themselves. */
  @Test
  void everyFieldThatIsAdvisedExists() throws IOException {
    int found = 0;
    for (Term term : Term.values()) {
      Matcher field = FIELD.matcher(Words.RESOURCE.word(term, VALUES));
      while (field.find()) {
        found++;
        String kind =
            Set.of(Term.RESTORE, Term.ACCEPT_LOSS).contains(term) ? "restore" : "migration";
        String reference =
            Files.readString(Path.of("..", "docs", "reference-database%s.md".formatted(kind)));
        int section = reference.indexOf("## `" + field.group(1) + "`");
        assertThat(section).as(field.group()).isNotNegative();
        int next = reference.indexOf("\n## ", section);
        assertThat(reference.substring(section, next < 0 ? reference.length() : next))
            .contains("| `" + field.group(2) + "` |");
      }
    }
    assertThat(found).isGreaterThan(8);
  }

  @Test
  void whatACommandLineNeedsIsQuoted() {
    assertThat(Words.COMMAND.word(Term.RESTORE, VALUES))
        .isEqualTo("`athanor restore NAME --backup-dir '/a b' --database-url postgresql://u@h/d`");
  }

  private static Set<String> options(Map<String, Supplier<Command>> commands) {
    Set<String> options = new HashSet<>();
    commands.forEach(
        (name, command) -> {
          Arguments arguments = new Arguments();
          command.get().declare(arguments);
          options.addAll(matches(arguments.help(name, "")));
        });
    return options;
  }

  private static Set<String> matches(String text) {
    Set<String> found = new HashSet<>();
    OPTION.matcher(text).results().map(MatchResult::group).forEach(found::add);
    return found;
  }
}
