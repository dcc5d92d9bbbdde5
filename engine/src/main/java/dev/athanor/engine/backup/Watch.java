package dev.athanor.engine.backup;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * For how long a program may do nothing.
 *
 * @param patience without a byte read or written and, where it has sessions in a server, without
 *     any of them at work
 * @param server where its sessions are looked for; empty: it has none
 */
record Watch(Duration patience, Optional<BackupSource> server) {
  static final Duration PATIENCE = Duration.ofMinutes(10);

  /** For programs that read and write files only. */
  static final Watch OF_FILES = new Watch(PATIENCE, Optional.empty());

  Watch {
    Objects.requireNonNull(patience, "patience");
    Objects.requireNonNull(server, "server");
  }

  /** The same patience for what has no sessions. */
  Watch ofFiles() {
    return new Watch(patience, Optional.empty());
  }
}
