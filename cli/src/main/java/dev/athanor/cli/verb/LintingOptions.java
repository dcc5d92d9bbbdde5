package dev.athanor.cli.verb;

import dev.athanor.cli.PlanningOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ProjectFile;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.rehearsal.lint.Baseline;
import dev.athanor.rehearsal.lint.Checkout;
import dev.athanor.rehearsal.lint.Lint;
import dev.athanor.rehearsal.lint.LintOptions;
import dev.athanor.rehearsal.lint.LintReport;
import dev.athanor.rehearsal.lint.LintRequest;
import dev.athanor.rehearsal.lint.Sizes;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.ScratchDatabases;
import dev.athanor.scratch.ScratchServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** How revisions are linted, and where. */
final class LintingOptions {
  private final PlanningOptions planning = new PlanningOptions();
  private final ScratchOptions scratch = new ScratchOptions();
  private final List<String> levels = new ArrayList<>();
  private Path baseline = Path.of("athanor-lint-baseline.txt");

  void declare(Arguments arguments) {
    planning.declare(arguments);
    scratch.declare(arguments);
    arguments
        .option("--level", "RULE=LEVEL", "a rule's level; repeatable", levels::add)
        .option(
            "--baseline", "FILE", "findings of before, not reported", v -> baseline = Path.of(v));
  }

  Path baseline() {
    return baseline;
  }

  PlanOptions plan() {
    return planning.on(PlanOptions.UPGRADE);
  }

  /** What is found of each step is kept in the cache, where there is one. */
  LintReport lint(
      SourceOptions source, Bundle bundle, Set<String> known, boolean rollbacks, Sizes sizes) {
    Changelog changelog = source.changelog();
    Path root = changelog.files().root();
    LintRequest request =
        new LintRequest(
            bundle,
            known,
            plan(),
            SnapshotOptions.DEFAULT,
            rollbacks,
            new LintOptions(
                LintOptions.levels(levels),
                Baseline.read(baseline),
                sizes,
                ProjectFile.read(root).revisions().messages()),
            Checkout.pathOf(root),
            changelog.files()::text,
            source.cache());
    try (ScratchServer server = ScratchServer.open(scratch.settings());
        ScratchDatabases databases = new ScratchDatabases(server)) {
      return new Lint(request, databases).run();
    }
  }
}
