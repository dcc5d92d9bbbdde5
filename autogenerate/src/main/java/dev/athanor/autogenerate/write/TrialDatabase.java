package dev.athanor.autogenerate.write;

import dev.athanor.engine.model.Changeset;
import dev.athanor.schema.snapshot.CatalogStatistics;
import dev.athanor.schema.snapshot.SchemaFollower;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.Databases;
import dev.athanor.scratch.Statements;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A copy of what the revisions build, to try one more on. */
final class TrialDatabase implements AutoCloseable {
  /** Tables of people's, not of extensions' or Liquibase's. */
  private static final String TABLES =
      """
      SELECT format('%I.%I', n.nspname, c.relname)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
         AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'athanor', 'athanor_kept')
         AND c.relname NOT IN ('databasechangelog', 'databasechangeloglock')
         AND NOT EXISTS (SELECT FROM pg_depend d
                          WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                            AND d.deptype = 'e')
       ORDER BY c.oid
      """;

  private final Databases databases;
  private final String database;
  private final SchemaFollower follower;
  private final Connection connection;

  TrialDatabase(Databases databases, String original, SnapshotOptions options) throws SQLException {
    this.databases = databases;
    this.database = databases.copy(original);
    this.follower = new SchemaFollower(options);
    this.connection = databases.server().session(database);
  }

  Connection connection() {
    return connection;
  }

  /** Its objects alone: to be compared, not to write DDL of. */
  SchemaSnapshot schema() throws SQLException {
    return follower.read(connection);
  }

  /**
   * Runs one direction of a changeset, as a run does: whole or not at all, and statement by
   * statement where there is no transaction, for each of them leaves something where it fails.
   */
  void run(Changeset changeset, List<String> statements) throws SQLException {
    if (!changeset.transactional()) {
      for (String sql : statements) {
        Statements.runOne(connection, sql);
      }
      return;
    }
    connection.setAutoCommit(false);
    try {
      Statements.run(connection, statements);
      connection.commit();
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  /** Whether a revision has put rows into any table. */
  boolean hasRows() throws SQLException {
    List<String> tables = tables();
    if (tables.isEmpty()) {
      return false;
    }
    List<String> each = tables.stream().map(table -> "EXISTS (SELECT FROM " + table + ")").toList();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT " + String.join("\n OR ", each))) {
      row.next();
      return row.getBoolean(1);
    }
  }

  void empty() throws SQLException {
    List<String> tables = tables();
    if (!tables.isEmpty()) {
      // As a replica: what triggers would do or refuse is of no interest.
      Statements.run(
          connection,
          List.of(
              "SET session_replication_role = replica",
              "TRUNCATE " + String.join(", ", tables) + " CASCADE",
              "RESET session_replication_role"));
    }
  }

  void analyze() throws SQLException {
    CatalogStatistics.refresh(connection);
  }

  private List<String> tables() throws SQLException {
    List<String> tables = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(TABLES)) {
      while (rows.next()) {
        tables.add(rows.getString(1));
      }
    }
    return tables;
  }

  @Override
  public void close() {
    databases.drop(database);
  }
}
