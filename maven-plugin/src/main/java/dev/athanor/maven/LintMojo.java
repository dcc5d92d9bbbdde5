package dev.athanor.maven;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ProjectFile;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.rehearsal.lint.Baseline;
import dev.athanor.rehearsal.lint.Checkout;
import dev.athanor.rehearsal.lint.Known;
import dev.athanor.rehearsal.lint.Level;
import dev.athanor.rehearsal.lint.Lint;
import dev.athanor.rehearsal.lint.LintOptions;
import dev.athanor.rehearsal.lint.LintReport;
import dev.athanor.rehearsal.lint.LintRequest;
import dev.athanor.rehearsal.lint.ReportFormat;
import dev.athanor.rehearsal.lint.Sizes;
import dev.athanor.scratch.ScratchDatabases;
import dev.athanor.scratch.ScratchServer;
import java.io.File;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Runs revisions in a scratch PostgreSQL and says what is dangerous about what they did: whom they
 * keep out, what they break, what they lose.
 */
@Mojo(name = "lint", threadSafe = true)
public final class LintMojo extends RehearsingMojo {

  /** Judges only what comes after this revision: what was released before is not looked at. */
  @Parameter(property = "athanor.lint.from", defaultValue = "base")
  private String from;

  /** Judges only what this database has not applied. It is only read. */
  @Parameter(property = "athanor.lint.notIn")
  private String notIn;

  /** Fails at findings of this level and above: notice, warning or error; off for never. */
  @Parameter(property = "athanor.lint.failAt", defaultValue = "off")
  private String failAt;

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
  private File lintBaseline;

  /** Writes what is found now into the baseline. */
  @Parameter(property = "athanor.lint.writeBaseline", defaultValue = "false")
  private boolean writeBaseline;

  /** A database from which the sizes of tables are taken. It is only read. */
  @Parameter(property = "athanor.lint.sizesFrom")
  private String sizesFrom;

  /** Tries the way back, too. */
  @Parameter(property = "athanor.lint.rollbacks", defaultValue = "true")
  private boolean rollbacks;

  /** text, json, sarif, github or gitlab. */
  @Parameter(property = "athanor.lint.format", defaultValue = "text")
  private String format;

  /** Writes the report into this file, beside printing it as text. */
  @Parameter(property = "athanor.lint.output")
  private File output;

  @Override
  void runOnChangelog() {
    ReportFormat form = ReportFormat.named(format);
    Level limit = Level.named(failAt);
    LintReport report = report();
    if (writeBaseline) {
      Baseline.write(lintBaseline.toPath(), report);
      getLog().info("Wrote " + lintBaseline + ".");
      return;
    }
    if (output != null) {
      form.writeTo(output.toPath(), report);
    }
    if (output != null || form == ReportFormat.TEXT) {
      print(report);
    } else {
      System.out.println(form.write(report));
    }
    report.failAt(limit);
  }

  private LintReport report() {
    Changelog changelog = changelog();
    Bundle bundle = bundle();
    LintRequest request =
        new LintRequest(
            bundle,
            known(bundle),
            selection(PlanOptions.UPGRADE),
            snapshotOptions(),
            rollbacks,
            options(changelog.files().root()),
            Checkout.pathOf(changelog.files().root()),
            changelog.files()::text);
    Database.warmUp();
    try (ScratchServer server = ScratchServer.open(scratch());
        ScratchDatabases databases = new ScratchDatabases(server)) {
      return new Lint(request, databases).run();
    }
  }

  private LintOptions options(Path root) {
    String all =
        ruleLevels.entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue())
            .collect(Collectors.joining(","));
    String both = levels == null ? all : all + "," + levels;
    return new LintOptions(
        LintOptions.levels(NewRevisionMojo.list(both)),
        Baseline.read(lintBaseline.toPath()),
        sizesFrom == null
            ? Sizes.UNKNOWN
            : Sizes.of(DatabaseTarget.of(DatabaseUrl.parse(sizesFrom))),
        ProjectFile.read(root).revisions().messages());
  }

  private Set<String> known(Bundle bundle) {
    return notIn == null
        ? Known.upTo(bundle, from)
        : Known.in(
            bundle,
            DatabaseTarget.of(DatabaseUrl.parse(notIn)),
            selection(PlanOptions.UPGRADE).withAllowUnknownHistory(true));
  }
}
