package dev.athanor.rehearsal.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.testing.TestPostgres;
import dev.athanor.rehearsal.ManyRevisions;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.Binaries;
import dev.athanor.scratch.ScratchDatabases;
import dev.athanor.scratch.ScratchServer;
import dev.athanor.scratch.ScratchSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** How long lint takes for many revisions, and for one behind them: {@code bench/rehearsal}. */
@EnabledIfSystemProperty(named = "athanor.revisions", matches = "[0-9]+")
class LintSpeedTest {
  @Test
  void theyAreJudgedOnceAndThenOnlyTheLast() {
    int count = Integer.getInteger("athanor.revisions");
    Bundle bundle = ManyRevisions.of(count).build();
    LintReport all = lint("lint, all", bundle, "base", count);
    assertThat(all.revisions()).isEqualTo(count);
    String before = "r%06d".formatted(count - 2);
    lint("lint, the last one, cold", bundle, before, 1);
    assertThat(lint("lint, the last one, warm", bundle, before, 1).revisions()).isEqualTo(1);
  }

  private static LintReport lint(String what, Bundle bundle, String from, int judged) {
    Set<String> known = Known.upTo(bundle, from);
    String url = "jdbc:postgresql://127.0.0.1:" + TestPostgres.port() + "/postgres?user=postgres";
    ScratchSettings settings =
        new ScratchSettings(
            Path.of("target"),
            new Binaries.Installed(Path.of("")),
            Optional.of(url),
            Duration.ZERO);
    return ManyRevisions.timed(
        what,
        judged,
        () -> {
          try (ScratchServer server = ScratchServer.open(settings);
              ScratchDatabases databases = new ScratchDatabases(server)) {
            return new Lint(
                    new LintRequest(
                        bundle,
                        known,
                        PlanOptions.UPGRADE,
                        SnapshotOptions.DEFAULT,
                        true,
                        LintOptions.DEFAULTS,
                        Checkout.ROOT,
                        path -> "",
                        Optional.empty()),
                    databases)
                .run();
          }
        });
  }
}
