package dev.athanor.engine.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.apply.Target;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.testing.Planted;
import dev.athanor.engine.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A precondition holds where it holds for stock Liquibase 4.33. */
class PreconditionEqualityTest {
  private static final String OBJECTS =
      """
      CREATE TABLE "Users" (id int PRIMARY KEY, "Col" int);
      CREATE TABLE low (id int CONSTRAINT low_pkey PRIMARY KEY,
          ref int CONSTRAINT low_fk REFERENCES "Users", "Ref2" int CONSTRAINT "Low_Fk2" REFERENCES "Users",
          u int, CONSTRAINT low_u UNIQUE (u), "Mixed" int, CONSTRAINT "Low_U2" UNIQUE (u, "Mixed"));
      CREATE INDEX low_i ON low (u, id);
      CREATE INDEX "Low_I2" ON low (id, "Mixed");
      CREATE TABLE "user" (id int);
      CREATE TABLE part (id int) PARTITION BY RANGE (id);
      CREATE VIEW v AS SELECT 1 AS a;
      CREATE VIEW "View" AS SELECT 1 AS a;
      CREATE MATERIALIZED VIEW mv AS SELECT 1 AS a;
      CREATE SEQUENCE s1;
      CREATE SEQUENCE "Seq";
      CREATE SCHEMA other;
      CREATE TABLE other.ot (id int CONSTRAINT ot_pkey PRIMARY KEY,
          r int CONSTRAINT ot_fk REFERENCES other.ot, CONSTRAINT ot_u UNIQUE (r));
      CREATE INDEX ot_i ON other.ot (id);
      CREATE VIEW other.ov AS SELECT 1 AS a;
      CREATE SCHEMA "Mixed";
      CREATE TABLE "Mixed".mt (id int CONSTRAINT mt_pkey PRIMARY KEY,
          r int CONSTRAINT mt_fk REFERENCES "Mixed".mt, CONSTRAINT mt_u UNIQUE (r));
      CREATE VIEW "Mixed".mv AS SELECT 1 AS a;
      CREATE SEQUENCE "Mixed".ms;
      CREATE TABLE held (id int);
      """;

