package dev.athanor.cli.verb;

import dev.athanor.cli.Command;
import dev.athanor.cli.Console;
import dev.athanor.cli.ExitCode;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.rehearsal.fix.FixResult;
import dev.athanor.rehearsal.fix.FixRevisions;
import dev.athanor.rehearsal.lint.Baseline;
import dev.athanor.rehearsal.lint.Known;
import dev.athanor.rehearsal.lint.Level;
import dev.athanor.rehearsal.lint.LintReport;
import dev.athanor.rehearsal.lint.ReportFormat;
import dev.athanor.rehearsal.lint.Sizes;
import java.nio.file.Path;
import java.util.Set;

/** Tries revisions and says what is dangerous about what they did. */
final class LintVerb implements Command {
  private final LintingOptions linting = new LintingOptions();
  private final SourceOptions source = new SourceOptions(linting.selection());
  private String from;
  private DatabaseUrl notIn;
  private DatabaseUrl sizesFrom;
  private Level failAt = Level.OFF;
  private boolean writeBaseline;
  private boolean fix;
  private boolean rollbacks = true;
  private ReportFormat format = ReportFormat.TEXT;
  private Path output;

  @Override
  public String summary() {
    return "Try revisions and say what is dangerous about what they did.";
  }

  @Override
  public void declare(Arguments arguments) {
    source.declareFiles(arguments);
    linting.declare(arguments);
    arguments
        .option("--from", "REVISION", "judge only what comes after it", v -> from = v)
        .option("--not-in", "URL", "judge only what a database lacks", this::notIn)
        .option(
            "--fail-at", "LEVEL", "fail at notice, warning or error (default: off)", this::failAt)
        .flag("--write-baseline", "write what is found into it", () -> writeBaseline = true)
        .option("--sizes-from", "URL", "a database to take tables' sizes from", this::sizesFrom)
        .flag("--fix", "write the safe way where there is one", () -> fix = true)
        .flag("--no-rollbacks", "do not try the way back", () -> rollbacks = false)
        .option("--format", "FORMAT", "text, json, sarif, github or gitlab", this::format)
        .flag("--json", "the same as --format=json", () -> format = ReportFormat.JSON)
        .option("--output", "FILE", "write the report into it", v -> output = Path.of(v));
  }

  private void notIn(String url) {
    notIn = DatabaseUrl.parse(url);
  }

  private void sizesFrom(String url) {
    sizesFrom = DatabaseUrl.parse(url);
  }

  private void failAt(String level) {
    failAt = Level.named(level);
  }

  private void format(String name) {
    format = ReportFormat.named(name);
  }

  @Override
  public int run() {
    LintReport report = report();
    if (writeBaseline) {
      Baseline.write(linting.baseline(), report);
      Console.err("Wrote " + linting.baseline() + ".");
      return ExitCode.OK;
    }
    if (output != null) {
      format.writeTo(output, report);
      Console.out(report.text());
    } else {
      Console.out(format.write(report));
    }
    report.failAt(failAt);
    return ExitCode.OK;
  }

  private LintReport report() {
    Bundle bundle = BundleCompiler.compile(source.changelog(), source.options());
    Sizes sizes = sizesFrom == null ? Sizes.UNKNOWN : Sizes.of(DatabaseTarget.of(sizesFrom));
    if (!fix) {
      return linting.lint(source, bundle, known(bundle), rollbacks, sizes);
    }
    if (from == null && notIn == null) {
      throw FixRevisions.nothingKnown("--from", "--not-in");
    }
    FixResult result = linting.fix(source, bundle, known(bundle), sizes);
    result.lines().forEach(Console::err);
    return result.report();
  }

  private Set<String> known(Bundle bundle) {
    return notIn == null
        ? Known.upTo(bundle, from == null ? "base" : from)
        : Known.in(bundle, DatabaseTarget.of(notIn), linting.plan().withAllowUnknownHistory(true));
  }
}
