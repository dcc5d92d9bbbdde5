package dev.athanor.maven;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.rehearsal.fix.FixResult;
import dev.athanor.rehearsal.fix.FixRevisions;
import dev.athanor.rehearsal.lint.Baseline;
import dev.athanor.rehearsal.lint.Known;
import dev.athanor.rehearsal.lint.Level;
import dev.athanor.rehearsal.lint.LintReport;
import dev.athanor.rehearsal.lint.ReportFormat;
import dev.athanor.rehearsal.lint.Sizes;
import java.io.File;
import java.util.Set;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Runs revisions in a scratch PostgreSQL and says what is dangerous about what they did: whom they
 * keep out, what they break, what they lose.
 */
@Mojo(name = "lint", threadSafe = true)
public final class LintMojo extends LintingMojo {

  /**
   * Judges only what comes after this revision, all unless given: what was released before is not
   * looked at.
   */
  @Parameter(property = "athanor.lint.from")
  private String from;

  /** Judges only what this database has not applied. It is only read. */
  @Parameter(property = "athanor.lint.notIn")
  private String notIn;

  /** Fails at findings of this level and above: notice, warning or error; off for never. */
  @Parameter(property = "athanor.lint.failAt", defaultValue = "off")
  private String failAt;

  /** Writes what is found now into the baseline. */
  @Parameter(property = "athanor.lint.writeBaseline", defaultValue = "false")
  private boolean writeBaseline;

  /** A database from which the sizes of tables are taken. It is only read. */
  @Parameter(property = "athanor.lint.sizesFrom")
  private String sizesFrom;

  /**
   * Writes the safe way into files of SQL where there is one, after it has been shown to lead to
   * the same schema; only of revisions that {@code from} or {@code notIn} leaves.
   */
  @Parameter(property = "athanor.lint.fix", defaultValue = "false")
  private boolean fix;

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
    Bundle bundle = bundle();
    Sizes sizes =
        sizesFrom == null
            ? Sizes.UNKNOWN
            : Sizes.of(DatabaseTarget.of(DatabaseUrl.parse(sizesFrom)));
    if (!fix) {
      return lint(bundle, known(bundle), rollbacks, sizes);
    }
    if (from == null && notIn == null) {
      throw FixRevisions.nothingKnown("-Dathanor.lint.from", "-Dathanor.lint.notIn");
    }
    FixResult result = fix(bundle, known(bundle), sizes);
    result.lines().forEach(getLog()::info);
    return result.report();
  }

  private Set<String> known(Bundle bundle) {
    return notIn == null
        ? Known.upTo(bundle, from == null ? "base" : from)
        : Known.in(
            bundle,
            DatabaseTarget.of(DatabaseUrl.parse(notIn)),
            selection(PlanOptions.UPGRADE).withAllowUnknownHistory(true));
  }
}
