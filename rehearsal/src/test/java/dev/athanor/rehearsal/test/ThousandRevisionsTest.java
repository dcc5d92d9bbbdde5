package dev.athanor.rehearsal.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.testing.TestBundle;
import dev.athanor.engine.testing.TestPostgres;
import dev.athanor.rehearsal.ManyRevisions;
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

/** How long many revisions take: {@code bench/rehearsal}. */
@EnabledIfSystemProperty(named = "athanor.revisions", matches = "[0-9]+")
class ThousandRevisionsTest {
  @TempDir Path directory;

  @Test
  void theyAreTestedOnceAndThenOnlyTheNewOne() {
    int count = Integer.getInteger("athanor.revisions");
    TestBundle bundle = ManyRevisions.of(count);
    TestRequest request = request(bundle);
    assertThat(timed("all", request).failed()).isFalse();
    assertThat(timed("unchanged", request).failed()).isFalse();
    ManyRevisions.add(bundle, count);
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
    return ManyRevisions.timed(
        "test, " + what,
        request.bundle().revisions().size(),
        () -> new TestRevisions(request).run());
  }
}
