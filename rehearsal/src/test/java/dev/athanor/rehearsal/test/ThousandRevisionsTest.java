package dev.athanor.rehearsal.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.testing.TestBundle;
import dev.athanor.engine.testing.TestPostgres;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.Binaries;
import dev.athanor.scratch.ScratchSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** How long many revisions take: {@code -Dtest.jvm="-Xmx1g -Dathanor.revisions=1000"}. */
@EnabledIfSystemProperty(named = "athanor.revisions", matches = "[0-9]+")
class ThousandRevisionsTest {
  @TempDir Path directory;

  @Test
  void theyAreTestedOnceAndThenOnlyTheNewOne() {
    int count = Integer.getInteger("athanor.revisions");
    TestBundle bundle = new TestBundle();
    for (int i = 0; i < count; i++) {
      add(bundle, i);
    }
    TestRequest request = request(bundle);
    assertThat(timed("all", request).failed()).isFalse();
    assertThat(timed("unchanged", request).failed()).isFalse();
    add(bundle, count);
    TestResult result = timed("one more", request(bundle));
    assertThat(result.revisions())
        .filteredOn(test -> test.outcome() == RevisionTest.Outcome.PASSED)
        .hasSize(1);
  }

  private final String url = TestPostgres.newDatabase();

  private TestRequest request(TestBundle bundle) {
    return new TestRequest(
        bundle.build(),
        List.of(),
        PlanOptions.UPGRADE,
        new ScratchSettings(
            directory, new Binaries.Installed(directory), Optional.of(url), Duration.ZERO),
        SnapshotOptions.DEFAULT,
        Optional.of(directory.resolve("tested")),
        line -> {});
  }

  private static TestResult timed(String what, TestRequest request) {
    long started = System.nanoTime();
    TestResult result = new TestRevisions(request).run();
    System.out.printf(
        "%s: %d revisions in %.1f s%n",
        what, result.revisions().size(), (System.nanoTime() - started) / 1e9);
    return result;
  }

  /** Tables, and what is done to them: a column, an index, a foreign key. */
  private static void add(TestBundle bundle, int i) {
    int table = i / 4;
    String id = "r%06d".formatted(i);
    switch (i % 4) {
      case 0 ->
          bundle.revision(
              id,
              "CREATE TABLE t%d (id int PRIMARY KEY, name text NOT NULL)".formatted(table),
              "DROP TABLE t" + table);
      case 1 ->
          bundle.revision(
              id,
              "ALTER TABLE t%d ADD COLUMN other int".formatted(table),
              "ALTER TABLE t%d DROP COLUMN other".formatted(table));
      case 2 ->
          bundle.revision(
              id,
              "CREATE INDEX t%1$d_name ON t%1$d (name)".formatted(table),
              "DROP INDEX t%d_name".formatted(table));
      default ->
          bundle.revision(
              id,
              "ALTER TABLE t%d ADD FOREIGN KEY (other) REFERENCES t%d".formatted(table, table / 2),
              "ALTER TABLE t%1$d DROP CONSTRAINT t%1$d_other_fkey".formatted(table));
    }
  }
}
