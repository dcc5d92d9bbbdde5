package dev.athanor.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.testing.TestPostgres;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.snapshot.SchemaFollower;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.schema.snapshot.SnapshotOptions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever was done since, a follower reads what a whole read does. */
@Timeout(300)
class SchemaFollowerTest {
  private static final SnapshotOptions GRANTS = SnapshotOptions.DEFAULT.withGrants(true);

  /** What shows elsewhere than where it is written, and what is written where nobody looks. */
  private static final List<String> CHANGES =
      List.of(
          "CREATE TABLE a (id int PRIMARY KEY, name varchar(10), note text DEFAULT 'x')",
          "CREATE TABLE b (id bigint GENERATED ALWAYS AS IDENTITY, a int REFERENCES a, n serial)",
          "CREATE INDEX b_a ON b (a)",
          "CREATE UNIQUE INDEX b_u ON b (id)",
          "ALTER TABLE b ADD CONSTRAINT b_key UNIQUE USING INDEX b_u",
          "ALTER TABLE b ALTER COLUMN id SET INCREMENT 5",
          "ALTER SEQUENCE b_n_seq INCREMENT 7 OWNED BY NONE",
          "ALTER SEQUENCE b_n_seq OWNED BY b.n",
          "ALTER TABLE a RENAME COLUMN id TO key",
          "ALTER TABLE a RENAME TO aa",
          "ALTER SEQUENCE b_n_seq RENAME TO counter",
          "ALTER TABLE aa ADD COLUMN more int[], ADD CHECK (key > 0)",
          "ALTER TABLE aa ALTER COLUMN name TYPE varchar(20), ALTER COLUMN note DROP DEFAULT",
          "COMMENT ON TABLE aa IS 'said'; COMMENT ON COLUMN aa.name IS 'too'",
          "COMMENT ON INDEX b_a IS 'of an index'; COMMENT ON CONSTRAINT b_key ON b IS 'of a key'",
          "COMMENT ON TABLE aa IS NULL",
          "ALTER TABLE aa SET (fillfactor = 70, toast.autovacuum_enabled = false)",
          "ALTER TABLE aa SET (toast.autovacuum_enabled = true)",
          "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
          "CREATE TRIGGER t BEFORE UPDATE OF name ON aa FOR EACH ROW EXECUTE FUNCTION f()",
          "ALTER TABLE aa DISABLE TRIGGER t",
          "CREATE VIEW v AS SELECT key, name FROM aa",
          "ALTER TABLE aa RENAME COLUMN name TO called",
          "ALTER VIEW v RENAME TO vv",
          "CREATE POLICY p ON b USING (a IN (SELECT key FROM aa)); ALTER TABLE b ENABLE ROW LEVEL SECURITY",
          "ALTER TABLE aa RENAME COLUMN key TO id",
          "CREATE STATISTICS st ON id, more FROM aa",
          "ALTER INDEX b_a SET (fillfactor = 50); ALTER TABLE b CLUSTER ON b_a",
          "CREATE INDEX b_e ON b ((a + 1)); ALTER INDEX b_e ALTER COLUMN 1 SET STATISTICS 200",
          "GRANT SELECT (called), UPDATE ON aa TO PUBLIC; GRANT USAGE ON counter TO PUBLIC",
          "REVOKE UPDATE ON aa FROM PUBLIC",
          "CREATE TYPE e AS ENUM ('x'); ALTER TABLE b ADD COLUMN e e",
          "ALTER TYPE e RENAME TO ee",
          "CREATE DOMAIN d AS int; ALTER TABLE b ADD COLUMN d d DEFAULT 1",
          "ALTER DOMAIN d ADD CONSTRAINT dc CHECK (VALUE > 0)",
          "CREATE SCHEMA s; ALTER TABLE b SET SCHEMA s",
          "ALTER SCHEMA s RENAME TO ss",
          "CREATE TABLE part (x int) PARTITION BY RANGE (x); CREATE TABLE part1 PARTITION OF part"
              + " FOR VALUES FROM (1) TO (9)",
          "CREATE INDEX part_x ON part (x)",
          "ALTER TABLE part ADD COLUMN y text NOT NULL DEFAULT 'y'",
          "CREATE TABLE parent (q int); CREATE TABLE child (w int) INHERITS (parent)",
          "ALTER TABLE parent RENAME COLUMN q TO qq",
          "CREATE RULE r AS ON DELETE TO child DO INSTEAD NOTHING",
          "ALTER TABLE aa DROP COLUMN more; ALTER TABLE ss.b DROP COLUMN e CASCADE",
          "ALTER TABLE aa DROP CONSTRAINT a_pkey CASCADE",
          "CREATE TEMPORARY TABLE passing (x int PRIMARY KEY)",
          "DROP INDEX ss.b_e; DROP TRIGGER t ON aa",
          "CREATE TABLE again (x int); DROP TABLE again; CREATE TABLE again (y text PRIMARY KEY)",
          "DROP TABLE again",
          "DROP TABLE aa CASCADE",
          "CREATE TABLE aa (id int)",
          "INSERT INTO aa VALUES (1)",
          "DROP SCHEMA ss CASCADE");

  @Test
  void whateverIsDoneIsSeen() throws SQLException {
    for (SnapshotOptions options : List.of(SnapshotOptions.DEFAULT, GRANTS)) {
      try (Connection connection = DriverManager.getConnection(TestPostgres.newDatabase())) {
        SchemaFollower follower = new SchemaFollower(options);
        for (String sql : CHANGES) {
          execute(connection, sql);
          requireSame(connection, follower, options, sql);
        }
      }
    }
  }

