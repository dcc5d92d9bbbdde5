package dev.athanor.engine.liquibase;

import dev.athanor.engine.changelog.ChangelogFiles;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.Reason;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import liquibase.ChecksumVersion;
import liquibase.Scope;
import liquibase.change.AbstractSQLChange;
import liquibase.change.Change;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.filter.DbmsChangeSetFilter;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.parser.ChangeLogParserFactory;
import liquibase.sql.visitor.SqlVisitor;

/**
 * One changeset that could not be compiled, run as Liquibase runs it: its changes, and nothing
 * else. Whether it is its turn was asked before; who gave the connection commits and records.
 *
 * <p>Only for a process of its own: the class path's classes are loaded, and run.
 *
 * @param files the changelog's, by path
 * @param changelog the path of the one to read
 * @param parameters as it was compiled with
 * @param key of the changeset; its file may have had another path
 * @param checksum as it was compiled
 */
public record LiveChangeset(
    Map<String, byte[]> files,
    String changelog,
    Map<String, String> parameters,
    ChangesetKey key,
    String checksum) {
  public LiveChangeset {
    Objects.requireNonNull(changelog, "changelog");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(checksum, "checksum");
  }

  /**
   * Runs its changes.
   *
   * @param warnings hears what a reader should know
   * @throws Exception what a change throws; AthanorException INVALID_BUNDLE where it is not found
   */
  public void run(Connection connection, Consumer<String> warnings) throws Exception {
    LiveResources resources =
        new LiveResources(ConfinedResources.checked(new ChangelogFiles(files)));
    LiquibaseScope.live(
        resources,
        () -> {
          Database database =
              DatabaseFactory.getInstance()
                  .findCorrectDatabaseImplementation(new JdbcConnection(connection));
          Scope.child(
              Map.of(Scope.Attr.database.name(), database),
              () -> run(find(database, resources, warnings), database));
          return null;
        });
  }

  private ChangeSet find(Database database, LiveResources resources, Consumer<String> warnings)
      throws Exception {
    List<ChangeSet> named =
        ChangeLogParserFactory.getInstance()
            .getParser(changelog, resources)
            .parse(changelog, new CompileParameters(database, parameters), resources)
            .getChangeSets()
            .stream()
            .filter(each -> each.getId().equals(key.id()) && each.getAuthor().equals(key.author()))
            // Drops the modifySql that is meant for other databases, which is part of the checksum.
            .filter(each -> new DbmsChangeSetFilter(database).accepts(each).isAccepted())
            .toList();
    Optional<ChangeSet> same = named.stream().filter(each -> isSame(each, database)).findFirst();
    if (same.isPresent()) {
      return same.get();
    }
    if (named.size() != 1) {
      throw new AthanorException(
          Reason.INVALID_BUNDLE,
          "the changeset " + key + " is not in the bundle's sources as it was compiled",
          "Build the bundle anew.");
    }
    warnings.accept(
        key
            + ": with its classes, Liquibase counts the checksum "
            + named.get(0).generateCheckSum(ChecksumVersion.latest())
            + "; recorded is that without them, "
            + checksum
            + ", which Liquibase will take for an edit");
    return named.get(0);
  }

  private boolean isSame(ChangeSet changeset, Database database) {
    database.setObjectQuotingStrategy(changeset.getObjectQuotingStrategy());
    return changeset.generateCheckSum(ChecksumVersion.latest()).toString().equals(checksum);
  }

  private void run(ChangeSet changeset, Database database) throws Exception {
    database.setObjectQuotingStrategy(changeset.getObjectQuotingStrategy());
    database.setAutoCommit(!changeset.isRunInTransaction());
    SqlRenderer renderer = new SqlRenderer(database);
    List<Change> changes = changeset.getChanges().stream().filter(renderer::forUs).toList();
    for (Change change : changes) {
      change.finishInitialization();
      List<String> errors = change.validate(database).getErrorMessages();
      if (!errors.isEmpty()) {
        throw new AthanorException(
            Reason.INVALID_CHANGELOG, String.join("; ", errors), "Correct the changeset.");
      }
    }
    List<SqlVisitor> visitors = changeset.getSqlVisitors();
    for (Change change : changes) {
      if (change instanceof AbstractSQLChange sql) {
        database.execute(new RawSql(sql, database).statements(), visitors);
      } else {
        database.executeStatements(change, changeset.getChangeLog(), visitors);
      }
    }
  }
}
