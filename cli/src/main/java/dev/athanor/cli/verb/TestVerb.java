package dev.athanor.cli.verb;

import dev.athanor.cli.PlanningOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.rehearsal.test.JunitXml;
import dev.athanor.rehearsal.test.TestRequest;
import dev.athanor.rehearsal.test.TestResult;
import dev.athanor.rehearsal.test.TestRevisions;
import dev.athanor.schema.snapshot.SnapshotOptions;
import java.nio.file.Path;
import java.util.Optional;

/** Every revision up, down and up again, in a scratch PostgreSQL. */
final class TestVerb extends Verb {
  private final PlanningOptions planning = new PlanningOptions();
  private final SourceOptions source = new SourceOptions(planning.selection());
  private final ScratchOptions scratch = new ScratchOptions();
  private Path report;

  @Override
  public String summary() {
    return "Run every revision up, down and up again in a scratch PostgreSQL.";
  }

  @Override
  void options(Arguments arguments) {
    source.declare(arguments);
    planning.declare(arguments);
    scratch.declare(arguments);
    arguments.option("--report", "FILE", "writes JUnit's XML", v -> report = Path.of(v));
  }

  @Override
  CommandResult result() {
    Bundle bundle = source.bundle();
    TestResult result =
        new TestRevisions(
                new TestRequest(
                    bundle,
                    source.testFiles(bundle.graph()),
                    planning.on(PlanOptions.UPGRADE),
                    scratch.settings(),
                    SnapshotOptions.DEFAULT,
                    source.cache().map(cache -> cache.resolve("tested")),
                    this::progress))
            .run();
    Optional.ofNullable(report).ifPresent(path -> JunitXml.write(result, path));
    result.orThrow();
    return result;
  }
}
