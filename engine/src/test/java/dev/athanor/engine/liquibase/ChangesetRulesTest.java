package dev.athanor.engine.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.changelog.ChangelogFiles;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.Guard;
import dev.athanor.engine.model.PropertyValues;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a changeset may hold, and what becomes of it. */
class ChangesetRulesTest {
  @TempDir Path root;

  private List<RenderedChangeset> render(String name, String text) {
    try {
      Files.writeString(root.resolve(name), text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return new LiquibaseRenderer(new ChangelogFiles(root), PropertyValues.NONE)
        .render(List.of(name))
        .get(0)
        .changesets();
  }

  private RenderedChangeset sql(String attributes, String body) {
    return render(
            "a.sql",
            "--liquibase formatted sql\n--changeset x:1 " + attributes + "\n" + body + "\n")
        .get(0);
  }

  private RenderedChangeset yaml(String changeset) {
    return render("a.yaml", "databaseChangeLog:\n  - changeSet:\n" + changeset.indent(6)).get(0);
  }

  private AbstractThrowableAssert<?, ?> assertRefused(String attributes, String body) {
    return assertThatThrownBy(() -> sql(attributes, body))
        .hasFieldOrPropertyWithValue("reason", Reason.INVALID_CHANGELOG)
        .hasMessageContaining("a.sql::1::x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BEGIN",
        "/* a */ commit",
        "ROLLBACK",
        "rollback work",
        "ROLLBACK PREPARED 'x'",
        "START TRANSACTION",
        "PREPARE TRANSACTION 'x'",
        "SET TRANSACTION READ ONLY",
        "ABORT",
        "END"
      })
  void transactionControlIsRefused(String statement) {
    assertRefused("", "SELECT 1;\n" + statement + ";").hasMessageContaining("transaction itself");
    assertRefused("splitStatements:false", "SELECT 1; " + statement + "; SELECT 2")
        .hasMessageContaining("transaction itself");
    assertRefused("", "SELECT 1;\n--rollback " + statement + ";")
        .hasMessageContaining("transaction itself");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET client_encoding = 'LATIN1'",
        "set session client_encoding to latin1",
        "SET LOCAL \"client_encoding\" = 'LATIN1'",
        "SET NAMES 'WIN1252'",
        "SET NAMES 'UNICODE'",
        "SELECT set_config('client_encoding', 'LATIN1', false)"
      })
  void theClientEncodingIsLeftAlone(String statement) {
    assertRefused("", "SELECT 1;\n" + statement + ";")
        .hasMessageContaining("client encoding: " + statement)
        .extracting("nextStep")
        .asString()
        .contains("UTF-8");
  }

  @Test
  void utf8IsTheClientEncodingAnyway() {
    assertThat(
            sql(
                    "",
                    "SET client_encoding = 'UTF8';\nSET NAMES 'utf-8';\nSET client_encoding TO DEFAULT;\nSELECT set_config('client_encoding', 'UTF8', true);")
                .sql()
                .up())
        .hasSize(4);
    assertThat(sql("", "SET search_path = client_encoding").sql().up()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INSERT INTO t VALUES (1); COMMIT; SELECT 1 | a sqlCheck of 3 statements: INSERT INTO t",
        "COMMIT | transaction itself: COMMIT",
        "-- nothing | a sqlCheck of 0 statements",
        "SELECT 'a | never closed"
      })
  void aPreconditionAsksOneQuery(String query, String message) {
    assertThatThrownBy(
            () ->
                yaml(
                    "id: 1\nauthor: x\npreConditions:\n  - sqlCheck:\n      expectedResult: 1\n"
                        + "      sql: \""
                        + query
                        + "\"\nchanges: [{sql: {sql: SELECT 1}}]\n"))
        .hasFieldOrPropertyWithValue("reason", Reason.INVALID_CHANGELOG)
        .hasMessageContaining("a.yaml::1::x")
        .hasMessageContaining(message);
  }

  @Test
  void wordsThatOnlyLookLikeTransactionControlAreNot() {
    assertThat(sql("", "SELECT 'a; COMMIT; b';\nSELECT 1 AS \"BEGIN\";").sql().up())
        .containsExactly("SELECT 'a; COMMIT; b'", "SELECT 1 AS \"BEGIN\"");
    assertThat(sql("splitStatements:false", "DO $$ BEGIN PERFORM 1; COMMIT; END $$").sql().up())
        .containsExactly("DO $$ BEGIN PERFORM 1; COMMIT; END $$");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE INDEX CONCURRENTLY i ON t (a)",
        "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)",
        "DROP INDEX CONCURRENTLY i",
        "REINDEX TABLE CONCURRENTLY t",
        "VACUUM t",
        "CREATE DATABASE d",
        "ALTER SYSTEM SET x = 1"
      })
  void whatCannotRunInATransactionNeedsToSaySo(String statement) {
    assertThatThrownBy(() -> sql("", statement))
        .hasMessageContaining("cannot run inside a transaction")
        .extracting("nextStep")
        .asString()
        .contains("runInTransaction:false");
    RenderedChangeset outside = sql("runInTransaction:false", statement);
    assertThat(outside.changeset().transactional()).isFalse();
    assertThat(outside.sql().up()).containsExactly(statement);
  }

