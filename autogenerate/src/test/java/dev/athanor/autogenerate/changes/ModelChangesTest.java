package dev.athanor.autogenerate.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.autogenerate.testing.Provider;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every change of {@code changes/}: what autogenerate writes takes a database with rows in it to
 * the provider's own schema and back again, and then has nothing more to say.
 */
class ModelChangesTest {
  @TempDir static Path directory;
  private static ChangeBench bench;

  static Stream<Arguments> changes() {
    // -Dchanges=REGEX for those whose name has it.
    Pattern wanted = Pattern.compile(System.getProperty("changes", ""));
    return ModelChange.all().stream()
        .filter(change -> wanted.matcher(change.toString()).find())
        .flatMap(
            change -> Stream.of(Provider.values()).map(provider -> Arguments.of(change, provider)));
  }

  @BeforeAll
  static void compile() {
    bench = new ChangeBench(directory, ModelChange.all());
  }

  @AfterAll
  static void close() {
    bench.close();
  }

  @ParameterizedTest(name = "{0} with {1}")
  @MethodSource("changes")
  void isWrittenExactly(ModelChange change, Provider provider) {
    ChangeBench.Outcome outcome = bench.run(change, provider);

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
