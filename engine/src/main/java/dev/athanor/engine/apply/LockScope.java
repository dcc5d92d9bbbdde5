package dev.athanor.engine.apply;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.history.HistoryTables;

/** What a run keeps all others from, as long as it lasts. */
public enum LockScope {
  /** The database: no other run is in it. */
  DATABASE {
    @Override
    MigrationLock lock(Database database) {
      return MigrationLock.OF_DATABASE;
    }
  },

  /** Its own history: runs of other histories of the database, if they say so too, go on. */
  HISTORY {
    @Override
    MigrationLock lock(Database database) {
      return MigrationLock.ofHistory(new HistoryTables(database).historyOid());
    }
  };

  abstract MigrationLock lock(Database database);
}
