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
import dev.athanor.engine.plan.PlanText;
import dev.athanor.engine.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a file requires stops, or does not stop, a run as it does stock Liquibase 4.33's. */
class FilePreconditionEqualityTest {
  private static final String FAILS = "runningAs: {username: deployer}";
  private static final String HOLDS = "runningAs: {username: postgres}";
  private static final String ERRS = "sqlCheck: {expectedResult: 1, sql: SELECT n FROM nowhere}";
  private static final String STATE =
      "SELECT id || ' ' || exectype FROM databasechangelog ORDER BY orderexecuted";

  /** A changelog of two files: what the outer and the inner one require, and their changesets. */
  private record Files2(String name, String outer, String inner) {
    @Override
    public String toString() {
      return name;
    }
  }

  @TempDir Path root;

  static Stream<Files2> changelogs() {
    List<Files2> cases = new ArrayList<>();
    String table = set("a", "CREATE TABLE a (n int)", "");
    for (String action : List.of("HALT", "CONTINUE", "MARK_RAN", "WARN")) {
      cases.add(new Files2("onFail " + action, requires(action, "HALT", FAILS) + table, ""));
      cases.add(new Files2("onError " + action, requires("HALT", action, ERRS) + table, ""));
      boolean both = action.equals("HALT") || action.equals("WARN");
      for (String inner : both ? List.of("HALT", "WARN") : List.<String>of()) {
        cases.add(
            new Files2(
                "outer " + action + " holds, inner " + inner,
                requires(action, action, HOLDS) + table,
                requires(inner, inner, FAILS) + set("b", "SELECT 1", "")));
        cases.add(
            new Files2(
                "outer " + action + ", inner " + inner + " errs",
                requires(action, action, FAILS) + table,
                requires(inner, inner, ERRS) + set("b", "SELECT 1", "")));
      }
    }
    String markRan = "preConditions: [{onFail: MARK_RAN}, {" + FAILS + "}]";
    cases.add(
        new Files2(
            "the file halts, its changeset would be recorded",
            requires("HALT", "HALT", FAILS) + set("a", "CREATE TABLE a (n int)", markRan),
            ""));
    cases.add(
        new Files2(
            "the file holds, its changeset is recorded",
            requires("HALT", "HALT", HOLDS) + set("a", "CREATE TABLE a (n int)", markRan),
            ""));
    cases.add(
        new Files2(
            "asked before the file before it has run",
            table,
            requires("HALT", "HALT", "tableExists: {tableName: a}") + set("b", "SELECT 1", "")));
    cases.add(new Files2("dbms", requires("HALT", "HALT", "dbms: {type: mysql}") + table, ""));
    cases.add(
        new Files2(
            "a changeset of the outer file, asked by the inner one",
            table,
            requires("HALT", "HALT", "changeSetExecuted: {id: before, author: x}")
                + set("b", "SELECT 1", "")));
    return cases.stream();
  }

  private static String requires(String onFail, String onError, String condition) {
    return "- preConditions: [{onFail: %s}, {onError: %s}, {%s}]\n"
        .formatted(onFail, onError, condition);
  }

  private static String set(String id, String sql, String more) {
    return """
        - changeSet:
            id: %s
            author: x
            %s
            changes: [{sql: {sql: '%s'}}]
            rollback: [{sql: {sql: SELECT 1}}]
        """
        .formatted(id, more, sql)
        .replaceAll("(?m)^ +\n", "");
  }

  private void write(Files2 files, String more) throws IOException {
    String include = files.inner().isEmpty() ? "" : "- include: {file: inner.yaml}\n";
    write("c.yaml", files.outer() + include + more);
    write("inner.yaml", files.inner());
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(root.resolve(name), "databaseChangeLog:\n" + (text.isEmpty() ? "[]" : text));
  }

  private Bundle bundle() {
    return BundleCompiler.compile(
        Changelog.load(ChangelogSource.master(root, "c.yaml")), CompileOptions.defaults());
  }

  /** Before it, a changeset that is there already, so that there is something to look at. */
  private Target prepared(String url) throws IOException {
    Target target = new Target(DatabaseUrl.parse(url));
    Path before = Files.createDirectories(root.resolve("before"));
    Files.writeString(
        before.resolve("c.yaml"), "databaseChangeLog:\n" + set("before", "SELECT 1", ""));
    StockLiquibase.update(before, "c.yaml", url, "");
    return target;
  }

  @ParameterizedTest
  @MethodSource("changelogs")
  void aFileStopsARunWhereItStopsStock(Files2 files) throws IOException {
    String stockUrl = TestPostgres.newDatabase();
    Target ours = prepared(TestPostgres.newDatabase());
    Target stock = prepared(stockUrl);
    write(files, set("before", "SELECT 1", ""));
    assertThat(runOurs(ours)).isEqualTo(runStock(stockUrl));
    assertThat(ours.list(STATE)).isEqualTo(stock.list(STATE));
    assertThat(ours.tables()).isEqualTo(stock.tables());
  }

