package dev.athanor.rehearsal.restored;

import dev.athanor.rehearsal.recording.ChangesetRecording;
import dev.athanor.rehearsal.recording.LockMode;
import dev.athanor.rehearsal.recording.StatementRecording;
import dev.athanor.rehearsal.recording.StatementRecording.RelationLock;
import dev.athanor.rehearsal.recording.StatementRecording.Rewrite;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * What one statement did to what was there before its changeset.
 *
 * @param revision the id of the revision it belongs to
 * @param changeset the key of its changeset
 * @param number which of its changeset's statements it is, from 1
 * @param sql as the server got it
 * @param lock the strongest lock that it takes, as {@code LOCK TABLE} has it; null for none
 * @param relation what that is a lock of, as schema.name; null for none
 * @param blocks who waits for it: {@code reads and writes}, {@code writes}, or null for nobody
 * @param blockedMillis how long these wait: to the end of its transaction, by the statements' time
 * @param rewriteBytes what it wrote anew of tables and indexes that were there
 * @param walBytes what it added to the write-ahead log
 * @param millis how long it took
 * @param failure what the server said; null where it did not fail
 */
public record RehearsedStatement(
    String revision,
    String changeset,
    int number,
    String sql,
    String lock,
    String relation,
    String blocks,
    long blockedMillis,
    long rewriteBytes,
    long walBytes,
    long millis,
    String failure) {

  /** What stops comes first, then what others would feel most. */
  static final Comparator<RehearsedStatement> WORST_FIRST =
      Comparator.comparing((RehearsedStatement each) -> each.failure() == null)
          .thenComparing(RehearsedStatement::blockedMillis, Comparator.reverseOrder())
          .thenComparing(RehearsedStatement::rewriteBytes, Comparator.reverseOrder())
          .thenComparing(RehearsedStatement::millis, Comparator.reverseOrder());

  private static final Comparator<RelationLock> BY_STRENGTH =
      Comparator.comparing((RelationLock lock) -> lock.mode().blocksReads())
          .thenComparing(lock -> lock.mode().blocksWrites())
          .thenComparing(lock -> lock.relation().isTable())
          .thenComparing(RelationLock::mode);

  public RehearsedStatement {
    Objects.requireNonNull(revision, "revision");
    Objects.requireNonNull(changeset, "changeset");
    Objects.requireNonNull(sql, "sql");
  }

  /** Those of a changeset, in order. */
  static List<RehearsedStatement> of(ChangesetRecording changeset) {
    List<RehearsedStatement> statements = new ArrayList<>();
    long toTheEnd = 0;
    for (int i = changeset.statements().size() - 1; i >= 0; i--) {
      StatementRecording statement = changeset.statements().get(i);
      // What runs in no transaction lets go when it ends.
      toTheEnd = statement.outside() ? statement.micros() : toTheEnd + statement.micros();
      statements.add(of(changeset, i + 1, statement, toTheEnd));
    }
    Collections.reverse(statements);
    return statements;
  }

  private static RehearsedStatement of(
      ChangesetRecording changeset, int number, StatementRecording statement, long heldMicros) {
    RelationLock lock = statement.locks().stream().max(BY_STRENGTH).orElse(null);
    String blocks = lock == null ? null : blocks(lock.mode());
    return new RehearsedStatement(
        changeset.revision(),
        changeset.key().toString(),
        number,
        statement.sql(),
        lock == null ? null : lock.mode().sql(),
        lock == null ? null : lock.relation().path(),
        blocks,
        blocks == null ? 0 : millis(heldMicros),
        statement.rewrites().stream().mapToLong(Rewrite::bytesAfter).sum(),
        statement.walBytes(),
        millis(statement.micros()),
        statement.failure() == null ? null : statement.failure().message());
  }

  private static String blocks(LockMode mode) {
    return mode.blocksReads() ? "reads and writes" : mode.blocksWrites() ? "writes" : null;
  }

  private static long millis(long micros) {
    return TimeUnit.MICROSECONDS.toMillis(micros);
  }

  /** Which it is, for people. */
  String name() {
    return "statement " + number + " of " + revision + " (" + changeset + ")";
  }

  /** Whether it is worth a reviewer's time: it fails, somebody waits for it, or it rewrites. */
  public boolean matters() {
    return failure != null || blockedMillis > 0 || rewriteBytes > 0;
  }

  /** What it did, in a line. */
  public String effect() {
    List<String> parts = new ArrayList<>();
    if (failure != null) {
      parts.add("FAILS: " + failure);
    }
    if (lock != null) {
      parts.add(lock + " on " + relation);
    }
    if (blocks != null) {
      parts.add(blocks + " wait " + blockedMillis + " ms");
    }
    if (rewriteBytes > 0) {
      parts.add("writes " + rewriteBytes + " bytes anew");
    }
    parts.add(walBytes + " bytes of WAL");
    parts.add(millis + " ms");
    return String.join(", ", parts);
  }
}