  @Test
  void outsideATransactionThereMayBeSeveralStatements() {
    assertThat(
            sql("runInTransaction:false", "DROP INDEX CONCURRENTLY a; DROP INDEX CONCURRENTLY b;")
                .sql()
                .up())
        .containsExactly("DROP INDEX CONCURRENTLY a", "DROP INDEX CONCURRENTLY b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SAVEPOINT s",
        "ROLLBACK TO SAVEPOINT s",
        "rollback work to s",
        "RELEASE SAVEPOINT s",
        "DISCARD PLANS",
        "REINDEX TABLE t",
        "REINDEX (CONCURRENTLY false) TABLE t",
        "CLUSTER t",
        "ALTER TYPE mood ADD VALUE 'glad'",
        "CALL extension_job()",
        "CREATE VIEW v AS SELECT a AS index, concurrently FROM t",
        "COPY t FROM '/data/rows.csv'"
      })
  void whatStaysInsideOrOnlyTheServerCanTellIsNotRefused(String statement) {
    assertThat(sql("", statement + ";").sql().up()).containsExactly(statement);
  }

  @Test
  void aNameThatIsEndEndsNoBody() {
    String function =
        "CREATE FUNCTION f() RETURNS bigint BEGIN ATOMIC SELECT max(x) AS end FROM t; END";
    assertThat(sql("", function + ";\nSELECT 2;").sql().up()).containsExactly(function, "SELECT 2");
  }

  @Test
  void aTextIsKeptAsItStands() {
    String text = "SELECT E'it\\'s: '\n'x\\'; y\\'z'; -- two\nSELECT 2;";
    assertThat(sql("splitStatements:false stripComments:false", text).sql().up())
        .containsExactly(text);
    assertThat(sql("", text).sql().up())
        .containsExactly("SELECT E'it\\'s: '\n'x\\'; y\\'z'", "SELECT 2");
  }

  @Test
  void rowsOfACopyAreKeptAsTheyStand() {
    String copy = "COPY t (a, b) FROM stdin;\n1\tit's; -- no comment\n/*\t\\N\n\\.";
    String body = "CREATE TABLE t (a int, b text);\n" + copy + "\nSELECT 2;";
    assertThat(sql("", body).sql().up())
        .containsExactly("CREATE TABLE t (a int, b text)", copy, "SELECT 2");
    assertThat(sql("splitStatements:false", body).sql().up()).containsExactly(body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COPY t FROM stdin",
        "COPY t FROM stdin;\n1\n2",
        "COPY t FROM stdin; SELECT 1;\n1\n\\."
      })
  void aCopyWithoutRowsIsRefused(String body) {
    assertRefused("", "SELECT 1;\n" + body + "\n")
        .hasMessageContaining("no data stands below it: COPY t FROM stdin")
        .hasMessageEndingWith("(a.sql, line 4)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\connect other", "\\restrict aBc", "\\echo it's", "SELECT 1 \\gexec"})
  void psqlsCommandsAreRefusedWithTheirLine(String line) {
    assertRefused("", "SELECT 1;\n\n" + line + "\nSELECT 2;\n")
        .hasMessageContaining("psql's")
        .hasMessageContaining(": " + line.substring(line.indexOf('\\')))
        .hasMessageEndingWith("(a.sql, line 5)");
  }

  @Test
  void aFileOfSqlIsNamedItself() throws IOException {
    Files.writeString(root.resolve("dump.sql"), "SELECT 1;\n\\connect x\n");
    assertThatThrownBy(() -> yaml("id: 1\nauthor: x\nchanges:\n  - sqlFile: {path: dump.sql}\n"))
        .hasMessageEndingWith("\\connect x (dump.sql, line 2)");
  }

  @Test
  void whatEndsTheSessionIsRefused() {
    assertRefused("runInTransaction:false", "DISCARD ALL").hasMessageContaining("the lock");
    assertRefused("", "COPY t TO STDOUT").hasMessageContaining("to the client");
  }

