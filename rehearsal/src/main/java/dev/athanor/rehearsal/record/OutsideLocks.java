package dev.athanor.rehearsal.record;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.rehearsal.recording.LockMode;
import dev.athanor.rehearsal.recording.Relation;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Sees the locks of a statement that runs in no transaction: it lets go of them before it ends, and
 * most are held for a moment only.
 *
 * <p>Two other sessions stand in its way: one holds SHARE UPDATE EXCLUSIVE on every table, which
 * all such statements want at least, the other ACCESS SHARE, as a reader does, for those that want
 * a stronger lock later. While the statement waits, it is seen in {@code pg_locks} what it holds
 * and what it waits for; then the sessions step aside, one after the other.
 */
final class OutsideLocks {
  private static final String WAITS =
      "SELECT count(*) FROM pg_catalog.pg_locks WHERE NOT granted AND locktype = 'relation' AND pid = ";

  private final Database eye;
  private final List<Database> obstacles;
  private final int pid;
  private final Map<Long, Set<LockMode>> seen = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile boolean ended;
  private volatile Exception failure;

  private OutsideLocks(Database session, Relations existing) {
    this.pid = session.facts().backendPid();
    String tables =
        existing.all().stream()
            .filter(
                relation ->
                    relation.kind() == Relation.Kind.TABLE
                        || relation.kind() == Relation.Kind.PARTITIONED_TABLE)
            .map(OutsideLocks::qualified)
            .collect(Collectors.joining(", "));
    this.eye = open(session);
    this.obstacles =
        tables.isEmpty()
            ? List.of()
            : List.of(
                obstacle(session, tables, "SHARE UPDATE EXCLUSIVE"),
                obstacle(session, tables, "ACCESS SHARE"));
    this.thread = new Thread(this::look, "athanor-locks");
    this.thread.setDaemon(true);
  }

  static OutsideLocks watch(Database session, Relations existing) {
    OutsideLocks locks = new OutsideLocks(session, existing);
    locks.thread.start();
    return locks;
  }

  private static String qualified(Relation relation) {
    return "\""
        + relation.schema().replace("\"", "\"\"")
        + "\".\""
        + relation.name().replace("\"", "\"\"")
        + "\"";
  }

  private static Database open(Database session) {
    return Database.open(session.url(), SessionSettings.DEFAULTS);
  }

  private static Database obstacle(Database session, String tables, String mode) {
    Database obstacle = open(session);
    obstacle.execute(
        "BEGIN;LOCK TABLE ONLY " + tables.replace(", ", ", ONLY ") + " IN " + mode + " MODE");
    return obstacle;
  }

  private void look() {
    int next = 0;
    try {
      while (!ended) {
        Looker.locks(eye.connection(), pid).forEach(this::see);
        if (next < obstacles.size() && !"0".equals(eye.queryText(WAITS + pid))) {
          Looker.locks(eye.connection(), pid).forEach(this::see);
          obstacles.get(next++).execute("ROLLBACK");
        }
      }
    } catch (SQLException | RuntimeException e) {
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
