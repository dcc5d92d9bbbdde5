package dev.athanor.rehearsal.recording;

import dev.athanor.schema.diff.Difference;
import java.util.List;
import java.util.Objects;

/**
 * What one statement did. "Existing" are the relations that were there before its changeset began:
 * what a changeset makes itself is in nobody's way.
 *
 * @param sql the statement as the server got it, without terminator
 * @param outside whether it ran in no transaction block
 * @param micros how long it took, in microseconds, the network included
 * @param locks what it locked of existing relations and had not been locked so strongly before in
 *     the same transaction; what is kept until the transaction ends, unless it ran outside
 * @param rewrites existing relations that have another file since
 * @param accesses what it read and wrote of existing tables; only what was not nothing
 * @param walBytes what it added to the write-ahead log, in bytes
 * @param changes what changed in the catalog, of what a snapshot has
 * @param catalogs system catalogs of which it wrote rows, whether a snapshot has them or not; none
 *     where it ran in no transaction
 * @param settings what it set for the session or the transaction
 * @param notices what the server said
 * @param failure why it failed; null where it did not
 */
public record StatementRecording(
    String sql,
    boolean outside,
    long micros,
    List<RelationLock> locks,
    List<Rewrite> rewrites,
    List<TableAccess> accesses,
    long walBytes,
    List<Difference> changes,
    List<String> catalogs,
    List<Setting> settings,
    List<Notice> notices,
    Failure failure) {

  /**
   * A lock that a statement took.
   *
   * @param relation as it was called before the changeset
   * @param mode how strong
   */
  public record RelationLock(Relation relation, LockMode mode) {
    public RelationLock {
      Objects.requireNonNull(relation, "relation");
      Objects.requireNonNull(mode, "mode");
    }
  }

  /**
   * An existing relation that was written anew, or emptied: it has another file.
   *
   * @param relation as it was called before the changeset
   * @param bytesBefore the size of its file before the statement
   * @param bytesAfter and after it; 0 where it was emptied
   */
  public record Rewrite(Relation relation, long bytesBefore, long bytesAfter) {
    public Rewrite {
      Objects.requireNonNull(relation, "relation");
    }
  }

  /**
   * What a statement read and wrote of an existing table: by itself, by a constraint, a trigger, a
   * function or a rewrite.
   *
   * @param relation the table or materialized view, as it was called before the changeset
   * @param scans how often it was read from its beginning
   * @param rowsScanned rows that these gave
   * @param indexScans how often one of its indexes was asked
   * @param inserted rows inserted
   * @param updated rows updated
   * @param deleted rows deleted; what TRUNCATE empties is a {@link Rewrite}
   * @param all whether several were updated or deleted, and they are all that it had
   */
  public record TableAccess(
      Relation relation,
      long scans,
      long rowsScanned,
      long indexScans,
      long inserted,
      long updated,
      long deleted,
      boolean all) {
    public TableAccess {
      Objects.requireNonNull(relation, "relation");
    }

    /** Rows inserted, updated and deleted. */
    public long written() {
      return inserted + updated + deleted;
    }
  }

  /**
   * A setting of the session's.
   *
   * @param name as {@code pg_settings} has it
   * @param value as {@code pg_settings.setting} has it, in that view's unit
   */
  public record Setting(String name, String value) {
    public Setting {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(value, "value");
    }
  }

  /**
   * A message of the server's.
   *
   * @param severity {@code NOTICE}, {@code WARNING}, …
   * @param sqlState five characters
   * @param message in the server's language
   * @param routine which of PostgreSQL's functions said so, the same in every language
   */
  public record Notice(String severity, String sqlState, String message, String routine) {
    public Notice {
      Objects.requireNonNull(severity, "severity");
      Objects.requireNonNull(sqlState, "sqlState");
      Objects.requireNonNull(message, "message");
      Objects.requireNonNull(routine, "routine");
    }
  }

  /**
   * An error of the server's.
   *
   * @param sqlState five characters
   * @param message with detail and hint, where there are some
   */
  public record Failure(String sqlState, String message) {
    public Failure {
      Objects.requireNonNull(sqlState, "sqlState");
      Objects.requireNonNull(message, "message");
    }
  }

  public StatementRecording {
    Objects.requireNonNull(sql, "sql");
    locks = List.copyOf(locks);
    rewrites = List.copyOf(rewrites);
    accesses = List.copyOf(accesses);
    changes = List.copyOf(changes);
    // A recording of before has none.
    catalogs = catalogs == null ? List.of() : List.copyOf(catalogs);
    settings = List.copyOf(settings);
    notices = List.copyOf(notices);
  }

  /** Whether it ran without an error. */
  public boolean ran() {
    return failure == null;
  }
}