  @Test
  void aLargeTextIsSplitByPostgresqlsRules() {
    StringBuilder rows = new StringBuilder("INSERT INTO t VALUES\n(0, 'a;''b')");
    for (int i = 1; rows.length() < (1 << 20); i++) {
      rows.append(",\n(").append(i).append(", 'it''s; -- row')");
    }
    assertThat(sql("", "CREATE TABLE t (a int, b text);\n" + rows + ";\nSELECT 2;").sql().up())
        .containsExactly("CREATE TABLE t (a int, b text)", rows.toString(), "SELECT 2");
    String go =
        "SELECT 1\nGO\n" + "-- ".repeat(10) + "\nSELECT '" + "x".repeat(1 << 20) + "'\nGO\n";
    assertThat(sql("", go).sql().up()).as("with Liquibase's other delimiter").hasSize(2);
  }

  @Test
  void dollarQuotesAreNotCut() {
    String plain = "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1; SELECT 2; $$";
    String tagged =
        "CREATE FUNCTION g() RETURNS void LANGUAGE plpgsql AS $fn$\nDECLARE a int;\nBEGIN\n"
            + "  IF a THEN a := 1; END IF;\n  EXECUTE $q$ SELECT ';' $q$;\nEND\n$fn$";
    String atomic =
        "CREATE FUNCTION h() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END";
    assertThat(sql("", plain + ";\n" + tagged + ";\n" + atomic + ";\nSELECT 3;").sql().up())
        .containsExactly(plain, tagged, atomic, "SELECT 3");
  }

  @Test
  void whatIsNeverClosedIsRefused() {
    assertRefused("", "SELECT 'a;\nSELECT 2;").hasMessageContaining("never closed");
    assertRefused("splitStatements:false", "SELECT $$ a").hasMessageContaining("never closed");
  }

  @Test
  void splittingAndCommentsKeepTheirMeaning() {
    assertThat(sql("", "/*+ hint */ SELECT 1; -- one\nSELECT 2;").sql().up())
        .containsExactly("SELECT 1", "SELECT 2");
    assertThat(sql("stripComments:false", "/*+ hint */ SELECT 1;\n/*+ two */ SELECT 2;").sql().up())
        .containsExactly("/*+ hint */ SELECT 1", "/*+ two */ SELECT 2");
    assertThat(sql("endDelimiter:@@", "SELECT 1\n@@\nSELECT 2\n@@").sql().up())
        .containsExactly("SELECT 1", "SELECT 2");
  }

  @Test
  void rollbacks() {
    assertThat(sql("", "SELECT 1;").changeset().reversible()).isFalse();
    for (String empty : List.of("--rollback empty", "--rollback not required")) {
      RenderedChangeset changeset = sql("", "SELECT 1;\n" + empty);
      assertThat(changeset.changeset().reversible()).as(empty).isTrue();
      assertThat(changeset.sql().down()).as(empty).isEmpty();
    }
    RenderedChangeset derived =
        yaml(
            """
            id: 1
            author: x
            changes:
              - createTable: {tableName: t, columns: [{column: {name: a, type: int}}]}
              - addColumn: {tableName: t, columns: [{column: {name: b, type: int}}]}
            """);
    assertThat(derived.changeset().reversible()).isTrue();
    assertThat(derived.sql().down()).containsExactly("ALTER TABLE t DROP COLUMN b", "DROP TABLE t");
    assertThat(
            yaml("id: 1\nauthor: x\nchanges:\n  - dropTable: {tableName: t}\n")
                .changeset()
                .reversible())
        .isFalse();
  }

  @Test
  void attributesAreKept() {
    Changeset changeset =
        sql(
                "runAlways:true runOnChange:true failOnError:false context:\"a or b\" labels:l1,l2"
                    + " logicalFilePath:x/y.sql",
                "--validCheckSum: 8:0123456789abcdef0123456789abcdef\n--validCheckSum: any\nSELECT 1;")
            .changeset();
    assertThat(changeset.runAlways()).isTrue();
    assertThat(changeset.runOnChange()).isTrue();
    assertThat(changeset.failOnError()).isFalse();
    assertThat(changeset.contexts()).isEqualTo("(a or b)");
    assertThat(changeset.labels()).isEqualTo("l1,l2");
    assertThat(changeset.key().path()).isEqualTo("x/y.sql");
    assertThat(changeset.validChecksums())
        .hasSize(3)
        .contains("8:0123456789abcdef0123456789abcdef", "any");
  }

