package dev.athanor.engine.apply;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.plan.PlanStep;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Looks at the run's session from another one, while a statement takes long: how far it is, and
 * whom it waits for. The session of the run cannot tell, for it waits; and afterwards nobody knows.
 *
 * <p>It connects when there is first something to look at, as the user and not as the role, for
 * whose sessions they are is the user. Where it cannot, the run goes on, and nobody is named.
 */
final class SessionWatch implements AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(500);
  private static final Duration AT_LEAST = Duration.ofMillis(50);

  /** Looks during one attempt at a lock. */
  private static final int LOOKS = 5;

  /** What ends sooner is worth no line. */
  private static final Duration WORTH_SAYING = Duration.ofSeconds(1);

  /** While others are waited for: the sooner they are seen to be gone, the sooner it goes on. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** One piece of work of the run's session: told from others by being another object. */
  private static final class Work {
    private final long began = System.nanoTime();

    Duration age() {
      return Duration.ofNanos(System.nanoTime() - began);
    }
  }

  /**
   * What was seen of a piece of work.
   *
   * @param times in how many looks the session waited
   */
  private record Seen(Work in, LockSight sight, int times) {}

  private final DatabaseUrl url;
  private final int watched;
  private final Duration every;
  private final MigrationListener listener;
  private final CountDownLatch ended = new CountDownLatch(1);

  /** What the run's thread tells, and what it is told: neither waits for the other's network. */
  private volatile Work work;

  private volatile Seen last;
  private volatile LockSight awaited;

  /** Guards what follows, and that nothing is said when the run has ended. */
  private final Object telling = new Object();

  private PlanStep step;
  private List<Integer> said = List.of();
  private boolean closed;

  private SessionWatch(DatabaseUrl url, int watched, Duration every, MigrationListener listener) {
    this.url = url;
    this.watched = watched;
    this.every = every;
    this.listener = listener;
  }

  /**
   * @param attempt how long a statement waits for a lock; zero for ever
   * @param listener hears, on another thread, what is waited for
   */
  static SessionWatch start(Database watched, Duration attempt, MigrationListener listener) {
    SessionWatch watch =
        new SessionWatch(watched.url(), watched.facts().backendPid(), every(attempt), listener);
    Thread thread = new Thread(watch::watch, "athanor-watch");
    thread.setDaemon(true);
    thread.start();
    return watch;
  }

  private static Duration every(Duration attempt) {
    Duration part = attempt.dividedBy(LOOKS);
    if (part.isZero() || part.compareTo(EVERY) > 0) {
      return EVERY;
    }
    return part.compareTo(AT_LEAST) < 0 ? AT_LEAST : part;
  }

  /** The run's session begins with something else now. */
  void working() {
    work = new Work();
  }

  /** What it worked on has ended; nothing is looked at until it works again. */
  void idle() {
    work = null;
  }

  /** Another step: what was said of the one before may be said again. */
  void nextStep(PlanStep started) {
    synchronized (telling) {
      step = started;
      said = List.of();
    }
  }

  /** How long the session was seen waiting in its present work, about. */
  Duration waited() {
    Seen now = last;
    return now == null || now.in() != work ? Duration.ZERO : every.multipliedBy(now.times());
  }

  /** How long the present work has taken. */
  Duration worked() {
    Work now = work;
    return now == null ? Duration.ZERO : now.age();
  }

  /** What the session was last seen waiting for in its present work. */
  Optional<LockSight> seen() {
    Seen now = last;
    return now != null && now.in() == work ? Optional.of(now.sight()) : Optional.empty();
  }

  /** Says it once, and again where others are in the way. */
  void say(LockSight sight) {
    List<Integer> pids = sight.what().blockers().stream().map(Blocker::pid).sorted().toList();
    synchronized (telling) {
      if (!closed && !pids.equals(said)) {
        said = pids;
        listener.blocked(sight.what());
      }
    }
  }

  /** From now on looks whether those who are in the way are still there. */
  void await(LockSight sight) {
    awaited = sight;
  }

  /** Whether they are; true until they are seen to be gone. */
  boolean stands() {
    return awaited != null;
  }

  private void watch() {
    Database session = null;
    try {
      while (!ended.await(pause().toMillis(), TimeUnit.MILLISECONDS)) {
        Work now = work;
        LockSight before = awaited;
        boolean looks = now != null && now.age().compareTo(every) >= 0;
        if (session == null && looks) {
          session = connect();
        }
        if (looks) {
          look(session, now);
        } else if (now == null && before != null && session != null && !before.stands(session)) {
          awaited = awaited == before ? null : awaited;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (AthanorException e) {
      // It is a help, not a need: the run goes on unwatched.
      return;
    } finally {
      if (session != null) {
        session.close();
      }
    }
  }

  private Duration pause() {
    return awaited != null && work == null && every.compareTo(LOOK_AGAIN) > 0 ? LOOK_AGAIN : every;
  }

  private Database connect() {
    Database opened = Database.open(url, SessionSettings.DEFAULTS.withStatementTimeout(PATIENCE));
    opened.limitAnswers(PATIENCE.multipliedBy(2));
    return opened;
  }

  private void look(Database session, Work now) {
    Optional<LockSight> sight = LockSight.of(session, watched);
    if (now.age().compareTo(WORTH_SAYING) >= 0) {
      tell(Working.ask(session, watched, step(), now.age()));
    }
    if (now != work || sight.isEmpty()) {
      return;
    }
    Seen before = last;
    int times = before != null && before.in() == now ? before.times() + 1 : 1;
    last = new Seen(now, sight.get(), times);
    if (waited().compareTo(WORTH_SAYING) >= 0) {
      say(sight.get());
    }
  }

  private PlanStep step() {
    synchronized (telling) {
      return step;
    }
  }

  private void tell(Working how) {
    synchronized (telling) {
      if (!closed) {
        listener.working(how);
      }
    }
  }

  /** Nothing is said any more when it returns. */
  @Override
  public void close() {
    ended.countDown();
    synchronized (telling) {
      closed = true;
    }
  }
}
