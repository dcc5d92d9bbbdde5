package dev.athanor.autogenerate.changes;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.model.Changeset;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.model.Table;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.ScratchServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A database with rows, in which revisions run changeset by changeset. */
record LiveDatabase(ScratchServer server, String database) {

  private static final String OBJECT =
      "(SELECT encode(lo_get(%s), 'hex') FROM pg_largeobject_metadata m WHERE m.oid = %s)";

  /** Runs one direction of a changeset, whole or not at all. */
  void run(Changeset changeset, List<String> statements) throws SQLException {
    Connection connection = connection();
    connection.setAutoCommit(!changeset.transactional());
    try {
      execute(statements);
      if (changeset.transactional()) {
        connection.commit();
      }
    } finally {
      if (changeset.transactional()) {
        connection.rollback();
      }
      connection.setAutoCommit(true);
    }
  }

  /** A revision's changesets, first to last. */
  void upgrade(Bundle bundle, int revision) throws SQLException {
    for (Changeset changeset : bundle.revisions().get(revision).changesets()) {
      run(changeset, bundle.sql(changeset.key()).up());
    }
  }

  void execute(List<String> statements) throws SQLException {
    try (Statement statement = connection().createStatement()) {
      for (String sql : statements) {
        try {
          statement.execute(sql);
        } catch (SQLException e) {
          throw new SQLException(e.getMessage() + "\n  in: " + sql, e.getSQLState(), e);
        }
      }
    }
  }

  SchemaSnapshot schema() throws SQLException {
    return SchemaSnapshot.read(connection(), SnapshotOptions.DEFAULT);
  }

  Map<ObjectId, SchemaObject> objects() throws SQLException {
    return new TreeMap<>(schema().objects());
  }

  /** The values of each column of each table, as texts in their order. */
  Map<ObjectId, List<String>> values(SchemaSnapshot schema) throws SQLException {
    Map<ObjectId, List<String>> values = new HashMap<>();
    try (Statement statement = connection().createStatement()) {
      for (Column column : schema.all(Column.class)) {
        if (!(schema.get(column.table()) instanceof Table)) {
          continue;
        }
        String name = Names.quote(column.id().name());
        String look = column.type().equals("oid") ? OBJECT.formatted(name, name) : name + "::text";
        String table = new Names(schema.defaultSchema()).of(column.table());
        List<String> texts = new ArrayList<>();
        try (ResultSet rows =
            statement.executeQuery("SELECT " + look + " AS v FROM " + table + " ORDER BY v")) {
          while (rows.next()) {
            texts.add(rows.getString(1));
          }
        }
        values.put(column.id(), texts);
      }
    }
    return values;
  }

  /** The number that a query gives. */
  long number(String query) throws SQLException {
    try (Statement statement = connection().createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  String dump() {
    return PgDump.of(server, database);
  }

  private Connection connection() throws SQLException {
    return server.session(database);
  }
}
