package dev.athanor.engine.liquibase;

import java.io.File;
import java.util.List;
import liquibase.Scope;
import liquibase.changelog.ChangeLogHistoryService;
import liquibase.changelog.ChangeLogHistoryServiceFactory;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.OfflineChangeLogHistoryService;
import liquibase.changelog.RanChangeSet;
import liquibase.database.Database;
import liquibase.database.OfflineConnection;
import liquibase.database.core.PostgresDatabase;
import liquibase.exception.DatabaseException;
import liquibase.resource.ResourceAccessor;

/** PostgreSQL without a server, and without the history file that Liquibase would write for it. */
final class OfflineDatabase implements AutoCloseable {
  /** SQL is rendered for the oldest server that is supported; newer ones understand it. */
  private static final String URL = "offline:postgresql?version=13.0&outputLiquibaseSql=none";

  private final PostgresDatabase database = new PostgresDatabase();
  private NoHistory history;

  OfflineDatabase(ResourceAccessor resources) throws DatabaseException {
    database.setConnection(new Connection(resources));
    // Names stay as written: the runner fixes search_path, a bundle knows no schema.
    database.setOutputDefaultSchema(false);
    database.setOutputDefaultCatalog(false);
  }

  PostgresDatabase database() {
    return database;
  }

  @Override
  public void close() {
    Scope.getCurrentScope().getSingleton(ChangeLogHistoryServiceFactory.class).unregister(history);
  }

  private final class Connection extends OfflineConnection {
    Connection(ResourceAccessor resources) {
      super(URL, resources);
    }

    /** A changelog may ask for it. */
    @Override
    public String getDatabaseProductName() {
      return "PostgreSQL";
    }

    @Override
    protected ChangeLogHistoryService createChangeLogHistoryService(Database database) {
      history = new NoHistory(database);
      return history;
    }
  }

  /** Nothing has run; nothing is recorded. */
  private static final class NoHistory extends OfflineChangeLogHistoryService {
    NoHistory(Database database) {
      super(database, new File("unused"), false, false);
    }

    @Override
    public boolean supports(Database database) {
      return database == getDatabase();
    }

    @Override
    public void init() {
      // The inherited one creates a file.
    }

    @Override
    public List<RanChangeSet> getRanChangeSets() {
      return List.of();
    }

    @Override
    public void setExecType(ChangeSet changeSet, ChangeSet.ExecType execType) {
      // Nothing is recorded.
    }
  }
}
