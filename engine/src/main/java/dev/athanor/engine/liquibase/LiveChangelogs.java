package dev.athanor.engine.liquibase;

import dev.athanor.engine.changelog.ChangelogFiles;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.PropertyValues;
import dev.athanor.engine.model.Reason;
import java.sql.Connection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import liquibase.Scope;
import liquibase.change.AbstractSQLChange;
import liquibase.change.Change;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.filter.DbmsChangeSetFilter;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.ValidationErrors;
import liquibase.parser.ChangeLogParserFactory;
import liquibase.sql.visitor.SqlVisitor;

/**
 * The changesets that could not be compiled, run as Liquibase runs them: their changes, and nothing
 * else. Whether it is a changeset's turn was asked before; who gave the connection commits and
 * records.
 *
 * <p>Only for a process of its own: the class path's classes are loaded, and run. A changelog is
 * read once, for all of its changesets that are run.
 */
public final class LiveChangelogs {
  private final PropertyValues properties;
  private final LiveResources resources;
  private final Map<String, List<ChangeSet>> read = new HashMap<>();

  /**
   * @param files the changelogs', by path
   * @param properties as they were compiled with
   */
  public LiveChangelogs(Map<String, byte[]> files, PropertyValues properties) {
    this.properties = properties;
    this.resources = new LiveResources(ConfinedResources.checked(new ChangelogFiles(files)));
  }

  /**
   * Runs one changeset's changes.
   *
   * @param changelog the path of the one to read
   * @param key of the changeset; its file may have had another path
   * @param checksum as it was compiled
   * @param warnings hears what a reader should know
   * @throws Exception what a change throws; AthanorException INVALID_BUNDLE where it is not found
   */
  public void run(
      Connection connection,
      String changelog,
      ChangesetKey key,
      String checksum,
      Consumer<String> warnings)
      throws Exception {
    LiquibaseScope.live(
        resources,
        () -> {
          if (!read.containsKey(changelog)) {
            read.put(changelog, read(changelog));
          }
          Database database =
              DatabaseFactory.getInstance()
                  .findCorrectDatabaseImplementation(new JdbcConnection(connection));
          Scope.child(
              Map.of(Scope.Attr.database.name(), database),
              () -> run(find(read.get(changelog), key, checksum, database, warnings), database));
          return null;
        });
  }

  /** Without the database, as it was compiled: what is read outlives the connection. */
  private List<ChangeSet> read(String changelog) throws Exception {
    try (OfflineDatabase offline = new OfflineDatabase(resources)) {
      return ChangeLogParserFactory.getInstance()
          .getParser(changelog, resources)
          .parse(changelog, new CompileParameters(offline.database(), properties), resources)
          .getChangeSets();
    }
  }

  private static ChangeSet find(
      List<ChangeSet> all,
      ChangesetKey key,
      String checksum,
      Database database,
      Consumer<String> warnings) {
    List<ChangeSet> named =
        all.stream()
            .filter(each -> each.getId().equals(key.id()) && each.getAuthor().equals(key.author()))
            // Drops the modifySql that is meant for other databases, which is part of the checksum.
            .filter(each -> new DbmsChangeSetFilter(database).accepts(each).isAccepted())
            .toList();
    Optional<ChangeSet> same =
        named.stream().filter(each -> isSame(each, checksum, database)).findFirst();
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
            + OlderChecksums.toRecord(named.get(0))
            + "; recorded is that without them, "
            + checksum
            + ", which Liquibase will take for an edit");
    return named.get(0);
  }

  private static boolean isSame(ChangeSet changeset, String checksum, Database database) {
    database.setObjectQuotingStrategy(changeset.getObjectQuotingStrategy());
    return OlderChecksums.toRecord(changeset).equals(checksum);
  }

  private static void run(ChangeSet changeset, Database database) throws Exception {
    database.setObjectQuotingStrategy(changeset.getObjectQuotingStrategy());
    database.setAutoCommit(!changeset.isRunInTransaction());
    SqlRenderer renderer = new SqlRenderer(database);
    List<Change> changes = changeset.getChanges().stream().filter(renderer::forUs).toList();
    for (Change change : changes) {
      change.finishInitialization();
      // Many a custom change gives null for no errors.
      ValidationErrors errors = change.validate(database);
      if (errors != null && errors.hasErrors()) {
        throw new AthanorException(
            Reason.INVALID_CHANGELOG,
            String.join("; ", errors.getErrorMessages()),
            "Correct the changeset.");
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
