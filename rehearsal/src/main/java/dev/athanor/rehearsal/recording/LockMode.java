package dev.athanor.rehearsal.recording;

import java.util.Locale;

/** PostgreSQL's table-level locks, the weakest first. */
public enum LockMode {
  ACCESS_SHARE(0b1000_0000),
  ROW_SHARE(0b1100_0000),
  ROW_EXCLUSIVE(0b1111_0000),
  SHARE_UPDATE_EXCLUSIVE(0b1111_1000),
  SHARE(0b1110_1100),
  SHARE_ROW_EXCLUSIVE(0b1111_1100),
  EXCLUSIVE(0b1111_1110),
  ACCESS_EXCLUSIVE(0b1111_1111);

  /** The modes that wait for it, a bit each by ordinal. */
  private final int conflicts;

  LockMode(int conflicts) {
    this.conflicts = conflicts;
  }

  /**
   * The mode as {@code pg_locks.mode} has it, such as {@code ShareUpdateExclusiveLock}.
   *
   * @throws IllegalArgumentException for another word
   */
  public static LockMode of(String mode) {
    String words = mode.replaceFirst("Lock$", "").replaceAll("(?<=[a-z])(?=[A-Z])", "_");
    return valueOf(words.toUpperCase(Locale.ROOT));
  }

  /** Whether one who wants {@code other} has to wait while this is held. */
  public boolean conflictsWith(LockMode other) {
    return (conflicts & 1 << other.ordinal()) != 0;
  }

  /** Whether all that waits for {@code other} waits for it, too. */
  public boolean covers(LockMode other) {
    return (conflicts & other.conflicts) == other.conflicts;
  }

  /** Whether {@code SELECT} waits. */
  public boolean blocksReads() {
    return conflictsWith(ACCESS_SHARE);
  }

  /** Whether {@code INSERT}, {@code UPDATE} and {@code DELETE} wait. */
  public boolean blocksWrites() {
    return conflictsWith(ROW_EXCLUSIVE);
  }

  /** As {@code LOCK TABLE} and PostgreSQL's manual write it: {@code SHARE UPDATE EXCLUSIVE}. */
  public String sql() {
    return name().replace('_', ' ');
  }
}
