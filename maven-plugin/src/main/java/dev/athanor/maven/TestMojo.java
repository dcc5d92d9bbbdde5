package dev.athanor.maven;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.rehearsal.test.JunitXml;
import dev.athanor.rehearsal.test.TestFile;
import dev.athanor.rehearsal.test.TestRequest;
import dev.athanor.rehearsal.test.TestResult;
import dev.athanor.rehearsal.test.TestRevisions;
import java.io.File;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Runs every revision up, down and up again in a scratch PostgreSQL, with rows in every table, and
 * fails when one does not run or leaves another schema than it should. What has not changed since
 * it passed is not run again.
 */
@Mojo(name = "test", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true)
public final class TestMojo extends RehearsingMojo {

  /** Reports what fails, and fails no build for it. */
  @Parameter(property = "athanor.test.failureIgnore", defaultValue = "false")
  private boolean testFailureIgnore;

  /** Runs all, also what has not changed since it passed. */
  @Parameter(property = "athanor.test.all", defaultValue = "false")
  private boolean testAll;

  /** The report in the XML that build servers read. */
  @Parameter(
      property = "athanor.test.report",
      defaultValue = "${project.build.directory}/athanor/TEST-athanor.xml",
      required = true)
  private File testReport;

  @Override
  void runOnChangelog() {
    Bundle bundle = bundle();
    Changelog changelog = changelog();
    List<TestFile> files =
        changelog.source().kind() == ChangelogSource.Kind.VERSIONS
            ? TestFile.read(changelog.files(), changelog.source().path(), bundle.graph())
            : List.of();
    TestResult result =
        new TestRevisions(
                new TestRequest(
                    bundle,
                    files,
                    selection(PlanOptions.UPGRADE),
                    scratch(),
                    snapshotOptions(),
                    testAll ? Optional.empty() : Optional.of(cache.toPath().resolve("tested")),
                    getLog()::info))
            .run();
    JunitXml.write(result, testReport.toPath());
    if (testFailureIgnore || !result.failed()) {
      print(result);
    } else {
      result.orThrow();
    }
  }
}
