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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 'a",
        "SELECT \"a",
        "SELECT $x$ a $$",
        "SELECT 1 /* a",
        "SELECT (1",
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
    assertThat(statement.token(4).name()).isEqualTo("ünder_1$");
    assertThat(SqlStatement.read("SELECT 'DELETE'").get(0).contains("DELETE")).isFalse();
  }
}
