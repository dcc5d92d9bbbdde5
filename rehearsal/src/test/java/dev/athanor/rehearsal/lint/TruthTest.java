package dev.athanor.rehearsal.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.rehearsal.lint.TruthServer.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every case of the truth set, on the servers at hand; {@code -Dserver=17} takes one of them,
 * {@code -Dcase=REGEX} some cases, and {@code -Dathanor.update} runs those of the rules' page and
 * writes anew what it says was recorded. A run of the whole set leaves what {@code
 * bench/lint-score} reads.
 */
class TruthTest {
  /** The one that every build tries: the whole set takes minutes. */
  static final int USUAL = 17;

  private static final boolean UPDATE = Boolean.getBoolean("athanor.update");

  static Set<Integer> majors() {
    return Set.of(Integer.getInteger("server", USUAL));
  }

  @ParameterizedTest
  @MethodSource("majors")
  void everyCaseIsJudgedAsItIs(int major) {
    String some = System.getProperty("case", "");
    Set<String> shown = UPDATE ? RulesPageTest.shown() : Set.of();
    Map<TruthCase, Verdict> verdicts = new LinkedHashMap<>();
    try (TruthServer server = new TruthServer(major)) {
      for (TruthCase one : TruthCase.all()) {
        boolean wanted = !UPDATE || shown.contains(one.name());
        if (wanted && one.isFor(major) && Pattern.compile(some).matcher(one.name()).find()) {
          verdicts.put(one, server.lint(one));
        }
      }
    }
    List<String> wrong = new ArrayList<>();
    verdicts.forEach(
        (one, verdict) -> {
          Set<String> found = found(verdict);
          if (!found.equals(one.expected())) {
            wrong.add(
                String.format(
                    "%s%n  expected %s%n  found %s%n%s",
                    one.name(), one.expected(), found, verdict.report().text()));
          }
        });
    if (some.isEmpty() && !UPDATE) {
      TruthFiles.judged(major, verdicts);
    }
    if (major == USUAL) {
      requireFacts(verdicts);
    }
    assertThat(String.join("\n", wrong)).as(wrong.size() + " cases").isEmpty();
    assertThat(verdicts.values().stream().flatMap(each -> each.report().findings().stream()))
        .as("headlines name their subject once")
        .filteredOn(each -> !each.subject().isEmpty() && each.fact().startsWith(each.subject()))
        .extracting(Finding::headline)
        .isEmpty();
  }

  /** What the rules' page says that a server does, this one has done. */
  private static void requireFacts(Map<TruthCase, Verdict> verdicts) {
    Set<String> shown = RulesPageTest.shown();
    Map<String, String> facts = new TreeMap<>(RecordedFacts.read());
    facts.keySet().retainAll(shown);
    Map<String, String> seen = new TreeMap<>(facts);
    verdicts.forEach(
        (one, verdict) -> {
          if (shown.contains(one.name())) {
            seen.put(one.name(), RecordedFacts.of(verdict));
          }
        });
    if (UPDATE) {
      RecordedFacts.write(seen);
    } else {
      assertThat(seen).isEqualTo(facts);
    }
  }

  static Set<String> found(Verdict verdict) {
    return verdict.report().findings().stream()
        .map(Finding::rule)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void theSetIsWhatItIsMeantToBe() {
    List<TruthCase> all = TruthCase.all();
    Map<String, Long> kinds =
        all.stream().collect(Collectors.groupingBy(TruthCase::kind, Collectors.counting()));
    assertThat(kinds.keySet()).containsExactlyInAnyOrder("plain", "safe", "hidden");
    assertThat(all).hasSizeGreaterThanOrEqualTo(300).doesNotHaveDuplicates();
    assertThat(kinds.get("safe") * 3).isGreaterThanOrEqualTo(all.size());
    assertThat(kinds.get("hidden") * 5).isGreaterThanOrEqualTo(all.size());
    assertThat(all.stream().map(TruthCase::name)).doesNotHaveDuplicates();
  }

  @Test
  void rulesHaveIdsThatNothingElseHas() {
    assertThat(Rules.all().stream().map(Rule::id)).doesNotHaveDuplicates().hasSizeGreaterThan(60);
    assertThat(Rules.all())
        .allSatisfy(
            rule -> {
              assertThat(rule.id()).matches("[a-z]+(-[a-z]+)*");
              assertThat(rule.nextStep()).endsWith(".");
              assertThat(rule.finds()).matches("(?s)[^.]*");
            });
  }
}
