package dev.athanor.engine.apply;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.time.Duration;

/** Keeps every migration out of a database, as long as it is open. */
public final class MigrationHold implements AutoCloseable {
  private final Database session;

  private MigrationHold(Database session) {
    this.session = session;
  }

  /**
   * @param session of the database; closed with this
   * @throws AthanorException LOCKED, naming the migration that is running
   */
  public static MigrationHold of(Database session) {
    try {
      MigrationLock.OF_DATABASE.acquire(
          session, Duration.ZERO, new Interruption(Duration.ZERO), MigrationListener.NONE);
      return new MigrationHold(session);
    } catch (AthanorException e) {
      session.close();
      throw e;
    }
  }

  /**
   * @throws AthanorException CONNECTION_FAILED where the session was lost, and the lock with it
   */
  public void require() {
    if (!session.isAlive()) {
      throw new AthanorException(
          Reason.CONNECTION_FAILED,
          "The session that keeps migrations out of " + session.url() + " was lost.",
          "Run it again.");
    }
  }

  @Override
  public void close() {
    MigrationLock.OF_DATABASE.release(session);
    session.close();
  }
}
