package dev.athanor.autogenerate.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.autogenerate.testing.Provider;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every change of {@code changes/}: what autogenerate writes takes a database with rows in it to
 * the provider's own schema and back again, and then has nothing more to say.
 *
 * <p>Of a provider autogenerate sees nothing but its DDL. So a change is run with Hibernate 7, and
 * with Hibernate 6 where that asks for something else.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModelChangesTest {
  private final Map<Provider, ChangeBench> benches = new EnumMap<>(Provider.class);

  static List<ModelChange> changes() {
    // -Dchanges=REGEX for those whose name has it, of all that there are.
    Pattern wanted = Pattern.compile(System.getProperty("changes", ""));
    return ModelChange.all(!wanted.pattern().isEmpty()).stream()
        .filter(change -> wanted.matcher(change.toString()).find())
        .toList();
  }

  @BeforeAll
  void compile(@TempDir Path temporary) {
    for (Provider provider : Provider.values()) {
      benches.put(
          provider, new ChangeBench(temporary.resolve(provider.name()), provider, changes()));
    }
  }

  @AfterAll
  void close() {
    benches.values().forEach(ChangeBench::close);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void isWrittenExactly(ModelChange change) {
    ChangeBench seven = benches.get(Provider.HIBERNATE_7);
    ChangeBench six = benches.get(Provider.HIBERNATE_6);
    requireExact(change, seven.run(change));
    if (!six.ddl(change).equals(seven.ddl(change))) {
      requireExact(change, six.run(change));
    }
  }

  private static void requireExact(ModelChange change, ChangeBench.Outcome outcome) {
    assertThat(outcome.upgraded()).describedAs(outcome.revision()).isEqualTo(outcome.provided());
    assertThat(outcome.upgradedDump())
        .describedAs(outcome.revision())
        .isEqualTo(outcome.providedDump());
    assertThat(outcome.downgraded()).describedAs(outcome.revision()).isEqualTo(outcome.before());
    assertThat(outcome.downgradedDump())
        .describedAs(outcome.revision())
        .isEqualTo(outcome.beforeDump());
    assertThat(outcome.todos()).isEmpty();
    assertThat(outcome.stopped()).describedAs(outcome.revision()).isEmpty();
    assertThat(outcome.revision()).doesNotContain("--rollback empty");
    assertThat(outcome.second()).describedAs("a second run finds").isEmpty();
    if (change.destructive()) {
      assertThat(outcome.revision()).contains("-- dataLoss: ");
    }
  }
}
