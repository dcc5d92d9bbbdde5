package dev.athanor.rehearsal.test;

import dev.athanor.engine.bundle.Baseline;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.rehearsal.squash.BaselineProof;
import dev.athanor.rehearsal.test.RevisionTest.Outcome;
import dev.athanor.rehearsal.test.TestResult.BaselineTest;
import dev.athanor.scratch.Databases;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Proves each baseline anew that has changed since it was proven, or what it stands for has. */
final class BaselineTests {
  private final TestRequest request;
  private final Databases databases;
  private final PassedBefore passed;
  private final Findings findings;

  /**
   * @param findings of the revisions: what does not run has no short way either
   */
  BaselineTests(TestRequest request, Databases databases, PassedBefore passed, Findings findings) {
    this.request = request;
    this.databases = databases;
    this.passed = passed;
    this.findings = findings;
  }

  List<BaselineTest> run(List<Baseline> baselines) throws SQLException {
    List<BaselineTest> tests = new ArrayList<>();
    for (Baseline baseline : baselines) {
      BaselineTest test = test(baseline);
      tests.add(test);
      if (test.isGood()) {
        passed.add(baseline);
      }
    }
    return tests;
  }

  private BaselineTest test(Baseline baseline) throws SQLException {
    if (passed.has(baseline)) {
      return found(baseline, Outcome.UNCHANGED, List.of());
    }
    for (CompiledRevision covered : request.bundle().upTo(baseline.revision())) {
      if (!findings.isGood(covered.revision().id())) {
        return notRehearsed(
            baseline, covered.revision().id() + ", which it stands for, does not pass");
      }
    }
    request.progress().accept("Proving " + baseline.path());
    try {
      List<String> differences =
          new BaselineProof(request.bundle(), databases).differences(baseline);
      return found(baseline, differences.isEmpty() ? Outcome.PASSED : Outcome.FAILED, differences);
    } catch (AthanorException e) {
      return notRehearsed(baseline, e.getMessage());
    }
  }

  private static BaselineTest notRehearsed(Baseline baseline, String because) {
    return found(baseline, Outcome.NOT_REHEARSED, List.of("not rehearsed, because " + because));
  }

  private static BaselineTest found(Baseline baseline, Outcome outcome, List<String> problems) {
    return new BaselineTest(baseline.revision(), baseline.path(), outcome, problems);
  }
}
