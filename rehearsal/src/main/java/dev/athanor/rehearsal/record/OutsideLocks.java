package dev.athanor.rehearsal.record;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.sql.SqlText;
import dev.athanor.rehearsal.recording.LockMode;
import dev.athanor.rehearsal.recording.Relation;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sees the locks of a statement that runs in no transaction: it lets go of them before it ends, and
 * most are held for a moment only.
 *
 * <p>Other sessions stand in its way. Two hold SHARE UPDATE EXCLUSIVE, which all such statements
 * want at least, and two ACCESS SHARE, as readers do, for those that want a stronger lock later: of
 * each two, one on every partitioned table, and one on all others, partitions among them, for a
 * statement may come to these in a transaction of its own. While the statement waits, it is seen in
 * {@code pg_locks} what it holds and what it waits for; then the sessions step aside, one after the
 * other. Where the user may not lock tables, what can be seen is seen.
 */
final class OutsideLocks {
  /** For a lock, or for who holds one: an index is made once all older transactions have ended. */
  private static final String WAITS =
      "SELECT count(*) FROM pg_catalog.pg_locks WHERE NOT granted AND pid = ";

  /** Whatever else it waits for, it is not kept waiting longer than this in all. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Database eye;
  private final List<Database> obstacles = new ArrayList<>();
  private final int pid;
  private final Map<Long, Set<LockMode>> seen = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile boolean ended;
  private volatile Exception failure;

  private OutsideLocks(Database session, Relations existing) {
    this.pid = session.facts().backendPid();
    this.eye = open(session);
    List<String> whole = names(existing, Relation.Kind.PARTITIONED_TABLE);
    List<String> plain = names(existing, Relation.Kind.TABLE);
    for (String mode : List.of("SHARE UPDATE EXCLUSIVE", "ACCESS SHARE")) {
      obstacle(session, whole, mode);
      obstacle(session, plain, mode);
    }
    this.thread = new Thread(this::look, "athanor-locks");
    this.thread.setDaemon(true);
  }

  static OutsideLocks watch(Database session, Relations existing) {
    OutsideLocks locks = new OutsideLocks(session, existing);
    locks.thread.start();
    return locks;
  }

  private static List<String> names(Relations existing, Relation.Kind kind) {
    return existing.all().stream()
        .filter(relation -> relation.kind() == kind)
        .map(
            relation ->
                SqlText.identifier(relation.schema()) + "." + SqlText.identifier(relation.name()))
        .toList();
  }

  private static Database open(Database session) {
    return Database.open(session.url(), SessionSettings.DEFAULTS);
  }

  private void obstacle(Database session, List<String> tables, String mode) {
    if (tables.isEmpty()) {
      return;
    }
    Database obstacle = open(session);
    try {
      obstacle.execute(
          "BEGIN;LOCK TABLE ONLY " + String.join(", ONLY ", tables) + " IN " + mode + " MODE");
      obstacles.add(obstacle);
    } catch (AthanorException e) {
      obstacle.close();
    }
  }

  private void look() {
    int next = 0;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (!ended) {
        boolean waits = !"0".equals(eye.queryText(WAITS + pid));
        Looker.locks(eye.connection(), pid).forEach(this::see);
        if (next < obstacles.size() && (waits || System.nanoTime() > deadline)) {
          obstacles.get(next++).execute("ROLLBACK");
        } else {
          // It may run for minutes, and what looks at it is not to be half of the load.
          Thread.sleep(1);
        }
      }
    } catch (SQLException | RuntimeException e) {
      failure = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure = e;
    } finally {
      obstacles.forEach(Database::close);
    }
  }

  private void see(long oid, Set<LockMode> modes) {
    seen.computeIfAbsent(oid, ignored -> ConcurrentHashMap.newKeySet()).addAll(modes);
  }

  /** What was seen, once the statement has ended. */
  Map<Long, Set<LockMode>> end() {
    ended = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    eye.close();
    if (failure != null) {
      throw new IllegalStateException("the statement's locks were not seen", failure);
    }
    return new HashMap<>(seen);
  }
}