  private static final List<String> CONDITIONS =
      List.of(
          "tableExists: {tableName: Users}",
          "tableExists: {tableName: users}",
          "tableExists: {tableName: USERS}",
          "tableExists: {tableName: low}",
          "tableExists: {tableName: LOW}",
          "tableExists: {tableName: Low}",
          "tableExists: {tableName: user}",
          "tableExists: {tableName: USER}",
          "tableExists: {tableName: part}",
          "tableExists: {tableName: v}",
          "tableExists: {tableName: lo_}",
          "tableExists: {tableName: ot}",
          "tableExists: {tableName: ot, schemaName: other}",
          "tableExists: {tableName: ot, schemaName: OTHER}",
          "tableExists: {tableName: ot, schemaName: Other}",
          "tableExists: {tableName: mt, schemaName: Mixed}",
          "tableExists: {tableName: mt, schemaName: mixed}",
          "uniqueConstraintExists: {tableName: Low, constraintName: low_u}",
          "uniqueConstraintExists: {tableName: Low, columnNames: u}",
          "foreignKeyConstraintExists: {foreignKeyName: low_fk, foreignKeyTableName: Low}",
          "primaryKeyExists: {primaryKeyName: low_pkey, tableName: Low}",
          "primaryKeyExists: {primaryKeyName: LOW_PKEY, tableName: LOW}",
          "indexExists: {indexName: LOW_I, tableName: LOW}",
          "indexExists: {indexName: low_i2, tableName: low}",
          "indexExists: {tableName: Low, columnNames: 'u, id'}",
          "viewExists: {viewName: mv, schemaName: Mixed}",
          "sequenceExists: {sequenceName: ms, schemaName: Mixed}",
          "columnExists: {tableName: mt, columnName: id, schemaName: Mixed}",
          "indexExists: {indexName: mt_u, tableName: mt, schemaName: Mixed}",
          "primaryKeyExists: {tableName: mt, schemaName: Mixed}",
          "foreignKeyConstraintExists: {foreignKeyName: mt_fk, schemaName: Mixed}",
          "foreignKeyConstraintExists: {foreignKeyName: mt_fk, foreignKeyTableName: mt, schemaName: Mixed}",
          "uniqueConstraintExists: {tableName: mt, constraintName: mt_u, schemaName: Mixed}",
          "viewExists: {viewName: v}",
          "viewExists: {viewName: V}",
          "viewExists: {viewName: View}",
          "viewExists: {viewName: vIEW}",
          "viewExists: {viewName: mv}",
          "viewExists: {viewName: low}",
          "viewExists: {viewName: ov, schemaName: other}",
          "sequenceExists: {sequenceName: s1}",
          "sequenceExists: {sequenceName: S1}",
          "sequenceExists: {sequenceName: Seq}",
          "sequenceExists: {sequenceName: seq}",
          "sequenceExists: {sequenceName: low}",
          "columnExists: {tableName: Users, columnName: Col}",
          "columnExists: {tableName: Users, columnName: col}",
          "columnExists: {tableName: users, columnName: col}",
          "columnExists: {tableName: low, columnName: U}",
          "columnExists: {tableName: low, columnName: nope}",
          "columnExists: {tableName: ot, columnName: id, schemaName: other}",
          "columnExists: {tableName: ot, columnName: id, schemaName: OTHER}",
          "indexExists: {indexName: low_i}",
          "indexExists: {indexName: LOW_I}",
          "indexExists: {indexName: Low_I2}",
          "indexExists: {indexName: low_i2}",
          "indexExists: {indexName: low_i, tableName: low}",
          "indexExists: {indexName: low_i, tableName: Low}",
          "indexExists: {indexName: low_i, tableName: part}",
          "indexExists: {indexName: low_i, schemaName: other}",
          "indexExists: {indexName: ot_i, schemaName: other}",
          "indexExists: {indexName: ot_i}",
          "indexExists: {indexName: ot_i, tableName: ot, schemaName: other}",
          "indexExists: {indexName: low_pkey}",
          "indexExists: {indexName: low_u}",
          "indexExists: {tableName: low, columnNames: 'u, id'}",
          "indexExists: {tableName: low, columnNames: 'U,ID'}",
          "indexExists: {tableName: low, columnNames: 'id,u'}",
          "indexExists: {tableName: low, columnNames: 'id,Mixed'}",
          "indexExists: {tableName: low, columnNames: 'id,mixed'}",
          "foreignKeyConstraintExists: {foreignKeyName: low_fk}",
          "foreignKeyConstraintExists: {foreignKeyName: LOW_FK}",
          "foreignKeyConstraintExists: {foreignKeyName: Low_Fk2}",
          "foreignKeyConstraintExists: {foreignKeyName: low_fk2}",
          "foreignKeyConstraintExists: {foreignKeyName: low_fk, foreignKeyTableName: low}",
          "foreignKeyConstraintExists: {foreignKeyName: low_fk, foreignKeyTableName: LOW}",
          "foreignKeyConstraintExists: {foreignKeyName: low_fk, foreignKeyTableName: part}",
          "foreignKeyConstraintExists: {foreignKeyTableName: low}",
          "foreignKeyConstraintExists: {foreignKeyTableName: part}",
          "foreignKeyConstraintExists: {foreignKeyName: ot_fk, schemaName: other}",
          "foreignKeyConstraintExists: {foreignKeyName: ot_fk, foreignKeyTableName: ot, schemaName: other}",
          "primaryKeyExists: {tableName: low}",
          "primaryKeyExists: {tableName: LOW}",
          "primaryKeyExists: {tableName: users}",
          "primaryKeyExists: {tableName: Users}",
          "primaryKeyExists: {tableName: part}",
          "primaryKeyExists: {primaryKeyName: low_pkey}",
          "primaryKeyExists: {primaryKeyName: LOW_pkey}",
          "primaryKeyExists: {primaryKeyName: low_pkey, tableName: low}",
          "primaryKeyExists: {primaryKeyName: ot_pkey, schemaName: other}",
          "primaryKeyExists: {primaryKeyName: ot_pkey}",
          "primaryKeyExists: {primaryKeyName: ot_pkey, tableName: ot, schemaName: other}",
          "uniqueConstraintExists: {tableName: low, constraintName: low_u}",
          "uniqueConstraintExists: {tableName: LOW, constraintName: LOW_U}",
          "uniqueConstraintExists: {tableName: low, constraintName: Low_U2}",
          "uniqueConstraintExists: {tableName: low, constraintName: low_u2}",
          "uniqueConstraintExists: {tableName: low, columnNames: u}",
          "uniqueConstraintExists: {tableName: low, columnNames: U}",
          "uniqueConstraintExists: {tableName: low, columnNames: 'u, Mixed'}",
          "uniqueConstraintExists: {tableName: low, columnNames: 'u, mixed'}",
          "uniqueConstraintExists: {tableName: users, columnNames: id}",
          "uniqueConstraintExists: {tableName: ot, constraintName: ot_u, schemaName: other}",
          "uniqueConstraintExists: {tableName: ot, constraintName: ot_u}");