  /**
   * In one transaction, and back to savepoints: a row that is written twice is one that differs.
   */
  @Test
  void whatIsDoneAndTakenBackInATransactionIsSeen() throws SQLException {
    Random random = new Random(7);
    try (Connection connection = DriverManager.getConnection(TestPostgres.newDatabase())) {
      SchemaFollower follower = new SchemaFollower(GRANTS);
      connection.setAutoCommit(false);
      for (String sql : CHANGES) {
        if (random.nextBoolean()) {
          execute(connection, "SAVEPOINT s;" + sql);
          requireSame(connection, follower, GRANTS, sql);
          execute(connection, "ROLLBACK TO SAVEPOINT s");
          requireSame(connection, follower, GRANTS, "back from " + sql);
        }
        execute(connection, sql);
        requireSame(connection, follower, GRANTS, sql);
      }
      connection.rollback();
      requireSame(connection, follower, GRANTS, "rolled back");
      connection.setAutoCommit(true);
      requireSame(connection, follower, GRANTS, "outside");
    }
  }

  /** Its number is older than what the reader has seen: nothing lists it. */
  @Test
  void whatAnotherSessionHadBegunBeforeIsSeen() throws SQLException {
    String url = TestPostgres.newDatabase();
    try (Connection connection = DriverManager.getConnection(url);
        Connection other = DriverManager.getConnection(url)) {
      execute(connection, "CREATE TABLE a (id int PRIMARY KEY, c int); CREATE INDEX i ON a (c)");
      SchemaFollower follower = new SchemaFollower(GRANTS);
      for (String sql :
          List.of(
              "COMMENT ON TABLE a IS 'an a'",
              "GRANT SELECT (c) ON a TO PUBLIC",
              "CREATE TABLE b (id int)",
              "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'")) {
        other.setAutoCommit(false);
        execute(other, sql);
        execute(connection, "CREATE TABLE more (x int); DROP TABLE more");
        requireSame(connection, follower, GRANTS, "before " + sql);
        other.setAutoCommit(true);
        requireSame(connection, follower, GRANTS, sql);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void randomSchemasAreSeenStatementByStatement(long seed) throws SQLException {
    Random random = new Random(seed);
    try (Connection connection = DriverManager.getConnection(TestPostgres.newDatabase())) {
      SchemaFollower follower = new SchemaFollower(GRANTS);
      follower.read(connection);
      int version = connection.getMetaData().getDatabaseMajorVersion();
      for (String sql : RandomSchema.of(seed, 0, version)) {
        try {
          execute(connection, sql);
        } catch (SQLException e) {
          // The generator need not know what fits what.
          continue;
        }
        if (random.nextInt(4) == 0) {
          requireSame(connection, follower, GRANTS, sql);
        } else {
          follower.read(connection);
        }
      }
      requireSame(connection, follower, GRANTS, "the end");
    }
  }

  @Test
  void whereNothingWasDoneTheLastOneIsGiven() throws SQLException {
    try (Connection connection = DriverManager.getConnection(TestPostgres.newDatabase())) {
      SchemaFollower follower = new SchemaFollower(GRANTS);
      execute(connection, CHANGES.get(0));
      SchemaSnapshot first = follower.read(connection);
      execute(connection, "INSERT INTO a VALUES (1); ANALYZE a");
      assertThat(follower.read(connection)).isSameAs(first);
    }
  }

  /** Else it would be of no use: each reading makes new objects. */
  @Test
  void whatHasNotChangedIsNotReadAgain() throws SQLException {
    try (Connection connection = DriverManager.getConnection(TestPostgres.newDatabase())) {
      SchemaFollower follower = new SchemaFollower(GRANTS);
      execute(connection, "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE c (x text)");
      ObjectId other = ObjectId.table("public", "c");
      SchemaSnapshot first = follower.read(connection);
      for (String sql :
          List.of(
              "CREATE TABLE d (id bigserial PRIMARY KEY, a int REFERENCES a, t text)",
              "ALTER TABLE a ADD COLUMN more text",
              "CREATE INDEX d_t ON d (t)",
              "DROP INDEX d_t",
              "ALTER TABLE a DROP COLUMN more",
              "DROP TABLE d")) {
        execute(connection, sql);
        assertThat(follower.read(connection).get(other)).as(sql).isSameAs(first.get(other));
      }
      execute(connection, "ALTER TABLE a RENAME TO aa");
      assertThat(follower.read(connection).get(other)).isNotSameAs(first.get(other));
    }
  }

  private static void requireSame(
      Connection connection, SchemaFollower follower, SnapshotOptions options, String after)
      throws SQLException {
    SchemaSnapshot followed = follower.read(connection);
    SchemaSnapshot whole = SchemaSnapshot.read(connection, options);
    assertThat(followed.objects()).as(after).isEqualTo(whole.objects());
    assertThat(columns(followed)).as(after).isEqualTo(columns(whole));
  }

  /** In the order that each table has them. */
  private static Map<ObjectId, List<String>> columns(SchemaSnapshot snapshot) {
    Map<ObjectId, List<String>> columns = new LinkedHashMap<>();
    for (Column column : snapshot.all(Column.class)) {
      columns
          .computeIfAbsent(column.table(), table -> new java.util.ArrayList<>())
          .add(column.id().name());
    }
    return columns;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
