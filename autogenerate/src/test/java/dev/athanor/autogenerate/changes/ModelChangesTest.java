package dev.athanor.autogenerate.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.autogenerate.testing.Provider;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every change of {@code changes/}: what autogenerate writes takes a database with rows in it to
 * the provider's own schema and back again, and then has nothing more to say.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ModelChangesTest {
  private final Provider provider;
  private ChangeBench bench;

  /** A class each, so that the providers' changes run beside each other. */
  ModelChangesTest(Provider provider) {
    this.provider = provider;
  }

  static Stream<ModelChange> changes() {
    // -Dchanges=REGEX for those whose name has it.
    Pattern wanted = Pattern.compile(System.getProperty("changes", ""));
    return ModelChange.all().stream().filter(change -> wanted.matcher(change.toString()).find());
  }

  @BeforeAll
  void compile(@TempDir Path temporary) {
    bench = new ChangeBench(temporary, provider, changes().toList());
  }

  @AfterAll
  void close() {
    bench.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void isWrittenExactly(ModelChange change) {
    ChangeBench.Outcome outcome = bench.run(change);

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
