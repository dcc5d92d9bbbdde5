package dev.athanor.engine.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.testing.PsqlRecorder;
import dev.athanor.engine.testing.SystemPostgres;
import dev.athanor.engine.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.SqlCommand;
import org.postgresql.jdbc.PgConnection;

/**
 * Statements end where psql and the server say they do, for thousands of random scripts. The seed
 * is fixed; {@code -Dsql.scripts=100000 -Dsql.seed=7} tries more and others.
 */
class StatementBoundariesTest {
  private static final int SCRIPTS = Integer.getInteger("sql.scripts", 10_000);
  private static final long SEED = Long.getLong("sql.seed", 42);

  /** psql counts words: for it this END ends the body, and the server knows better. */
  private static final Pattern NAMED_END =
      Pattern.compile("(?is)(\\bAS|\\.)(\\s|/\\*.*?\\*/|--[^\\r\\n]*)*end");

  /** psql reads line by line, and forgets on the next that it was in an escape string. */
  private static final Pattern ESCAPE_THAT_GOES_ON =
      Pattern.compile("(?s)^E'.*'\\s*(--[^\\r\\n]*\\s*)*[\\r\\n]\\s*'", Pattern.CASE_INSENSITIVE);

  private static final Pattern NOT_READ =
      Pattern.compile("^ERROR: (syntax error|unterminated|trailing junk|invalid|zero-length)");

  private static List<String> scripts() {
    RandomSql random = new RandomSql(SEED);
    List<String> scripts = new ArrayList<>();
    for (int i = 0; i < SCRIPTS; i++) {
      scripts.add(random.script());
    }
    return scripts;
  }

  private static List<String> ours(String script) {
    return SqlStatement.stream(script).map(statement -> statement.textIn(script)).toList();
  }

  @Test
  void theyEndWherePsqlEndsThem() {
    Assumptions.assumeTrue(SystemPostgres.isInstalled());
    List<String> scripts =
        scripts().stream()
            .filter(script -> !NAMED_END.matcher(script).find())
            .filter(
                script ->
                    SqlStatement.stream(script)
                        .allMatch(StatementBoundariesTest::isReadAlikeByPsql))
            .toList();
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < scripts.size(); i++) {
      all.append(scripts.get(i)).append("\n;\nSELECT 'script ").append(i).append("';\n");
    }

    List<String> queries = PsqlRecorder.queries(all.toString());

    int at = 0;
    for (int i = 0; i < scripts.size(); i++) {
      List<String> theirs = new ArrayList<>();
      while (at < queries.size() && !queries.get(at).equals("SELECT 'script " + i + "';")) {
        theirs.add(queries.get(at++));
      }
      at++;
      theirs.removeIf(query -> SqlStatement.read(query).isEmpty());
      List<String> ours = ours(scripts.get(i));
      assertThat(theirs).as(scripts.get(i)).hasSameSizeAs(ours);
      for (int j = 0; j < ours.size(); j++) {
        // psql leaves empty lines out.
        assertThat(theirs.get(j).replaceAll("\\s+", ""))
            .as(scripts.get(i))
            .contains(ours.get(j).replaceAll("\\s+", ""));
      }
    }
    assertThat(scripts.size()).isGreaterThan(SCRIPTS / 2);
  }

  private static boolean isReadAlikeByPsql(SqlStatement statement) {
    return statement.fault() == SqlStatement.Fault.NONE
        && statement.tokens().stream()
            .noneMatch(token -> ESCAPE_THAT_GOES_ON.matcher(token.text()).find());
  }

  /**
   * The server takes one statement at a time in its extended protocol, and says when a text holds
   * more. What it can read as a whole, it must read as one statement each where we cut it.
   */
  @Test
  void theyEndWhereTheServerEndsThem() throws SQLException {
    int read = 0;
    int several = 0;
    try (Connection connection = DriverManager.getConnection(TestPostgres.newDatabase())) {
      Parser server = new Parser(connection.unwrap(PgConnection.class));
      for (String script : scripts()) {
        Parsed whole = server.parse(script);
        if (whole == Parsed.NOT_SQL) {
          continue;
        }
        read++;
        several += whole == Parsed.SEVERAL ? 1 : 0;
        List<String> ours = ours(script);
        assertThat(ours.size() > 1).as(script).isEqualTo(whole == Parsed.SEVERAL);
        for (String statement : ours.size() > 1 ? ours : List.<String>of()) {
          assertThat(server.parse(statement))
              .as(statement + "\n of \n" + script)
              .isEqualTo(Parsed.ONE);
        }
      }
    }
    assertThat(read).isGreaterThan(SCRIPTS / 2);
    assertThat(several).isGreaterThan(SCRIPTS / 4);
  }

  private enum Parsed {
    NOT_SQL,
    ONE,
    SEVERAL
  }

  /** Sends a text to be parsed, and no more. */
  private record Parser(PgConnection connection) {
    Parsed parse(String sql) throws SQLException {
      QueryExecutor executor = connection.getQueryExecutor();
      Errors errors = new Errors();
      executor.execute(
          executor.wrap(List.of(new NativeQuery(sql, new int[0], false, SqlCommand.BLANK))),
          null,
          errors,
          0,
          0,
          QueryExecutor.QUERY_DESCRIBE_ONLY
              | QueryExecutor.QUERY_SUPPRESS_BEGIN
              | QueryExecutor.QUERY_ONESHOT);
      if (errors.first == null) {
        return Parsed.ONE;
      }
      if (errors.first.getMessage().contains("cannot insert multiple commands")) {
        return Parsed.SEVERAL;
      }
      // What it cannot read; whatever else it says, it has read the text.
      return NOT_READ.matcher(errors.first.getMessage()).find() ? Parsed.NOT_SQL : Parsed.ONE;
    }
  }

  private static final class Errors extends ResultHandlerBase {
    private SQLException first;

    @Override
    public void handleError(SQLException error) {
      first = first == null ? error : first;
    }

    @Override
    public void handleWarning(SQLWarning warning) {}

    @Override
    public void handleCompletion() {}
  }

  @Test
  void rowsEndWherePsqlEndsThem() {
    Assumptions.assumeTrue(SystemPostgres.isInstalled());
    String script =
        "SELECT 1;\nCOPY a (b) FROM stdin;\n1;2\tit's\n\\\\.\n-- no comment\n \\.\n\n\\.\n"
            + "COPY a FROM STDIN WITH (FORMAT csv); -- rows\n\"a\n;b\",$$\n\\.\r\nSELECT 2;\n"
            + "COPY a FROM stdin;\n\\.\n"
            + "SELECT 3";

    List<String> ours = new ArrayList<>();
    for (SqlStatement statement : SqlStatement.in(script)) {
      ours.add(statement.textIn(script));
      statement.data().ifPresent(rows -> ours.add(script.substring(rows.start(), rows.end())));
    }

    // This psql sends the last line, too; the server passes over it.
    assertThat(ours)
        .isEqualTo(
            PsqlRecorder.queries(script).stream()
                .map(query -> query.replaceFirst("(;|(?m:^)\\\\\\.\\r?\\n)$", ""))
                .toList())
        .hasSize(9);
  }
}
