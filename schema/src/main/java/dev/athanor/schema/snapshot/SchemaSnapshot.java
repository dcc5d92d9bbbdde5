package dev.athanor.schema.snapshot;

import dev.athanor.schema.model.Dependency;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Other;
import dev.athanor.schema.model.SchemaObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The schema of one database, as data.
 *
 * @param version the server's major version
 * @param defaultSchema the schema that is written without its name
 * @param objects by id; columns in the order their table has them
 * @param dependencies what {@code pg_depend} says about them
 * @param clones indexes and constraints of partitions that only follow one of the parent's, by it;
 *     they are no objects of their own
 * @param notCompared objects of kinds that are not compared (operators, aggregates, …), for people
 */
public record SchemaSnapshot(
    int version,
    String defaultSchema,
    Map<ObjectId, SchemaObject> objects,
    Set<Dependency> dependencies,
    Map<ObjectId, ObjectId> clones,
    List<Other> notCompared) {

  public SchemaSnapshot {
    Objects.requireNonNull(defaultSchema, "defaultSchema");
    objects = Collections.unmodifiableMap(new LinkedHashMap<>(objects));
    dependencies = Set.copyOf(dependencies);
    clones = Map.copyOf(clones);
    notCompared = List.copyOf(notCompared);
  }

  /** A schema made up of objects of others. */
  public SchemaSnapshot(
      int version,
      String defaultSchema,
      Map<ObjectId, SchemaObject> objects,
      Set<Dependency> dependencies,
      Map<ObjectId, ObjectId> clones) {
    this(version, defaultSchema, objects, dependencies, clones, List.of());
  }

  /**
   * Reads the schema in a constant number of queries, all in one transaction.
   *
   * <p>A connection in autocommit is put back as it was; in a transaction of the caller's nothing
   * but the search path changes, and that is restored.
   *
   * @throws SQLException when the server refuses; nothing was changed
   */
  public static SchemaSnapshot read(Connection connection, SnapshotOptions options)
      throws SQLException {
    return read(connection, options, List.of());
  }

  /**
   * The schema as it would be after {@code statements} (renames, usually): they are run and rolled
   * back, so the server itself rewrites every view and expression that they touch.
   */
  public static SchemaSnapshot read(
      Connection connection, SnapshotOptions options, List<String> statements) throws SQLException {
    if (statements.isEmpty()) {
      return reading(connection, each -> readWithin(each, options));
    }
    if (!connection.getAutoCommit()) {
      throw new IllegalStateException("needs a connection without a transaction in progress");
    }
    connection.setAutoCommit(false);
    try {
      for (String statement : statements) {
        execute(connection, statement);
      }
      return readWithin(connection, options);
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  /**
   * The schema as the transaction sees it that the connection is in, whoever has begun it: it stays
   * open, and nothing but the search path changes, which is restored.
   */
  public static SchemaSnapshot readWithin(Connection connection, SnapshotOptions options)
      throws SQLException {
    return byOwnPath(connection, each -> readAll(each, options));
  }

  /** A way to read a schema. */
  interface Reading {
    SchemaSnapshot read(Connection connection) throws SQLException;
  }

  /** In one transaction: of its own where the connection is in autocommit. */
  static SchemaSnapshot reading(Connection connection, Reading reading) throws SQLException {
    if (!connection.getAutoCommit()) {
      return reading.read(connection);
    }
    connection.setAutoCommit(false);
    try {
      execute(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
      return reading.read(connection);
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  /** With the search path of PostgreSQL's own, and then what it was before. */
  static SchemaSnapshot byOwnPath(Connection connection, Reading reading) throws SQLException {
    String before = searchPath(connection, null);
    searchPath(connection, Catalog.OWN_PATH);
    SchemaSnapshot snapshot = reading.read(connection);
    searchPath(connection, before);
    return snapshot;
  }

  private static SchemaSnapshot readAll(Connection connection, SnapshotOptions options)
      throws SQLException {
    Catalog catalog = new Catalog(connection, options);
    catalog.readObjects();
    OtherReader.read(catalog);
    Set<Dependency> dependencies = DependencyReader.read(catalog);
    return new SchemaSnapshot(
        catalog.version,
        options.defaultSchema(),
        catalog.objects,
        dependencies,
        catalog.clones,
        catalog.notCompared);
  }

  /** Sets the search path, or only reads it when {@code path} is null. */
  private static String searchPath(Connection connection, String path) throws SQLException {
    String sql =
        path == null
            ? "SELECT pg_catalog.current_setting('search_path')"
            : "SELECT pg_catalog.set_config('search_path', ?, true)";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      if (path != null) {
        statement.setString(1, path);
      }
      try (var row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The object of that name, or null. */
  public SchemaObject get(ObjectId id) {
    return objects.get(id);
  }

  /** Every object of one type, in order. */
  public <T extends SchemaObject> List<T> all(Class<T> type) {
    List<T> found = new ArrayList<>();
    for (SchemaObject object : objects.values()) {
      if (type.isInstance(object)) {
        found.add(type.cast(object));
      }
    }
    return found;
  }
}
