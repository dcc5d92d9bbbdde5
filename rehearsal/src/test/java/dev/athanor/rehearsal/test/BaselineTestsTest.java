package dev.athanor.rehearsal.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.bundle.Baseline;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.testing.TestBundle;
import dev.athanor.engine.testing.TestPostgres;
import dev.athanor.rehearsal.squash.Squash;
import dev.athanor.rehearsal.squash.SquashRequest;
import dev.athanor.rehearsal.test.RevisionTest.Outcome;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.Binaries;
import dev.athanor.scratch.ScratchSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A baseline is proven again by `test`, whoever wrote the checksum beside it. */
class BaselineTestsTest {
  @TempDir Path directory;
  private final List<String> progress = new ArrayList<>();

  private ScratchSettings scratch() {
    return new ScratchSettings(
        directory,
        new Binaries.Installed(directory),
        Optional.of(TestPostgres.newDatabase()),
        Duration.ZERO);
  }

  private static TestBundle bundle() {
    return new TestBundle()
        .revision(
            "a1",
            "CREATE TABLE t (id int PRIMARY KEY, made timestamptz DEFAULT now())",
            "DROP TABLE t")
        .revision("a2", "INSERT INTO t (id) VALUES (1), (2)", "DELETE FROM t")
        .revision("a3", "CREATE TABLE u (id int)", "DROP TABLE u");
  }

  private Baseline squashed(Bundle bundle) throws IOException {
    Path file =
        new Squash(
                new SquashRequest(
                    bundle,
                    ChangelogSource.versions(directory),
                    "a2",
                    Set.of("public.t.made"),
                    scratch(),
                    line -> {}))
            .run()
            .path();
    return Baseline.parse("baselines/a2.sql", Files.readString(file));
  }

  /** Its statements changed, and its checksum made anew: what reads it believes it. */
  private static Baseline edited(Baseline baseline, String from, String to) {
    List<String> sql = baseline.sql().stream().map(each -> each.replace(from, to)).toList();
    assertThat(sql).isNotEqualTo(baseline.sql());
    Baseline edited =
        Baseline.of(
            baseline.revision(), baseline.schema(), baseline.covers(), baseline.accepted(), sql);
    return Baseline.parse(edited.path(), edited.text());
  }

  private TestResult test(Bundle bundle) {
    return new TestRevisions(
            new TestRequest(
                bundle,
                List.of(),
                PlanOptions.UPGRADE,
                scratch(),
                SnapshotOptions.DEFAULT,
                Optional.of(directory.resolve("cache/tested")),
                progress::add))
        .run();
  }

  private static TestResult.BaselineTest only(TestResult result) {
    assertThat(result.baselines()).hasSize(1);
    return result.baselines().get(0);
  }

  @Test
  void provesItOnceAndFindsAnEdit() throws IOException {
    Bundle bundle = bundle().build();
    Baseline baseline = squashed(bundle);
    Bundle squashed = bundle.withBaselines(List.of(baseline));

    TestResult first = test(squashed);
    assertThat(only(first).outcome()).isEqualTo(Outcome.PASSED);
    assertThat(first.text()).endsWith("; 1 baseline; PostgreSQL " + first.server());
    assertThat(progress).contains("Proving baselines/a2.sql");
    assertThat(only(test(squashed)).outcome()).isEqualTo(Outcome.UNCHANGED);

    // A row and a column's type, each with a checksum that fits.
    for (Baseline edited :
        List.of(edited(baseline, "('1',", "('7',"), edited(baseline, "integer", "bigint"))) {
      TestResult result = test(bundle.withBaselines(List.of(edited)));
      assertThat(only(result).outcome()).isEqualTo(Outcome.FAILED);
      assertThat(result.failed()).isTrue();
      assertThat(result.text()).contains("FAILED: baselines/a2.sql\n  ");
      assertThatThrownBy(result::orThrow)
          .hasMessageContaining("public.t")
          .extracting("nextStep")
          .asString()
          .contains("Squash again");
    }
    Path report = directory.resolve("TEST-athanor.xml");
    JunitXml.write(test(bundle.withBaselines(List.of(edited(baseline, "TABLE", "TABEL")))), report);
    assertThat(report)
        .content()
        .contains("classname=\"baselines\" name=\"baselines/a2.sql\"", "it does not run: ");
  }

  @Test
  void whatDoesNotRunHasNoShortWay() throws IOException {
    Baseline baseline = squashed(bundle().build());
    TestResult result =
        test(
            new TestBundle()
                .revision("a1", "CREATE TABLE t (id int)", "DROP TABLE t")
                .revision("a2", "SELECT 1/0", "SELECT 1")
                .build()
                .withBaselines(List.of(baseline)));
    assertThat(only(result).outcome()).isEqualTo(Outcome.NOT_REHEARSED);
    assertThat(only(result).problems().get(0)).startsWith("not rehearsed, because a2, which");
  }
}
