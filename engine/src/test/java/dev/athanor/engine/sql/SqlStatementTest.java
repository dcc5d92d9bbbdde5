package dev.athanor.engine.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlStatementTest {
  private static List<String> split(String sql) {
    return SqlStatement.read(sql).stream().map(s -> sql.substring(s.start(), s.end())).toList();
  }

  @Test
  void splitsAtSemicolonsThatEndStatements() {
    assertThat(split("a; b ;; c;")).containsExactly("a", "b", "c");
    assertThat(split("SELECT 'x;''y'; SELECT \"a;\"\"b\"")).hasSize(2);
    assertThat(split("SELECT E'\\';' ; b")).containsExactly("SELECT E'\\';'", "b");
    assertThat(split("SELECT $$;$$, $t$ $$ ; $t$; b")).hasSize(2);
    assertThat(split("SELECT 1 /* ; /* ; */ ; */ ; b -- ;\n; c")).hasSize(3);
    assertThat(split("CREATE RULE r AS ON INSERT TO t DO (a; b); c")).hasSize(2);
    assertThat(
            split(
                "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN a"
                    + " THEN 1 END; END; b"))
        .hasSize(2);
    assertThat(split("SELECT a$b$c; d")).containsExactly("SELECT a$b$c", "d");
    assertThat(split("SELECT $1; b")).hasSize(2);
    assertThat(split("-- only\n/* comments */ ;")).isEmpty();
    assertThat(split("COMMENT ON TABLE t IS U&'d\\0061t;'; b")).hasSize(2);
  }

  @Test
  void aScriptIsEndedOnceForWhoReadsIt() {
    for (String ended :
        List.of(
            "a;", "a; b ;", "a; -- why", "a;\n/* ; */", "-- only", "COPY t FROM stdin;\n1\n\\.")) {
      assertThat(SqlElements.ended(" " + ended + "\n")).isEqualTo(ended);
    }
    assertThat(SqlElements.ended("a")).isEqualTo("a;");
    assertThat(SqlElements.ended("a; b -- why")).isEqualTo("a; b; -- why");
    assertThat(SqlElements.ended("SELECT ';'\n-- ;")).isEqualTo("SELECT ';';\n-- ;");
    assertThat(SqlElements.ended("SELECT 'cut")).isEqualTo("SELECT 'cut");
  }

  @Test
  void goesOnWithAConstantBehindALinesEnd() {
    assertThat(split("SELECT E'it\\'s: '\nx;")).hasSize(1);
    assertThat(split("SELECT E'it\\'s: '\n 'x\\'; y\\'z'; b"))
        .containsExactly("SELECT E'it\\'s: '\n 'x\\'; y\\'z'", "b");
    assertThat(split("SELECT E'a' -- '\r '\\';'; b")).hasSize(2);
    assertThat(split("SELECT E'a' '\\'; b; c'")).as("not on the same line").hasSize(3);
  }

  @Test
  void endsABodyWhereAStatementCouldBegin() {
    String body =
        "CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT max(x) AS end FROM t;"
            + " SELECT t.end, CASE WHEN a THEN 1 END; END";
    assertThat(split(body + "; b")).containsExactly(body, "b");
    assertThat(split("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC END; b")).hasSize(2);
    assertThat(split("CREATE VIEW v AS SELECT begin atomic FROM t; b")).hasSize(2);
    assertThat(SqlStatement.read("CREATE PROCEDURE p() BEGIN ATOMIC SELECT 1;"))
        .extracting(SqlStatement::closed)
        .containsExactly(false);
  }

  @Test
  void findsTheRowsOfACopy() {
    String script = "COPY t (a) FROM STDIN WITH (NULL ''); -- rows\n1;\n\\.\nSELECT 2";
    SqlStatement copy = SqlStatement.read(script).get(0);
    assertThat(copy.textIn(script)).isEqualTo("COPY t (a) FROM STDIN WITH (NULL '')");
    assertThat(copy.scriptIn(script)).endsWith("-- rows\n1;\n\\.");
    assertThat(split(script)).hasSize(2).endsWith("SELECT 2");
    String alone = copy.scriptIn(script);
    assertThat(SqlStatement.read(alone).get(0).scriptIn(alone)).isEqualTo(alone);
    for (String none :
        List.of(
            "COPY t FROM STDIN",
            "COPY t FROM stdin;\n1\n",
            "COPY t FROM stdin; SELECT 1;\n1\n\\.\n",
            "COPY (SELECT a FROM stdin) TO '/x';\n1\n\\.\n",
            "COPY t FROM 'stdin';\n1\n\\.\n")) {
      assertThat(SqlStatement.read(none).get(0).data()).as(none).isEmpty();
    }
  }

  @Test
  void keepsOnlyTheFirstTokensOfALongStatement() {
    String rows = "(1, 'a'),".repeat(10_000);
    String script = "INSERT INTO t VALUES " + rows + "(2, 'b;') RETURNING a; SELECT 1";
    List<SqlStatement> statements = SqlStatement.read(script);
    assertThat(statements).hasSize(2);
    assertThat(statements.get(0).tokens()).hasSize(StatementReader.MAX_TOKENS);
    assertThat(statements).extracting(SqlStatement::complete).containsExactly(false, true);
    assertThat(statements.get(0).textIn(script)).endsWith("RETURNING a");
  }

  @Test
  void foldsAsciiOnly() {
    // A long s upper-cases to S in Java; for PostgreSQL it is another letter.
    assertThat(SqlStatement.read("in\u017fert into t").get(0).startsWith("INSERT")).isFalse();
    assertThat(SqlStatement.read("d\u0131scard all").get(0).startsWith("DISCARD")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 'a",
        "SELECT \"a",
        "SELECT $x$ a $$",
        "SELECT 1 /* a",
        "SELECT (1",
        "SELECT 1)",
        "/* a",
        "SELECT E'a\\'"
      })
  void seesWhatIsLeftOpen(String sql) {
    assertThat(SqlStatement.read(sql)).extracting(SqlStatement::closed).containsExactly(false);
  }

  @Test
  void knowsWordsFromNames() {
    SqlStatement statement = SqlStatement.read("drop Table \"Drop\"\"x\", Ünder_1$").get(0);
    assertThat(statement.startsWith("DROP", "TABLE")).isTrue();
    assertThat(statement.contains("DROP")).isTrue();
    assertThat(statement.token(2).name()).isEqualTo("Drop\"x");
    assertThat(statement.token(4).name()).isEqualTo("Ünder_1$");
    assertThat(SqlStatement.read("SELECT 'DELETE'").get(0).contains("DELETE")).isFalse();
  }

  @Test
  void whatAStatementDoesIsShownWithoutItsData() {
    assertThat(
            SqlText.withoutValues(
                "/* for 'Ada' */ SELECT e'it\\'s', $q$x$q$, 42, .5, n1, \"a b\".c -- by '42'\n FROM"
                    + "   a\n WHERE n=-1 AND t = U&'\\0041' AND s = 'cut of"))
        .isEqualTo("SELECT ?, ?, ?, ?, n1, \"a b\".c FROM a WHERE n=-? AND t = ? AND s = ?");
    assertThat(SqlText.withoutValues("")).isEmpty();
  }
}