  @TempDir Path root;

  @Test
  void everyConditionIsAsStockAnswersIt() throws Exception {
    String own = TestPostgres.newDatabase();
    String other = TestPostgres.newDatabase();
    TestPostgres.execute(own, OBJECTS);
    TestPostgres.execute(other, OBJECTS);
    write();
    ours(own);
    StockLiquibase.update(root, "c.yaml", other, "");
    Map<String, String> ours = answers(own);
    Map<String, String> stock = answers(other);
    assertThat(stock).hasSameSizeAs(CONDITIONS).containsValues("holds", "fails");

    List<String> different =
        CONDITIONS.stream()
            .filter(condition -> !ours.get(condition).equals(stock.get(condition)))
            .map(condition -> condition + " " + ours.get(condition) + ", but not in stock")
            .toList();
    assertThat(different).isEmpty();
  }

  /** They run by the user's search path, so nothing in them may be looked for by it. */
  @Test
  void noConditionRunsWhatOthersPutOnTheSearchPath() throws Exception {
    String database = TestPostgres.newDatabase();
    TestPostgres.execute(database, OBJECTS);
    Planted planted = new Planted(database);
    write();

    ours(database);

    assertThat(planted.caught()).isEmpty();
    assertThat(answers(database)).hasSameSizeAs(CONDITIONS).containsValues("holds", "fails");
  }

  private void write() throws IOException {
    StringBuilder text = new StringBuilder("databaseChangeLog:\n");
    for (int i = 0; i < CONDITIONS.size(); i++) {
      text.append(
          """
            - changeSet:
                id: %d
                author: x
                preConditions: [{onFail: MARK_RAN}, {onError: WARN}, {%s}]
                changes: [{sql: {sql: 'INSERT INTO held VALUES (%1$d)'}}]
          """
              .formatted(i, CONDITIONS.get(i)));
    }
    Files.writeString(root.resolve("c.yaml"), text);
  }

  /** Run, not computed: the guard goes through the bundle, the plan and {@code GuardCheck}. */
  private void ours(String url) {
    Changelog changelog = Changelog.load(ChangelogSource.master(root, "c.yaml"));
    new Target(DatabaseUrl.parse(url))
        .upgrade(BundleCompiler.compile(changelog, CompileOptions.defaults()));
  }

  private static Map<String, String> answers(String url) throws SQLException {
    Map<String, String> answers = new LinkedHashMap<>();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT id::int, exectype FROM databasechangelog ORDER BY 1")) {
      while (rows.next()) {
        answers.put(
            CONDITIONS.get(rows.getInt(1)),
            rows.getString(2).equals("MARK_RAN") ? "fails" : "holds");
      }
    }
    return answers;
  }
}
