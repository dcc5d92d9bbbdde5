package dev.athanor.rehearsal.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/lint-others.md: what others call it, and what finds it here. */
class OtherLintersPageTest {
  private static final Path PAGE = Path.of("..", "docs", "lint-others.md");
  private static final Pattern RULE = Pattern.compile("\\[([^]]+)]\\(lint-rules\\.md#([^)]+)\\)");
  private static final Pattern THEIRS = Pattern.compile("`([^`]+)`");

  /** As many as their documentation has for PostgreSQL; Atlas' NM101 to NM106 are one row. */
  private static final Map<String, Integer> AT_LEAST =
      Map.of(
          "squawk", 77,
          "eugene", 15,
          "strong_migrations", 21,
          "safe-migrate", 28,
          "Bytebase", 53,
          "Atlas", 23);

  /**
   * A row.
   *
   * @param theirs what they call it
   * @param here what there is here
   */
  private record Row(List<String> theirs, String here) {}

  private static Map<String, List<Row>> tables() throws IOException {
    Map<String, List<Row>> tables = new LinkedHashMap<>();
    List<Row> rows = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("## ")) {
        rows = new ArrayList<>();
        tables.put(line.substring(3), rows);
      } else if (line.startsWith("| ") && !line.endsWith("| here |")) {
        String[] cells = line.split("\\|");
        List<String> theirs =
            THEIRS.matcher(cells[1]).results().map(found -> found.group(1)).toList();
        rows.add(new Row(theirs, cells[2].strip()));
      }
    }
    return tables;
  }

  @Test
  void eachRowNamesRulesThatThereAreOrSaysWhyNot() throws IOException {
    List<String> rules = Rules.all().stream().map(Rule::id).toList();
    tables()
        .forEach(
            (linter, rows) ->
                assertThat(rows)
                    .as(linter)
                    .allSatisfy(
                        row -> {
                          List<String> named =
                              RULE.matcher(row.here())
                                  .results()
                                  .peek(
                                      found -> assertThat(found.group(1)).isEqualTo(found.group(2)))
                                  .map(found -> found.group(1))
                                  .toList();
                          assertThat(rules).containsAll(named);
                          assertThat(row.here().startsWith("not, because ") || !named.isEmpty())
                              .as(row.toString())
                              .isTrue();
                        }));
  }

  @Test
  void allOfTheirsAreThereOnce() throws IOException {
    Map<String, List<Row>> tables = tables();
    assertThat(tables.keySet()).containsExactlyInAnyOrderElementsOf(AT_LEAST.keySet());
    tables.forEach(
        (linter, rows) ->
            assertThat(rows.stream().flatMap(row -> row.theirs().stream()).toList())
                .as(linter)
                .doesNotHaveDuplicates()
                .hasSizeGreaterThanOrEqualTo(AT_LEAST.get(linter)));
  }
}
