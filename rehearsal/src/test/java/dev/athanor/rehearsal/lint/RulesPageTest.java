package dev.athanor.rehearsal.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * docs/lint-rules.md is what the rules say of themselves, with scripts of the truth set, which
 * {@link TruthTest} runs. Where it differs, run this test with -Dathanor.update=true and commit.
 */
class RulesPageTest {
  private static final Path PAGE = Path.of("..", "docs", "lint-rules.md");
  private static final String HEADER =
      """
      # Rules of lint

      Written by `RulesPageTest`; do not edit. How to use them: [lint.md](lint.md). The scripts are cases of a set that a test runs on a
      real server, on the schema of [base.sql](../rehearsal/src/test/resources/lint/base.sql) with rows in every table; below each script stands what PostgreSQL 17 was seen
      to do: locks stronger than those of writing rows, what was written anew, read and written of tables that were there before, and what is otherwise in the catalog.

      | rule | level | what it finds |
      |---|---|---|
      """;

  private static final List<TruthCase> CASES = TruthCase.all();
  private static final Map<String, String> FACTS = RecordedFacts.read();

  /** Why a rule has no script of its own on the page. */
  private static final Map<String, String> WITHOUT_SCRIPT =
      Map.of(
          "varchar-limit", "no case has it, for it is off where a project does not want it",
          "rows-can-stop-it", "rows stop a script or not: LintTest makes them up",
          "not-judged", "no other script is safer: it says that lint knows nothing",
          "message-says-nothing", "it is about the message, not about a script");

  @Test
  void everyRuleHasALevelAndTwoScriptsOfWhichTheFactsWereRecorded() {
    assertThat(FACTS.keySet()).containsAll(shown());
    assertThat(Rules.all()).hasSizeGreaterThanOrEqualTo(60);
    assertThat(Rules.all())
        .allSatisfy(rule -> assertThat(rule.level()).isNotNull())
        .filteredOn(rule -> unsafe(rule).isEmpty() || safe(rule).isEmpty())
        .extracting(Rule::id)
        .containsExactlyInAnyOrderElementsOf(WITHOUT_SCRIPT.keySet());
  }

  @Test
  void aSafeScriptIsNoneThatTheRuleFinds() {
    for (Rule rule : Rules.all()) {
      safe(rule).ifPresent(one -> assertThat(one.expected()).doesNotContain(rule.id()));
    }
  }

  @Test
  void thePageIsWhatTheRulesSay() throws IOException {
    StringBuilder page = new StringBuilder(HEADER);
    for (Rule rule : Rules.all()) {
      page.append(
          "| [%s](#%s) | %s | %s |\n"
              .formatted(rule.id(), rule.id(), rule.level().label(), rule.finds()));
    }
    Rules.all().forEach(rule -> page.append(section(rule)));
    if (Boolean.getBoolean("athanor.update")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(page.toString());
  }

  private static String section(Rule rule) {
    StringBuilder text = new StringBuilder("\n## " + rule.id() + "\n\n");
    text.append(capitalized(rule.finds())).append(": ").append(rule.harm().label()).append(".\n\n");
    text.append(rule.nextStep()).append("\n");
    unsafe(rule).ifPresent(one -> text.append(script("Unsafe", one)));
    safe(rule).ifPresent(one -> text.append(script("Safe", one)));
    return text.toString();
  }

  private static Optional<TruthCase> safe(Rule rule) {
    return CASES.stream().filter(one -> one.insteadOf().contains(rule.id())).findFirst();
  }

  /** The cases that the page has, of those for the server that every build tries. */
  static Set<String> shown() {
    return Rules.all().stream()
        .flatMap(rule -> Stream.concat(unsafe(rule).stream(), safe(rule).stream()))
        .filter(one -> one.isFor(TruthTest.USUAL))
        .map(TruthCase::name)
        .collect(Collectors.toSet());
  }

  private static Optional<TruthCase> unsafe(Rule rule) {
    return CASES.stream()
        .filter(one -> one.expected().contains(rule.id()))
        .min(
            Comparator.comparing((TruthCase one) -> !one.kind().equals("plain"))
                .thenComparing(one -> one.expected().size()));
  }

  private static String script(String title, TruthCase one) {
    return "\n%s:\n\n```sql\n%s\n```\n".formatted(title, one.script())
        + (FACTS.containsKey(one.name())
            ? "\n```text\n%s\n```\n".formatted(FACTS.get(one.name()))
            : "");
  }

  private static String capitalized(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