  @Test
  void whatIsKnownOnlyInTheDatabaseIsLive() throws IOException {
    Files.writeString(root.resolve("d.csv"), "a\n1\n");
    for (String change :
        List.of(
            "loadUpdateData: {tableName: t, file: d.csv, primaryKey: a}",
            "loadData: {tableName: t, file: d.csv, columns: [{column: {name: a, type: CLOB}}]}",
            "insert: {tableName: t, columns: [{column: {name: a, valueClobFile: d.csv}}]}",
            "dropAllForeignKeyConstraints: {baseTableName: t}",
            "stop: {message: here}")) {
      RenderedChangeset live = yaml("id: 1\nauthor: x\nchanges:\n  - " + change + "\n");
      assertThat(live.changeset().live()).as(change).isPresent();
      assertThat(live.changeset().reversible()).as(change).isFalse();
      assertThat(live.sql().up()).as(change).isEmpty();
    }
    assertThat(sql("runWith:psql", "SELECT 1;").changeset().live().orElseThrow().reason())
        .contains("psql");
  }

  /** Whether an empty cell is a text is not guessed from another table, or another database. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "| - createTable: {tableName: u, columns: [{column: {name: a, type: int}}]} | false",
        "| - createTable: {schemaName: one, tableName: t, columns: [{column: {name: a, type: int}}]}"
            + " | true",
        "| - addColumn: {schemaName: one, tableName: t, columns: [{column: {name: a, type: int}}]}"
            + " | true",
        "context: test | - modifyDataType: {tableName: t, columnName: a, newDataType: int} | true",
        "labels: test | - modifyDataType: {tableName: t, columnName: a, newDataType: int} | true",
        "context: test | - modifyDataType: {tableName: t, columnName: a, newDataType: varchar(9)}"
            + " | false",
        "context: test | - addColumn: {tableName: t, columns: [{column: {name: b, type: int}}]}"
            + " | false",
        "context: test | - renameTable: {oldTableName: t, newTableName: u} | true",
        "context: test | - dropTable: {tableName: t} | true",
        "| - modifyDataType: {tableName: t, columnName: a, newDataType: int} | false"
      })
  void anEmptyCellIsKnownOnlyWhereItIsKnownEverywhere(String attribute, String change, boolean live)
      throws IOException {
    Files.writeString(root.resolve("d.csv"), "a,z\n,1\n");
    String first = "{tableName: t, columns: [{column: {name: a, type: varchar(9)}}, ";
    List<RenderedChangeset> changesets =
        render(
            "a.yaml",
            """
            databaseChangeLog:
              - changeSet:
                  id: 1
                  author: x
                  changes:
                    - createTable: %s{column: {name: z, type: int}}]}
              - changeSet:
                  id: 2
                  author: x
                  %s
                  changes:
                    %s
              - changeSet:
                  id: 3
                  author: x
                  changes:
                    - loadData: {tableName: t, file: d.csv}
            """
                .formatted(first, attribute == null ? "runOnChange: false" : attribute, change));
    assertThat(changesets.get(2).changeset().live().isPresent()).isEqualTo(live);
  }

  @Test
  void preconditionsGuardTheirOwnChangeset() {
    List<RenderedChangeset> changesets =
        render(
            "a.yaml",
            """
            databaseChangeLog:
              - changeSet: {id: 1, author: x, changes: [{sql: {sql: SELECT 1}}]}
              - changeSet:
                  id: 2
                  author: x
                  preConditions:
                    - onFail: MARK_RAN
                    - onError: WARN
                    - onFailMessage: because
                    - sqlCheck: {expectedResult: 0, sql: "SELECT 1;"}
                  changes: [{sql: {sql: SELECT 1}}]
            """);
    assertThat(changesets.get(0).changeset().guard()).isEmpty();
    Guard second = changesets.get(1).changeset().guard().orElseThrow();
    assertThat(second.onFail()).isEqualTo(Guard.Action.MARK_RAN);
    assertThat(second.onError()).isEqualTo(Guard.Action.WARN);
    assertThat(second.message()).isEqualTo("because");
    assertThat(second.condition()).isEqualTo(new Guard.Query("SELECT 1", "0", "sqlCheck SELECT 1"));
  }

  @Test
  void everyProblemIsReportedAtOnce() throws IOException {
    Files.writeString(
        root.resolve("a.sql"), "--liquibase formatted sql\n--changeset x:1\nCOMMIT;\n");
    Files.writeString(
        root.resolve("b.sql"), "--liquibase formatted sql\n--changeset x:1\nVACUUM;\n");
    Files.writeString(root.resolve("c.yaml"), "databaseChangeLog: [{changeSet: {id: 1}}]\n");
    Files.writeString(root.resolve("d.xml"), "<databaseChangeLog>");
    assertThatThrownBy(
            () ->
                new LiquibaseRenderer(new ChangelogFiles(root), PropertyValues.NONE)
                    .render(List.of("a.sql", "b.sql", "c.yaml", "d.xml")))
        .hasMessageContaining("a.sql::1::x controls")
        .hasMessageContaining("b.sql::1::x cannot run inside")
        .hasMessageContaining("d.xml: is not well-formed");
  }
}
