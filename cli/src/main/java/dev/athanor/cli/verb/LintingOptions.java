package dev.athanor.cli.verb;

import dev.athanor.cli.PlanningOptions;
import dev.athanor.cli.SelectionOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ProjectFile;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.rehearsal.fix.FixResult;
import dev.athanor.rehearsal.fix.FixRevisions;
import dev.athanor.rehearsal.lint.Baseline;
import dev.athanor.rehearsal.lint.Checkout;
import dev.athanor.rehearsal.lint.Lint;
import dev.athanor.rehearsal.lint.LintOptions;
import dev.athanor.rehearsal.lint.LintReport;
import dev.athanor.rehearsal.lint.LintRequest;
import dev.athanor.rehearsal.lint.Sizes;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.Databases;
import dev.athanor.scratch.ScratchDatabases;
import dev.athanor.scratch.ScratchServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

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

  SelectionOptions selection() {
    return planning.selection();
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
    return with(
        databases -> new Lint(request(source, bundle, known, rollbacks, sizes), databases).run());
  }

  /** Writes safe ways into the files. */
  FixResult fix(SourceOptions source, Bundle bundle, Set<String> known, Sizes sizes) {
    LintRequest request = request(source, bundle, known, true, sizes);
    Path root = source.changelog().files().root();
    return with(
        databases ->
            new FixRevisions(
                    request,
                    databases,
                    root,
                    () -> BundleCompiler.compile(source.changelog(), source.options()))
                .run());
  }

  private <T> T with(Function<Databases, T> work) {
    try (ScratchServer server = ScratchServer.open(scratch.settings());
        ScratchDatabases databases = new ScratchDatabases(server)) {
      return work.apply(databases);
    }
  }

  private LintRequest request(
      SourceOptions source, Bundle bundle, Set<String> known, boolean rollbacks, Sizes sizes) {
    Changelog changelog = source.changelog();
    Path root = changelog.files().root();
    return new LintRequest(
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
        Checkout.of(root),
        changelog.files()::text,
        source.cache());
  }
}
