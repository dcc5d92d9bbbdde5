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

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** One piece of work of the run's session: told from others by being another object. */
  private static final class Work {
    private final long began = System.nanoTime();
    private int sights;

    Duration age() {
      return Duration.ofNanos(System.nanoTime() - began);
    }
  }

  private final DatabaseUrl url;
  private final int watched;
  private final Duration every;
  private final MigrationListener listener;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile Work work;
  private volatile Database session;
  private PlanStep step;
  private Work seenIn;
  private LockSight seen;
  private List<Integer> said = List.of();

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
  synchronized void nextStep(PlanStep started) {
    step = started;
    said = List.of();
  }

  /** How long the session was seen waiting in its present work, about. */
  synchronized Duration waited() {
    Work now = work;
    return now == null ? Duration.ZERO : every.multipliedBy(now.sights);
  }

  /** How long the present work has taken. */
  Duration worked() {
    Work now = work;
    return now == null ? Duration.ZERO : now.age();
  }

  /** What the session was last seen waiting for in its present work. */
  synchronized Optional<LockSight> seen() {
    return seenIn != null && seenIn == work ? Optional.of(seen) : Optional.empty();
  }

  /** Says it once, and again where others are in the way. */
  synchronized void say(LockSight sight) {
    List<Integer> pids = sight.what().blockers().stream().map(Blocker::pid).sorted().toList();
    if (!pids.equals(said)) {
      said = pids;
      listener.blocked(sight.what());
    }
  }

  /** Whether it is still waited for in vain; true where that cannot be told. */
  synchronized boolean stands(LockSight sight) {
    Database asked = session;
    try {
      return asked == null || sight.stands(asked);
    } catch (AthanorException e) {
      // Whoever asks tries again in its own time.
      return true;
    }
  }

  private void watch() {
    try {
      while (!ended.await(every.toMillis(), TimeUnit.MILLISECONDS)) {
        Work now = work;
        if (now != null && now.age().compareTo(every) >= 0) {
          if (session == null) {
            session = connect();
          }
          look(now);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (AthanorException e) {
      // It is a help, not a need: the run goes on unwatched.
      return;
    } finally {
      disconnect();
    }
  }

  private Database connect() {
    Database opened = Database.open(url, SessionSettings.DEFAULTS.withStatementTimeout(PATIENCE));
    opened.limitAnswers(PATIENCE.multipliedBy(2));
    return opened;
  }

  private synchronized void look(Work now) {
    Optional<LockSight> sight = LockSight.of(session, watched);
    if (now.age().compareTo(WORTH_SAYING) >= 0) {
      listener.working(Working.ask(session, watched, step, now.age()));
    }
    if (now != work || sight.isEmpty()) {
      return;
    }
    seenIn = now;
    seen = sight.get();
    now.sights++;
    if (waited().compareTo(WORTH_SAYING) >= 0) {
      say(seen);
    }
  }

  private synchronized void disconnect() {
    if (session != null) {
      session.close();
      session = null;
    }
  }

  @Override
  public void close() {
    ended.countDown();
  }
}
