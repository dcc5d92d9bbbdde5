package dev.athanor.rehearsal.test;

import dev.athanor.engine.model.Revision;
import dev.athanor.rehearsal.test.RevisionTest.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was found of each revision so far. */
final class Findings {
  private static final class Entry {
    private final Revision revision;
    private Outcome outcome = Outcome.PASSED;
    private final List<String> problems = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private long micros;

    Entry(Revision revision) {
      this.revision = revision;
    }
  }

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  Findings(List<Revision> revisions) {
    revisions.forEach(revision -> entries.put(revision.id(), new Entry(revision)));
  }

  void took(String revision, long micros) {
    entries.get(revision).micros += micros;
  }

  void fail(String revision, String problem) {
    Entry entry = entries.get(revision);
    entry.outcome = Outcome.FAILED;
    entry.problems.add(problem);
    // Where it fails without rows, too, it was not the rows that stopped it.
    entry.remarks.clear();
  }

  /** What a changeset's own failure means, or that it says nothing of it. */
  void fail(RevisionFailure failure, String what) {
    failure
        .notRehearsed()
        .ifPresentOrElse(
            because -> notRehearsed(failure.revision(), because),
            () -> fail(failure.revision(), what + failure.getMessage()));
  }

  void notRehearsed(String revision, String because) {
    Entry entry = entries.get(revision);
    if (entry.outcome != Outcome.FAILED) {
      entry.outcome = Outcome.NOT_REHEARSED;
      entry.problems.add("not rehearsed, because " + because);
    }
  }

  void remark(String revision, String remark) {
    entries.get(revision).remarks.add(remark);
  }

  void set(String revision, Outcome outcome) {
    Entry entry = entries.get(revision);
    if (entry.outcome == Outcome.PASSED) {
      entry.outcome = outcome;
    }
  }

  boolean isGood(String revision) {
    return test(entries.get(revision)).isGood();
  }

  List<RevisionTest> all() {
    return entries.values().stream().map(Findings::test).toList();
  }

  private static RevisionTest test(Entry entry) {
    return new RevisionTest(
        entry.revision.id(),
        entry.revision.message(),
        entry.revision.path(),
        entry.outcome,
        entry.problems,
        entry.remarks,
        entry.micros);
  }
}
