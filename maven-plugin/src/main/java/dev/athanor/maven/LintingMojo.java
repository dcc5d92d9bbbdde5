package dev.athanor.maven;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ProjectFile;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.rehearsal.fix.FixResult;
import dev.athanor.rehearsal.fix.FixRevisions;
import dev.athanor.rehearsal.lint.Baseline;
import dev.athanor.rehearsal.lint.Checkout;
import dev.athanor.rehearsal.lint.Level;
import dev.athanor.rehearsal.lint.Lint;
import dev.athanor.rehearsal.lint.LintOptions;
import dev.athanor.rehearsal.lint.LintReport;
import dev.athanor.rehearsal.lint.LintRequest;
import dev.athanor.rehearsal.lint.Sizes;
import dev.athanor.scratch.Databases;
import dev.athanor.scratch.ScratchDatabases;
import dev.athanor.scratch.ScratchServer;
import java.io.File;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.maven.plugins.annotations.Parameter;

/** A goal that lints revisions as the project wants it. */
abstract class LintingMojo extends RehearsingMojo {

  /** Levels of rules, as {@code rule=level}, separated by commas. */
  @Parameter(property = "athanor.lint.levels")
  private String levels;

  /** The same in a POM: {@code <ruleLevels><drop-column>off</drop-column></ruleLevels>}. */
  @Parameter private Map<String, String> ruleLevels = Map.of();

  /** Findings of before, which are not reported. */
  @Parameter(
      property = "athanor.lint.baseline",
      defaultValue = "${project.basedir}/athanor-lint-baseline.txt",
      required = true)
  File lintBaseline;

  /** What is found of each step is kept in the cache, from which {@code package} takes it. */
  final LintReport lint(Bundle bundle, Set<String> known, boolean rollbacks, Sizes sizes) {
    LintRequest request = request(bundle, known, rollbacks, sizes);
    return with(databases -> new Lint(request, databases).run());
  }

  /** Writes safe ways into the files. */
  final FixResult fix(Bundle bundle, Set<String> known, Sizes sizes) {
    LintRequest request = request(bundle, known, true, sizes);
    Path root = changelog().files().root();
    return with(databases -> new FixRevisions(request, databases, root, this::bundle).run());
  }

  private <T> T with(Function<Databases, T> work) {
    Database.warmUp();
    try (ScratchServer server = ScratchServer.open(scratch());
        ScratchDatabases databases = new ScratchDatabases(server)) {
      return work.apply(databases);
    }
  }

  private LintRequest request(Bundle bundle, Set<String> known, boolean rollbacks, Sizes sizes) {
    Changelog changelog = changelog();
    Path root = changelog.files().root();
    return new LintRequest(
        bundle,
        known,
        selection(PlanOptions.UPGRADE),
        snapshotOptions(),
        rollbacks,
        new LintOptions(
            ruleLevels(),
            Baseline.read(lintBaseline.toPath()),
            sizes,
            ProjectFile.read(root).revisions().messages()),
        Checkout.of(root),
        changelog.files()::text,
        Optional.of(cache.toPath()));
  }

  private Map<String, Level> ruleLevels() {
    String all =
        ruleLevels.entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue())
            .collect(Collectors.joining(","));
    return LintOptions.levels(NewRevisionMojo.list(levels == null ? all : all + "," + levels));
  }
}
