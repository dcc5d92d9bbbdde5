package dev.athanor.rehearsal.test;

import java.util.List;
import java.util.Objects;

/**
 * What became of one revision.
 *
 * @param revision its id
 * @param message its message
 * @param path its file, below the changelog root
 * @param outcome in a word
 * @param problems what failed, or why it was not tested: with the object and the difference
 * @param remarks what only its rows can tell, and stops nothing
 * @param micros how long it took, in microseconds; 0 where nothing was run
 */
public record RevisionTest(
    String revision,
    String message,
    String path,
    Outcome outcome,
    List<String> problems,
    List<String> remarks,
    long micros) {

  /** What became of a revision. */
  public enum Outcome {
    /** Up, down and up again, each to the right schema. */
    PASSED,
    /** The same some time ago, and neither it nor what comes before it has changed. */
    UNCHANGED,
    /** It runs, and nothing undoes it: as it says itself. */
    IRREVERSIBLE,
    FAILED,
    /** It could not be tried: not known to work. */
    NOT_REHEARSED
  }

  public RevisionTest {
    Objects.requireNonNull(revision, "revision");
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(outcome, "outcome");
    problems = List.copyOf(problems);
    remarks = List.copyOf(remarks);
  }

  /** Whether it is green. */
  public boolean isGood() {
    return outcome != Outcome.FAILED && outcome != Outcome.NOT_REHEARSED;
  }
}
