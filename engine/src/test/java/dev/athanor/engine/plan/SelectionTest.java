package dev.athanor.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.ChangesetKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import liquibase.ContextExpression;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Labels;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.filter.ContextChangeSetFilter;
import liquibase.changelog.filter.LabelChangeSetFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Beside Liquibase's own filters, on random expressions. */
class SelectionTest {
  private static final String[] NAMES = {"a", "b", "Test", "prod-eu"};

  private static Changeset changeset(String contexts, String labels) {
    return new Changeset(
        new ChangesetKey("x", "y", "z"),
        "9:0",
        List.of(),
        Changeset.OnValidationFail.HALT,
        true,
        false,
        false,
        true,
        contexts,
        labels,
        Optional.empty(),
        true,
        "",
        "",
        Optional.empty(),
        Optional.empty(),
        List.of(),
        0);
  }

  private static String expression(Random random, int depth) {
    return switch (random.nextInt(depth > 2 ? 2 : 7)) {
      case 0, 1 -> name(random);
      case 2 -> "!" + name(random);
      case 3 -> "not " + name(random);
      case 4 -> expression(random, depth + 1) + " and " + expression(random, depth + 1);
      case 5 -> expression(random, depth + 1) + " OR " + expression(random, depth + 1);
      default -> "(" + expression(random, depth + 1) + ")";
    };
  }

  private static String name(Random random) {
    return (random.nextInt(8) == 0 ? "@" : "") + NAMES[random.nextInt(NAMES.length)];
  }

  private static List<String> names(Random random) {
    List<String> names = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      names.add(NAMES[random.nextInt(NAMES.length)]);
    }
    return names;
  }

  private static ChangeSet liquibase(String contexts) {
    ChangeSet changeSet =
        new ChangeSet("y", "x", false, false, "z", contexts, null, new DatabaseChangeLog("z"));
    changeSet.setContextFilter(new ContextExpression(contexts));
    return changeSet;
  }

  /** What the bundle and the CONTEXTS column have. */
  private static String full(ChangeSet changeSet) {
    return changeSet.buildFullContext() == null ? "" : changeSet.buildFullContext();
  }

  @Test
  void contextsMeanWhatTheyMeanToLiquibase() {
    Random random = new Random(20261122);
    for (int i = 0; i < 20_000; i++) {
      String written = random.nextInt(6) == 0 ? "" : expression(random, 0);
      List<String> asked = names(random);
      ChangeSet changeSet = liquibase(written);
      boolean expected =
          new ContextChangeSetFilter(new Contexts(asked)).accepts(changeSet).isAccepted();
      assertThat(new Selection(asked, "").includes(changeset(full(changeSet), "")))
          .as("context \"%s\" asked for %s", written, asked)
          .isEqualTo(expected);
    }
  }

  @Test
  void labelsMeanWhatTheyMeanToLiquibase() {
    Random random = new Random(20261122);
    for (int i = 0; i < 20_000; i++) {
      String labels = String.join(",", names(random));
      String asked = random.nextInt(6) == 0 ? "" : expression(random, 0);
      if (asked.contains("@") && asked.contains("(")) {
        // There Liquibase forgets what it found inside the parentheses when nothing is named.
        continue;
      }
      ChangeSet changeSet = liquibase(null);
      changeSet.setLabels(new Labels(labels));
      boolean expected =
          new LabelChangeSetFilter(new LabelExpression(asked)).accepts(changeSet).isAccepted();
      assertThat(new Selection(List.of(), asked).includes(changeset("", labels)))
          .as("labels \"%s\" asked for \"%s\"", labels, asked)
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a,b", "a, !b", "(a and b) or test", "!(a or b)", "a and (b or !test)",
        // Names that begin as an operator does.
        "notable", "a and orange", "android or a", "a and notable", "a or b and android"
      })
  void commasAndParenthesesToo(String written) {
    for (List<String> asked :
        List.of(List.<String>of(), List.of("a"), List.of("b", "test"), List.of("a", "b"))) {
      assertThat(new Selection(asked, "").includes(changeset(full(liquibase(written)), "")))
          .as("context \"%s\" asked for %s", written, asked)
          .isEqualTo(
              new ContextChangeSetFilter(new Contexts(asked))
                  .accepts(liquibase(written))
                  .isAccepted());
    }
  }
}