  /** A changeset's own, and what failOnError makes of them. */
  @Test
  void aChangesetStopsOrGoesOnAsInStock() throws IOException {
    StringBuilder sets = new StringBuilder();
    int number = 0;
    for (String condition : List.of(FAILS, ERRS)) {
      for (String action : List.of("HALT", "CONTINUE", "MARK_RAN", "WARN")) {
        for (boolean fail : action.equals("HALT") ? List.of(false) : List.of(true, false)) {
          String own =
              "preConditions: [{onFail: %s}, {onError: %1$s}, {%s}]\n    failOnError: %s"
                  .formatted(action, condition, fail);
          sets.append(set("c" + ++number, "CREATE TABLE c%d (n int)".formatted(number), own));
        }
      }
    }
    sets.append(set("fails", "SELECT 1/0", "failOnError: false"));
    sets.append(set("halts", "SELECT 1", "preConditions: [{" + FAILS + "}]"));
    sets.append(set("behind", "SELECT 1", ""));
    String stockUrl = TestPostgres.newDatabase();
    Target ours = prepared(TestPostgres.newDatabase());
    Target stock = prepared(stockUrl);
    write(new Files2("", "", ""), set("before", "SELECT 1", "") + sets);

    assertThat(runOurs(ours)).isEqualTo(runStock(stockUrl)).isEqualTo("refused");
    assertThat(ours.list(STATE)).isEqualTo(stock.list(STATE)).hasSizeGreaterThan(8);
    assertThat(ours.tables()).isEqualTo(stock.tables());
  }

  /** On the way down, what failOnError says does not count: stock stops, and so does this. */
  @Test
  void aRollbackThatFailsStopsWhateverFailOnErrorSays() throws Exception {
    String sets =
        set("before", "SELECT 1", "")
            + set("a", "CREATE TABLE a (n int)", "").replace("sql: SELECT 1", "sql: DROP TABLE a")
            + set("b", "SELECT 1", "failOnError: false")
                .replace("rollback: [{sql: {sql: SELECT 1", "rollback: [{sql: {sql: SELECT 1/0");
    write(new Files2("", "", ""), sets);
    String stockUrl = TestPostgres.newDatabase();
    Target ours = prepared(TestPostgres.newDatabase());
    Target stock = prepared(stockUrl);
    runOurs(ours);
    runStock(stockUrl);

    assertThatThrownBy(() -> ours.downgrade(bundle(), "base"))
        .hasMessageContaining("division by zero")
        .hasFieldOrPropertyWithValue("reason", Reason.STATEMENT_FAILED);
    assertThatThrownBy(() -> StockLiquibase.run(root, "c.yaml", stockUrl, l -> l.rollback(2, "")))
        .hasRootCauseMessage("ERROR: division by zero");
    assertThat(ours.list(STATE))
        .isEqualTo(stock.list(STATE))
        .containsExactly("before EXECUTED", "a EXECUTED", "b EXECUTED");
    assertThat(ours.tables()).isEqualTo(stock.tables()).containsExactly("a");
  }

  /** Stock asks a file also where all of it is applied, and so refuses to do nothing. */
  @Test
  void aFileOfWhichNothingIsToRunIsNotAsked() throws IOException {
    String stockUrl = TestPostgres.newDatabase();
    Target ours = prepared(TestPostgres.newDatabase());
    Target stock = prepared(stockUrl);
    write(
        new Files2("", requires("HALT", "HALT", "not: [{tableExists: {tableName: person}}]"), ""),
        set("before", "SELECT 1", "")
            + set("a", "CREATE TABLE person (n int)", "")
            + set("b", "ALTER TABLE person ADD m int", ""));

    assertThat(runOurs(ours)).isEqualTo(runStock(stockUrl)).isEqualTo("ran");
    assertThat(ours.list(STATE)).isEqualTo(stock.list(STATE)).hasSize(3);
    assertThat(runStock(stockUrl)).isEqualTo("refused");
    assertThat(runOurs(ours)).isEqualTo("ran");
    ours.downgrade(bundle(), "base");
    assertThat(ours.list(STATE)).isEmpty();
  }

  @Test
  void aPlanShowsWhatAFileRequires() throws IOException {
    Target target = prepared(TestPostgres.newDatabase());
    write(
        new Files2("", requires("WARN", "HALT", FAILS), ""),
        set("before", "SELECT 1", "") + set("a", "CREATE TABLE a (n int)", ""));
    PlanRequest request = new PlanRequest(bundle(), "head", PlanOptions.UPGRADE);

    assertThat(PlanText.render(target.plan(request)))
        .contains("Asked before anything runs:\n  c.yaml: only if runningAs deployer; else WARN\n");
    assertThat(target.upgrade(bundle()).warnings())
        .containsExactly(
            "The precondition of c.yaml does not hold: runningAs deployer; run all the same");
  }

  private String runOurs(Target target) {
    try {
      target.upgrade(bundle());
      return "ran";
    } catch (AthanorException e) {
      assertThat(e.reason()).isEqualTo(Reason.PRECONDITION_FAILED);
      assertThat(e.nextStep()).isNotBlank();
      return "refused";
    }
  }

  private String runStock(String url) {
    try {
      StockLiquibase.update(root, "c.yaml", url, "");
      return "ran";
    } catch (IllegalStateException e) {
      return "refused";
    }
  }
}
