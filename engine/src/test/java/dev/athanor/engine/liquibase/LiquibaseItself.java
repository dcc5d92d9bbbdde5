package dev.athanor.engine.liquibase;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.changelog.ChangeSet;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.DirectoryResourceAccessor;

/** Liquibase 4.33 itself, on a master changelog that includes {@code versions/}. */
public final class LiquibaseItself {
  private static final String MASTER = "stock-master.xml";

  private final Path root;
  private final String url;
  private final String contexts;

  public LiquibaseItself(Path root, String url, String contexts) {
    this.root = root;
    this.url = url;
    this.contexts = contexts;
  }

  /** What a test does with Liquibase. */
  private interface Work<T> {
    T with(Liquibase liquibase) throws Exception;
  }

  public void update() {
    run(
        liquibase -> {
          liquibase.update(new Contexts(contexts), new LabelExpression());
          return null;
        });
  }

  /** What {@code status} would list. */
  public List<String> pending() {
    return run(
        liquibase ->
            liquibase.listUnrunChangeSets(new Contexts(contexts), new LabelExpression()).stream()
                .map(ChangeSet::toString)
                .toList());
  }

  public void validate() {
    run(
        liquibase -> {
          liquibase.validate();
          return null;
        });
  }

  public void rollback(int count) {
    run(
        liquibase -> {
          liquibase.rollback(count, contexts);
          return null;
        });
  }

  private <T> T run(Work<T> work) {
    try (Connection connection = DriverManager.getConnection(url)) {
      java.nio.file.Files.writeString(
          root.resolve(MASTER),
          """
          <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
              xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
              xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog
                  http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">
            <includeAll path="versions/"/>
          </databaseChangeLog>
          """);
      return work.with(
          new Liquibase(
              MASTER,
              new DirectoryResourceAccessor(root),
              DatabaseFactory.getInstance()
                  .findCorrectDatabaseImplementation(new JdbcConnection(connection))));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
