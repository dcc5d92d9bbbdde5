package dev.athanor.rehearsal.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.rehearsal.lint.TruthServer.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every safe way that lint offers in the truth set leads to the same schema, and what it is offered
 * for is gone: {@code -Dserver=13} on another major version.
 */
class SafeWayTest {
  /** Rules of which some case must have one, or this proves nothing. */
  private static final Set<String> OFFERED =
      Set.of(
          "index-blocks-writes",
          "reindex-blocks",
          "drop-index-blocks",
          "unique-constraint-blocks",
          "primary-key-blocks",
          "not-null-scans",
          "check-scans",
          "foreign-key-scans",
          "refresh-blocks");

  static Set<Integer> majors() {
    return TruthTest.majors();
  }

  @ParameterizedTest
  @MethodSource("majors")
  void everySafeWayLeadsToTheSameSchema(int major) {
    Set<String> proven = new TreeSet<>();
    List<String> wrong = new ArrayList<>();
    try (TruthServer server = new TruthServer(major)) {
      for (TruthCase one : TruthCase.all()) {
        if (one.isFor(major) && one.expected().stream().anyMatch(OFFERED::contains)) {
          Verdict verdict = server.lint(one);
          for (Fix fix : verdict.report().fixes()) {
            if (fix.why().isEmpty()) {
              String rule = fix.finding().rule();
              prove(server, one, verdict, fix).forEach(w -> wrong.add(one.name() + ": " + w));
              proven.add(rule);
            }
          }
        }
      }
    }
    assertThat(String.join("\n", wrong)).isEmpty();
    assertThat(proven).isEqualTo(new TreeSet<>(OFFERED));
  }

  private static List<String> prove(TruthServer server, TruthCase one, Verdict verdict, Fix fix) {
    Verdict safe = server.lint(one.with(fix));
    List<String> wrong = new ArrayList<>();
    if (!safe.end().equals(verdict.end())) {
      wrong.add("leads elsewhere:\n" + fix.way().text() + "\n" + safe.report().text());
    }
    String key = fix.finding().key();
    if (safe.report().findings().stream().anyMatch(each -> each.key().equals(key))) {
      wrong.add("is no better:\n" + fix.way().text() + "\n" + safe.report().text());
    }
    return wrong;
  }
}
