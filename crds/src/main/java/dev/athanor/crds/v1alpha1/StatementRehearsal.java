package dev.athanor.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What one statement of a plan did in its rehearsal.
 *
 * @param revision the revision it belongs to.
 * @param statement its SQL, shortened.
 * @param lock the strongest lock that it took of what was there, such as {@code ACCESS EXCLUSIVE}.
 * @param relation of what, as schema.name.
 * @param blocks who waits for that lock: {@code reads and writes} or {@code writes}; absent where
 *     nobody does.
 * @param blockedMillis for how many milliseconds these wait, to the end of the transaction.
 * @param rewriteBytes bytes that it wrote anew of tables and indexes that were there.
 * @param walBytes bytes that it added to the write-ahead log.
 * @param millis how many milliseconds it took.
 * @param failure what the server said; absent where it did not fail.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StatementRehearsal(
    String revision,
    String statement,
    String lock,
    String relation,
    String blocks,
    Long blockedMillis,
    Long rewriteBytes,
    Long walBytes,
    Long millis,
    String failure) {

  /** What others would feel of it, in a line. */
  public String text() {
    StringBuilder text = new StringBuilder(revision).append(' ').append(statement).append(": ");
    if (failure != null) {
      text.append("fails, ").append(failure).append("; ");
    }
    if (lock != null) {
      text.append(lock).append(" on ").append(relation).append("; ");
    }
    if (blocks != null) {
      text.append(blocks).append(" wait ").append(blockedMillis).append(" ms; ");
    }
    return text.append("writes ").append(rewriteBytes).append(" bytes anew").toString();
  }

  /** The same with its texts cut. */
  public StatementRehearsal withTexts(String shorterStatement, String shorterFailure) {
    return new StatementRehearsal(
        revision,
        shorterStatement,
        lock,
        relation,
        blocks,
        blockedMillis,
        rewriteBytes,
        walBytes,
        millis,
        shorterFailure);
  }
}
