package dev.athanor.engine.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.apply.Target;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.testing.TestPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.change.custom.CustomTaskChange;
import liquibase.database.Database;
import liquibase.exception.ValidationErrors;
import liquibase.resource.ResourceAccessor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a bundle does to a database is what stock Liquibase 4.33 does: rows, schema, history. */
class StockRunEqualityTest {
  private static final String HISTORY =
      "SELECT concat_ws('|', id, author, filename, md5sum, exectype, description)"
          + " FROM databasechangelog ORDER BY orderexecuted";

  @TempDir Path root;

  private String oursUrl;
  private String stockUrl;
  private Target ours;
  private Target stock;
  private String contexts = "";
  private String labels = "";

  @BeforeEach
  void databases() {
    oursUrl = TestPostgres.newDatabase();
    stockUrl = TestPostgres.newDatabase();
    ours = new Target(DatabaseUrl.parse(oursUrl));
    stock = new Target(DatabaseUrl.parse(stockUrl));
  }

  // --- encodings

  /** The same bytes in the database, and the same checksums. */
  @Test
  void aFileIsReadInTheEncodingThatItSays() throws IOException {
    latin(
        "c.xml",
        """
        <?xml version="1.0" encoding="ISO-8859-1"?>
        <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
            xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
            xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog
                http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">
          <changeSet id="1" author="Jos\u00e9"><comment>caf\u00e9</comment>
            <sql>CREATE TABLE t (n text, s text); INSERT INTO t VALUES ('xml', '\u00e9\u00df')</sql>
          </changeSet>
          <include file="d.yaml"/>
        </databaseChangeLog>
        """);
    write(
        "d.yaml",
        """
        databaseChangeLog:
        - changeSet:
            id: 2
            author: x
            changes:
            - sqlFile: {path: sub/a.sql, encoding: ISO-8859-1}
            - loadData: {tableName: t, file: sub/b.csv, encoding: windows-1252}
            - createView: {viewName: v, path: sub/v.sql, encoding: ISO-8859-15, fullDefinition: true}
            rollback:
            - sqlFile: {path: sub/undo.sql, encoding: latin1}
        - include: {file: sub/e.yaml}
        """);
    write(
        "sub/e.yaml",
        """
        databaseChangeLog:
        - changeSet:
            id: 3
            author: x
            changes:
            - sqlFile: {path: a.sql, relativeToChangelogFile: true, encoding: ISO-8859-1}
        """);
    latin("sub/a.sql", "INSERT INTO t VALUES ('file', 'na\u00efve \u00ff')");
    latin("sub/b.csv", "n,s\ncsv,\u00dcber\n");
    latin("sub/v.sql", "CREATE VIEW v AS SELECT 'fa\u00e7ade'::text AS n");
    latin("sub/undo.sql", "DELETE FROM t WHERE s = 'na\u00efve \u00ff'");
    same("c.xml", "SELECT encode(convert_to(n || s, 'UTF8'), 'hex') FROM t ORDER BY 1");
    assertThat(ours.list("SELECT n FROM v")).containsExactly("fa\u00e7ade");
    assertThat(ours.list("SELECT author || comments FROM databasechangelog WHERE id = '1'"))
        .containsExactly("Jos\u00e9caf\u00e9");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "US-ASCII", "latin-what"})
  void aFileThatIsNotInTheEncodingThatItSaysIsRefused(String encoding) throws IOException {
    write(
        "c.yaml",
        """
        databaseChangeLog:
        - changeSet: {id: a, author: x, changes: [{sqlFile: {path: a.sql, encoding: %s}}]}
        """
            .formatted(encoding));
    latin("a.sql", "SELECT '\u00e9'");
    assertThatThrownBy(this::bundle)
        .isInstanceOf(AthanorException.class)
        .hasMessageContainingAll("a.sql", encoding)
        .hasFieldOrPropertyWithValue("reason", Reason.UNSAFE_CHANGELOG);
  }

  private void latin(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  // --- rows

  @Test
  void emptyCellsAreWhatTheirColumnsTypeMakesOfThem() throws IOException {
    write(
        "d.csv",
        """
        id,name,code,n,day,yes,key,"with ""quotes\"""
        1,Ann,007,12,2020-01-02,true,0d0f9b1e-7e8b-4b7e-9d0a-1f7d1c1d2e3f,x
        2,,,,,,,
        3,NULL,null,NULL,NULL,NULL,NULL,NULL
        """);
    for (String prepared :
        List.of("", ", usePreparedStatements: true", ", usePreparedStatements: false")) {
      databases();
      write(
          "c.yaml",
          """
          databaseChangeLog:
          - changeSet:
              id: a
              author: x
              changes:
              - createTable:
                  tableName: t
                  columns:
                  - column: {name: id, type: int}
                  - column: {name: name, type: varchar(20)}
                  - column: {name: code, type: char(3)}
                  - column: {name: n, type: number}
                  - column: {name: day, type: date}
                  - column: {name: "yes", type: boolean}
              - addColumn: {tableName: t, columns: [{column: {name: keyed, type: uuid}}, {column: {name: q, type: nvarchar(9)}}]}
              - renameColumn: {tableName: t, oldColumnName: keyed, newColumnName: key, columnDataType: uuid}
              - renameColumn: {tableName: t, oldColumnName: q, newColumnName: 'with "quotes"', columnDataType: nvarchar(9)}
              - loadData: {tableName: t, file: d.csv%s}
          """
              .formatted(prepared));
      same("SELECT t::text FROM t ORDER BY id");
    }
  }

  @Test
  void anEmptyCellOfAnUnknownTypeIsNotGuessed() throws IOException {
    write("d.csv", "id,name\n1,\n");
    write(
        "c.yaml",
        """
        databaseChangeLog:
        - changeSet:
            id: a
            author: x
            changes:
            - sql: {sql: "CREATE TABLE t (id int, name varchar(9))"}
            - loadData: {tableName: t, file: d.csv}
        """);
    assertThatThrownBy(() -> ours.upgrade(bundle()))
        .hasMessageContaining("loadData leaves cells of column name empty")
        .hasFieldOrPropertyWithValue("reason", Reason.LIVE_CHANGESET);
    write("d.csv", "id,name\n1,b\n2,NULL\n");
    same("SELECT t::text FROM t ORDER BY id");
  }

  // --- text

  @Test
  void aCommentInACommentIsRefusedWithItsLine() throws IOException {
    write(
        "versions.sql",
        """
        --liquibase formatted sql
        --changeset x:a
        CREATE TABLE t (n int);
        --changeset x:b
        SELECT 1;
        /* off /* see */ DELETE FROM t; -- */
        """);
    write("c.yaml", "databaseChangeLog: [{include: {file: versions.sql}}]");
    assertThatThrownBy(() -> ours.upgrade(bundle()))
        .hasMessageContaining("has a comment inside a comment")
        .hasMessageContaining("versions.sql, line 6");
  }

  @Test
  void whatStandsInAQuoteIsNoComment() throws IOException {
    String text = "a\n-- b\n/* c */ d\n -- /* e";
    write(
        "versions.sql",
        """
        --liquibase formatted sql
        --changeset x:a
        CREATE TABLE t (n text); -- made
        INSERT INTO t VALUES ($t$%s$t$), ($$x -- y$$) /* two */;
        --rollback DROP TABLE t
        """
            .formatted(text));
    write("c.yaml", "databaseChangeLog: [{include: {file: versions.sql}}]");
    ours.upgrade(bundle());
    assertThat(ours.list("SELECT n FROM t")).containsExactly(text, "x -- y");
  }

  // --- what runs and what is recorded

  @Test
  void aChangesetForOtherDatabasesAloneIsNotRecorded() throws IOException {
    write(
        "c.yaml",
        """
        databaseChangeLog:
        - changeSet: {id: a, author: x, changes: [{sql: {dbms: mysql, sql: "NONSENSE"}}]}
        - changeSet: {id: b, author: x, changes: [{sql: {dbms: mysql, sql: "NONSENSE"}}, {sql: {sql: "CREATE TABLE t (n int)"}}]}
        - changeSet: {id: c, author: x, changes: [{sql: {dbms: "!postgresql", sql: "NONSENSE"}}]}
        - changeSet: {id: d, author: x, changes: []}
        - changeSet: {id: e, author: x, changes: [{tagDatabase: {tag: one}}]}
        """);
    same("SELECT count(*)::text FROM t");
  }

  @Test
  void aPrimaryKeyWithoutANameIsDropped() throws IOException {
    write(
        "c.yaml",
        """
        databaseChangeLog:
        - changeSet:
            id: a
            author: x
            changes:
            - sql: {sql: 'CREATE TABLE t (n int CONSTRAINT odd PRIMARY KEY)'}
            - dropPrimaryKey: {tableName: t}
        """);
    same(
        "SELECT count(*)::text FROM pg_constraint WHERE contype = 'p' AND conrelid = 't'::regclass");
  }

  @Test
  void aSlashBeforeAPathMeansTheRoot() throws IOException {
    write(
        "c.yaml",
        "databaseChangeLog: [{include: {file: /db/x.yaml}}, {include: {file: 'db//../db/./y.yaml'}}]");
    for (String name : List.of("x", "y")) {
      write(
          "db/" + name + ".yaml",
          "databaseChangeLog: [{changeSet: {id: %s, author: x, changes: [{sql: {sql: CREATE TABLE %1$s (n int)}}]}}]"
              .formatted(name));
    }
    same("SELECT count(*)::text FROM x, y");
    StockLiquibase.run(
        root,
        "c.yaml",
        oursUrl,
        l -> assertThat(l.listUnrunChangeSets(null, new LabelExpression())).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "classpath:db/x.yaml",
        "./db/x.yaml",
        "db//x.yaml",
        "db/a/../x.yaml",
        "/./db/x.yaml",
        "classpath:/./db\\x.yaml",
        "classpath:classpath:db/x.yaml",
        "/db/x.yaml"
      })
  void aFileIsTheSameHoweverItsWayIsSpelled(String spelled) throws IOException {
    write(
        "db/x.yaml",
        "databaseChangeLog: [{changeSet: {id: a, author: x, changes: [{sql: {sql: CREATE TABLE t (n int)}}]}}]");
    write("c.yaml", "databaseChangeLog: [{include: {file: db/x.yaml}}]");
    same("SELECT count(*)::text FROM t");
    for (Target target : List.of(ours, stock)) {
      target.execute("UPDATE databasechangelog SET filename = '" + spelled + "'");
    }
    List<String> stockSays = new ArrayList<>();
    StockLiquibase.run(
        root,
        "c.yaml",
        stockUrl,
        l ->
            l.listUnrunChangeSets(null, new LabelExpression())
                .forEach(c -> stockSays.add(c.getId())));
    assertThat(stockSays).isEmpty();
    assertThat(ours.plan(new PlanRequest(bundle(), "head", PlanOptions.UPGRADE)).steps()).isEmpty();
  }

  // --- the same name twice

  @ParameterizedTest
  @ValueSource(strings = {"context: %s", "labels: %s", "contextFilter: %s"})
  void whichOfTwoWithOneNameRunsIsSaidByWhatIsSelected(String told) throws IOException {
    write(
        "c.yaml",
        """
        databaseChangeLog:
        - changeSet: {id: a, author: x, %s, rollback: DROP TABLE t, changes: [{sql: {sql: "CREATE TABLE t AS SELECT 1 AS n"}}]}
        - changeSet: {id: a, author: x, %s, rollback: DROP TABLE t, changes: [{sql: {sql: "CREATE TABLE t AS SELECT 2 AS n"}}]}
        - changeSet: {id: a, author: x, dbms: h2, rollback: DROP TABLE t, changes: [{sql: {sql: "CREATE TABLE t AS SELECT 3 AS n"}}]}
        - changeSet: {id: b, author: x, rollback: DROP TABLE u, changes: [{sql: {sql: "CREATE TABLE u (n int)"}}]}
        """
            .formatted(told.formatted("test"), told.formatted("prod")));
    if (told.startsWith("labels")) {
      labels = "prod";
    } else {
      contexts = "prod";
    }
    same("SELECT n::text FROM t");
    assertThat(ours.list("SELECT n::text FROM t")).containsExactly("2");
    PlanRequest again = new PlanRequest(bundle(), "head", options());
    assertThat(ours.plan(again).steps()).isEmpty();
    ours.migrate(new PlanRequest(bundle(), "base", options().withWay(PlanOptions.Way.DOWN)));
    assertThat(ours.tables()).isEmpty();
  }

  @Test
  void twoWithOneNameThatAreBothSelectedAreNamedWithTheirLines() throws IOException {
    write(
        "versions.sql",
        """
        --liquibase formatted sql
        --changeset x:a context:test
        CREATE TABLE t AS SELECT 1 AS n;
        --rollback DROP TABLE t

        --changeset x:a context:prod
        CREATE TABLE t AS SELECT 2 AS n;
        """);
    write("c.yaml", "databaseChangeLog: [{include: {file: versions.sql}}]");
    Bundle bundle = bundle();
    assertThatThrownBy(() -> ours.upgrade(bundle))
        .hasMessageContaining("versions.sql, line 2 (context test)")
        .hasMessageContaining("versions.sql, line 6 (context prod)");
    assertThat(ours.tables()).isEmpty();
    write(
        "versions.sql",
        "--liquibase formatted sql\n--changeset x:a\nSELECT 1;\n--changeset x:a\nSELECT 2;\n");
    assertThatThrownBy(this::bundle)
        .hasMessageContaining("in versions.sql, line 2 and in versions.sql, line 4");
  }

  @Test
  void anEditOfWhatIsNotSelectedRefusesNothing() throws IOException {
    String text =
        """
        databaseChangeLog:
        - changeSet: {id: a, author: x, context: test, changes: [{sql: {sql: "CREATE TABLE t AS SELECT %s AS n"}}]}
        - changeSet: {id: b, author: x, changes: [{sql: {sql: "CREATE TABLE u (n int)"}}]}
        """;
    write("c.yaml", text.formatted("1"));
    contexts = "test";
    same("SELECT n::text FROM t");
    write("c.yaml", text.formatted("2"));
    assertThatThrownBy(() -> ours.plan(new PlanRequest(bundle(), "head", options())))
        .hasFieldOrPropertyWithValue("reason", Reason.CHECKSUM_MISMATCH);
    contexts = "prod";
    same("SELECT n::text FROM t");
  }

  // --- what cannot be compiled and does not run

  @ParameterizedTest
  @ValueSource(
      strings = {
        "customChange: {class: dev.athanor.engine.liquibase.StockRunEqualityTest$Never}",
        "loadUpdateData: {tableName: u, file: d.csv, primaryKey: id}",
        "sql: {splitStatements: false, sql: \"SELECT 1; COMMIT\"}",
        "stop: {message: never}",
        "dropAllForeignKeyConstraints: {baseTableName: u}"
      })
  void whatAGuardContextOrLabelRulesOutRefusesNoRun(String change) throws IOException {
    write("d.csv", "id,n\n1,2\n");
    write(
        "c.yaml",
        """
        databaseChangeLog:
        - changeSet: {id: t, author: x, changes: [{sql: {sql: "CREATE TABLE t (n int)"}}]}
        - changeSet: {id: a, author: x, context: other, changes: [{%1$s}]}
        - changeSet: {id: b, author: x, labels: other, changes: [{%1$s}]}
        - changeSet: {id: c, author: x, dbms: h2, changes: [{%1$s}]}
        - changeSet: {id: d, author: x, preConditions: [{onFail: MARK_RAN, dbms: {type: oracle}}], changes: [{%1$s}]}
        - changeSet: {id: e, author: x, preConditions: [{onFail: MARK_RAN, not: [{tableExists: {tableName: t}}]}], changes: [{%1$s}]}
        - changeSet: {id: f, author: x, preConditions: [{onFail: CONTINUE, tableExists: {tableName: u}}], changes: [{%1$s}]}
        - changeSet: {id: g, author: x, changes: [{sql: {sql: "CREATE TABLE v (n int)"}}]}
        """
            .formatted(change));
    contexts = "one";
    labels = "!other";
    same("SELECT count(*)::text FROM t, v");
    assertThat(ours.list("SELECT id || exectype FROM databasechangelog"))
        .contains("dMARK_RAN", "eMARK_RAN", "gEXECUTED")
        .hasSize(4);
    labels = "other";
    assertThatThrownBy(() -> ours.plan(new PlanRequest(bundle(), "head", options())))
        .hasFieldOrPropertyWithValue("reason", Reason.LIVE_CHANGESET);
  }

  @Test
  void whatAGuardLetsThroughAndNobodyCompiledEndsTheRunThere() throws IOException {
    write(
        "c.yaml",
        """
        databaseChangeLog:
        - changeSet: {id: t, author: x, changes: [{sql: {sql: "CREATE TABLE t (n int)"}}]}
        - changeSet: {id: e, author: x, preConditions: [{onFail: MARK_RAN, tableExists: {tableName: t}}], changes: [{stop: {message: never}}]}
        """);
    assertThatThrownBy(() -> ours.upgrade(bundle()))
        .hasFieldOrPropertyWithValue("reason", Reason.LIVE_CHANGESET)
        .hasMessageContaining("c.yaml::e::x is to run by its preconditions");
    assertThat(ours.list("SELECT id FROM databasechangelog")).containsExactly("t");
  }

  /** A change of the user's own. */
  public static final class Never implements CustomTaskChange {
    @Override
    public void execute(Database database) {
      throw new IllegalStateException("is never run");
    }

    @Override
    public String getConfirmationMessage() {
      return "";
    }

    @Override
    public void setUp() {}

    @Override
    public void setFileOpener(ResourceAccessor resources) {}

    @Override
    public ValidationErrors validate(Database database) {
      return new ValidationErrors();
    }
  }

  // --- what is there long since

  @Test
  void whatCannotRunHereStopsNothingWhereItHasRun() throws IOException {
    write(
        "c.yaml",
        """
        databaseChangeLog:
        - changeSet: {id: a, author: x, changes: [{sql: {splitStatements: false, sql: "CREATE TABLE t (n int); COMMIT; BEGIN; CREATE TABLE u (n int)"}}]}
        - changeSet: {id: b, author: x, changes: [{sql: {sql: "CREATE TABLE v (n int)"}}]}
        """);
    assertThatThrownBy(() -> ours.upgrade(bundle()))
        .hasMessageContaining("controls the transaction itself: COMMIT");
    StockLiquibase.update(root, "c.yaml", oursUrl, "");
    ours.execute("DELETE FROM databasechangelog WHERE id = 'b'; DROP TABLE v");
    ours.upgrade(bundle());
    assertThat(ours.tables()).containsExactly("t", "u", "v");
  }

  /** Liquibase, too, asks nothing of a rollback before it is wanted. */
  @ParameterizedTest
  @ValueSource(strings = {"DROP TABLE t; COMMIT", "VACUUM t"})
  void aRollbackThatCannotRunHereStopsNoUpgrade(String rollback) throws IOException {
    write(
        "c.yaml",
        """
        databaseChangeLog:
        - changeSet: {id: a, author: x, changes: [{sql: {sql: "CREATE TABLE t (n int)"}}], rollback: [{sql: {splitStatements: false, stripComments: false, sql: "%s"}}]}
        """
            .formatted(rollback));
    same("SELECT count(*)::text FROM t");
    assertThatThrownBy(
            () ->
                ours.migrate(
                    new PlanRequest(bundle(), "base", options().withWay(PlanOptions.Way.DOWN))))
        .hasFieldOrPropertyWithValue("reason", Reason.IRREVERSIBLE);
    assertThat(ours.tables()).containsExactly("t");
  }

  /** Both tools take their database to the end. */
  private void same(String query) {
    same("c.yaml", query);
  }

  private void same(String master, String query) {
    StockLiquibase.run(
        root, master, stockUrl, l -> l.update(new Contexts(contexts), new LabelExpression(labels)));
    ours.migrate(new PlanRequest(bundle(master), "head", options()));
    assertThat(ours.list(query)).isEqualTo(stock.list(query)).isNotEmpty();
    assertThat(ours.list(HISTORY)).isEqualTo(stock.list(HISTORY)).isNotEmpty();
    assertThat(ours.tables()).isEqualTo(stock.tables());
  }

  private PlanOptions options() {
    return PlanOptions.UPGRADE
        .withContexts(contexts.isEmpty() ? List.of() : List.of(contexts))
        .withLabels(labels);
  }

  private Bundle bundle() {
    return bundle("c.yaml");
  }

  private Bundle bundle(String master) {
    return BundleCompiler.compile(
        Changelog.load(ChangelogSource.master(root, master)), CompileOptions.defaults());
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
