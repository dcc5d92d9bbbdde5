package dev.athanor.engine.apply;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How to run a plan.
 *
 * @param lockWait how long to wait for another migration to end
 * @param interruptGrace how long a running transaction may take to finish after an interrupt,
 *     before it is cancelled
 * @param recoveryWait how long to ask for the database, when the connection was lost, how much was
 *     committed; a server that recovers from a crash and one that still holds the lost session's
 *     locks are waited for
 * @param handleShutdown whether a JVM that is told to stop (SIGTERM) first ends the run in order
 * @param listener hears of progress
 * @param scope what nobody else may change meanwhile
 * @param watch looks at each statement; empty for nearly all runs, which are faster without
 * @param retainDropped for how long what an upgrade drops is kept, so that its downgrade brings it
 *     back; empty for not at all
 */
public record MigrateOptions(
    Duration lockWait,
    Duration interruptGrace,
    Duration recoveryWait,
    boolean handleShutdown,
    MigrationListener listener,
    LockScope scope,
    Optional<StatementWatch> watch,
    Optional<Duration> retainDropped) {

  /**
   * Waits 30 s for the lock, gives a running transaction 10 s, asks a lost database for 5 min,
   * heeds SIGTERM, tells nobody, has the database to itself.
   */
  public static final MigrateOptions DEFAULTS =
      new MigrateOptions(
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Duration.ofMinutes(5),
          true,
          MigrationListener.NONE,
          LockScope.DATABASE,
          Optional.empty(),
          Optional.empty());

  public MigrateOptions {
    Objects.requireNonNull(lockWait, "lockWait");
    Objects.requireNonNull(interruptGrace, "interruptGrace");
    Objects.requireNonNull(recoveryWait, "recoveryWait");
    Objects.requireNonNull(listener, "listener");
    Objects.requireNonNull(scope, "scope");
    Objects.requireNonNull(watch, "watch");
    Objects.requireNonNull(retainDropped, "retainDropped");
  }

  public MigrateOptions withLockWait(Duration value) {
    return new MigrateOptions(
        value, interruptGrace, recoveryWait, handleShutdown, listener, scope, watch, retainDropped);
  }

  public MigrateOptions withInterruptGrace(Duration value) {
    return new MigrateOptions(
        lockWait, value, recoveryWait, handleShutdown, listener, scope, watch, retainDropped);
  }

  public MigrateOptions withRecoveryWait(Duration value) {
    return new MigrateOptions(
        lockWait, interruptGrace, value, handleShutdown, listener, scope, watch, retainDropped);
  }

  public MigrateOptions withHandleShutdown(boolean value) {
    return new MigrateOptions(
        lockWait, interruptGrace, recoveryWait, value, listener, scope, watch, retainDropped);
  }

  public MigrateOptions withListener(MigrationListener value) {
    return new MigrateOptions(
        lockWait, interruptGrace, recoveryWait, handleShutdown, value, scope, watch, retainDropped);
  }

  public MigrateOptions withScope(LockScope value) {
    return new MigrateOptions(
        lockWait,
        interruptGrace,
        recoveryWait,
        handleShutdown,
        listener,
        value,
        watch,
        retainDropped);
  }

  public MigrateOptions withWatch(StatementWatch value) {
    return new MigrateOptions(
        lockWait,
        interruptGrace,
        recoveryWait,
        handleShutdown,
        listener,
        scope,
        Optional.of(value),
        retainDropped);
  }

  public MigrateOptions withRetainDropped(Optional<Duration> value) {
    return new MigrateOptions(
        lockWait, interruptGrace, recoveryWait, handleShutdown, listener, scope, watch, value);
  }
}
