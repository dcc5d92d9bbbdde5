package dev.athanor.engine.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.apply.Target;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Guard;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Revision;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.testing.Psql;
import dev.athanor.engine.testing.SystemPostgres;
import dev.athanor.engine.testing.TestBundle;
import dev.athanor.engine.testing.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A script, run by the real psql, does what the real run does: pg_dump tells. */
class OfflineSqlTest {
  private static final SystemPostgres SERVER =
      SystemPostgres.isInstalled() ? SystemPostgres.get() : null;

  @BeforeAll
  static void requireServer() {
    assumeTrue(SERVER != null, "no PostgreSQL in /usr/lib/postgresql");
  }

  static Target target(String database) {
    return new Target(DatabaseUrl.parse(SERVER.url(database)));
  }

  static String copyOf(String database) {
    String copy = SERVER.newDatabase();
    TestPostgres.execute(SERVER.url("postgres"), "DROP DATABASE " + copy);
    TestPostgres.execute(
        SERVER.url("postgres"), "CREATE DATABASE " + copy + " TEMPLATE " + database);
    return copy;
  }

  static void drop(String... databases) {
    for (String database : databases) {
      TestPostgres.execute(SERVER.url("postgres"), "DROP DATABASE " + database);
    }
  }

  private static String sql(Bundle bundle, String from, String to, PlanOptions options) {
    return new OfflineSql(bundle, new OfflineRange(from, to), options, SessionSettings.DEFAULTS)
        .run()
        .script();
  }

  private static String up(Bundle bundle) {
    return sql(bundle, "base", "head", PlanOptions.UPGRADE);
  }

  /**
   * Without what no two runs have alike (ids, times, who ran it and with what backup), and without
   * the order in which a table of the history happens to lie on the disk.
   */
  static String comparable(String dump) {
    StringBuilder text = new StringBuilder();
    List<String> rows = null;
    boolean runs = false;
    for (String line : dump.lines().toList()) {
      String same = masked(line);
      if (line.startsWith("COPY athanor.") || line.startsWith("COPY public.databasechangelog ")) {
        rows = new ArrayList<>();
        runs = line.startsWith("COPY athanor.run ");
      } else if (rows != null && !line.equals("\\.")) {
        rows.add(runs ? maskedRun(same) : same);
        continue;
      } else if (rows != null) {
        rows.stream().sorted().forEach(row -> text.append(row).append('\n'));
        rows = null;
      }
      text.append(same).append('\n');
    }
    return text.toString();
  }

  private static String masked(String line) {
    return line.replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "RUN")
        .replaceAll("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(\\+00)?", "TIME")
        .replaceAll("\\t\\d{10}$", "\tDEPLOYMENT")
        .replaceAll("^\\\\(un)?restrict .*", "");
  }

  /** The plan's hash is its database's own. */
  private static String maskedRun(String row) {
    return row.replaceAll("sha256:[0-9a-f]{64}", "SHA")
        .replaceAll("none: [^\\t]*\\t[^\\t]*", "WHO");
  }

  /** What the script makes of a copy is what a run makes of another. */
  private static void assertEqual(Bundle bundle, String state, String from, String to) {
    String online = copyOf(state);
    String offline = copyOf(state);
    assertEqual(bundle, online, offline, from, to);
    drop(online, offline);
  }

  /** Both are alike and at {@code from}; and alike and at {@code to} afterwards. */
  private static void assertEqual(
      Bundle bundle, String online, String offline, String from, String to) {
    boolean up = isUp(bundle, from, to);
    PlanOptions options = up ? PlanOptions.UPGRADE : PlanOptions.DOWNGRADE;
    if (up) {
      target(online).upgrade(bundle, to);
    } else {
      target(online).downgrade(bundle, to);
    }
    Psql.Run run = Psql.script(offline, sql(bundle, from, to, options));
    assertThat(run.code()).as("%s:%s\n%s", from, to, run.output()).isZero();
    assertThat(comparable(Psql.dump(offline)))
        .as("%s:%s", from, to)
        .isEqualTo(comparable(Psql.dump(online)));
  }

  private static boolean isUp(Bundle bundle, String from, String to) {
    List<String> order = bundle.graph().sorted().stream().map(Revision::id).toList();
    return order.indexOf(to) > order.indexOf(from);
  }

  /** All of the example, both ways: 156 scripts, one after the other on the same database. */
  @Test
  void everyPairOfTheExampleIsWhatTheRunMakesOfIt() {
    Bundle bundle =
        BundleCompiler.compile(
            Changelog.load(ChangelogSource.versions(Path.of("../examples/tweeteval"))),
            CompileOptions.defaults());
    List<String> states = new ArrayList<>(List.of("base"));
    bundle.graph().sorted().forEach(revision -> states.add(revision.id()));
    String online = SERVER.newDatabase();
    String offline = SERVER.newDatabase();
    List<String> walk = everyPair(states);
    assertThat(walk).hasSize(states.size() * (states.size() - 1) + 1);
    for (int i = 1; i < walk.size(); i++) {
      assertEqual(bundle, online, offline, walk.get(i - 1), walk.get(i));
    }
    drop(online, offline);
  }

  /** A way from the first state through every ordered pair, each once: Hierholzer's. */
  private static List<String> everyPair(List<String> states) {
    Map<String, Deque<String>> next = new HashMap<>();
    for (String from : states) {
      next.put(from, new ArrayDeque<>(states.stream().filter(to -> !to.equals(from)).toList()));
    }
    Deque<String> open = new ArrayDeque<>(List.of(states.get(0)));
    List<String> walk = new ArrayList<>();
    while (!open.isEmpty()) {
      Deque<String> left = next.get(open.peek());
      if (left.isEmpty()) {
        walk.add(0, open.pop());
      } else {
        open.push(left.pop());
      }
    }
    return walk;
  }

  static TestBundle odd() {
    return new TestBundle()
        .revision("r1", "CREATE TABLE a (id int, n int[]) -- ends in a comment", "DROP TABLE a")
        .and("r1-2", "INSERT INTO a VALUES (1, '{1,2}'), (2, NULL)", "DELETE FROM a")
        .revision(
            "r2",
            "SET search_path = pg_catalog;;CREATE TABLE public.b AS SELECT n[1:id] AS slice,"
                + " ':USER \\gset' AS t, $$it's :'HOST'$$ AS u FROM public.a",
            "DROP TABLE public.b")
        .revision("r3", "COPY a (id) FROM stdin;\n7\n8\n\\.", "DELETE FROM a WHERE id > 6")
        .revision(
            "r4",
            "CREATE INDEX CONCURRENTLY ON a (id);;CREATE INDEX CONCURRENTLY i ON a (id)",
            "DROP INDEX CONCURRENTLY i;;DROP INDEX CONCURRENTLY a_id_idx")
        .with(TestBundle.Edit::outsideTransaction)
        .revision("r5", "SELECT 1/0", "SELECT 1")
        .with(TestBundle.Edit::mayFail)
        .revision("r6", "CREATE TABLE c (id int)", "DROP TABLE c")
        .with(
            edit ->
                edit.guard(guard("SELECT count(*) FROM a WHERE id = 7", "1", Guard.Action.HALT)))
        .revision("r7", "CREATE TABLE d (id int)", "DROP TABLE d")
        .with(edit -> edit.guard(guard("SELECT true", "f", Guard.Action.MARK_RAN)))
        .revision("r8", "CREATE TABLE e (id int)", "DROP TABLE e")
        .with(edit -> edit.guard(guard("SELECT count(*) FROM a", "9", Guard.Action.CONTINUE)))
        .revision("r9", "CREATE TABLE f (id int)", "DROP TABLE f")
        .with(edit -> edit.guard(guard("SELECT NULL::int", "", Guard.Action.WARN)))
        .with(edit -> edit.comments("it's a \\ comment"));
  }

  private static Guard guard(String sql, String expected, Guard.Action onFail) {
    return new Guard(
        new Guard.And(
            List.of(
                new Guard.Constant(true, "always"),
                new Guard.Or(
                    List.of(
                        new Guard.Constant(false, "never"),
                        new Guard.Query(sql, expected, "a 'query'"))),
                new Guard.Not(List.of(new Guard.Query("SELECT 1", "2", "not"))))),
        onFail,
        Guard.Action.HALT,
        "");
  }

  @Test
  void oddChangesetsAreRunAsARunDoes() {
    Bundle bundle = odd().build();
    String empty = SERVER.newDatabase();
    assertEqual(bundle, empty, "base", "r9");
    assertEqual(bundle, empty, "base", "r4");
    String there = copyOf(empty);
    target(there).upgrade(bundle, "r4");
    assertEqual(bundle, there, "r4", "base");
    assertEqual(bundle, there, "r4", "r7");
    drop(empty, there);
  }

  @Test
  void aDatabaseThatIsElsewhereIsRefusedAndLeftAsItIs() {
    Bundle bundle = odd().build();
    String database = SERVER.newDatabase();
    String empty = comparable(Psql.dump(database));
    assertRefused(database, sql(bundle, "r1", "r2", PlanOptions.UPGRADE), "not at r1: nothing is");
    assertThat(comparable(Psql.dump(database))).isEqualTo(empty);
    target(database).upgrade(bundle, "r2");
    String before = comparable(Psql.dump(database));
    assertRefused(database, up(bundle), "not at base: r1.sql::r1-2::test is applied, r1.sql::r1::");
    assertRefused(
        database, sql(bundle, "r3", "r4", PlanOptions.UPGRADE), "r3.sql::r3::test is not applied");
    assertRefused(
        database,
        sql(bundle, "r3", "base", PlanOptions.DOWNGRADE),
        "r3.sql::r3::test is not applied");
    assertThat(comparable(Psql.dump(database))).isEqualTo(before);

    target(database).execute("UPDATE databasechangelog SET md5sum = '9:0' WHERE id = 'r1'");
    assertRefused(
        database,
        sql(bundle, "r2", "r3", PlanOptions.UPGRADE),
        "r1.sql::r1::test was 9:0 when it was applied and is now 9:");
    target(database).execute("UPDATE databasechangelog SET md5sum = NULL, exectype = 'MARK_RAN'");
    assertRefused(
        database,
        sql(bundle, "r2", "r1", PlanOptions.DOWNGRADE),
        "r2.sql::r2::test was recorded without being run");
    target(database).execute("UPDATE databasechangelog SET exectype = 'EXECUTED', author = 'me'");
    assertRefused(
        database,
        sql(bundle, "r2", "r1", PlanOptions.DOWNGRADE),
        "is not applied, ",
        "r1.sql::r1::me is not in the bundle");
    drop(database);
  }

  @Test
  void whatComesFromElsewhereIsLeftAloneOnlyWhenThatIsAllowed() {
    Bundle bundle = new TestBundle().revision("r1", "CREATE TABLE a (id int)").build();
    Bundle other = new TestBundle().revision("o1", "CREATE TABLE o (id int)").build();
    String database = SERVER.newDatabase();
    target(database).upgrade(other);
    assertRefused(database, up(bundle), "o1.sql::o1::test is not in the bundle");
    PlanOptions allowed = PlanOptions.UPGRADE.withAllowUnknownHistory(true);
    assertThat(Psql.script(database, sql(bundle, "base", "head", allowed)).code()).isZero();
    assertThat(target(database).recorded()).containsExactly("o1", "r1");
    drop(database);
  }

  @Test
  void stopsAtAnErrorAndKeepsWhatCameBeforeIt() {
    Bundle bundle =
        new TestBundle()
            .revision("r1", "CREATE TABLE a (id int)", "DROP TABLE a")
            .revision("r2", "CREATE TABLE b (id int);;SELECT 1/0", "DROP TABLE b")
            .revision("r3", "CREATE TABLE c (id int)", "DROP TABLE c")
            .build();
    String database = SERVER.newDatabase();
    // Whoever runs it may have told psql otherwise.
    Psql.Run run = Psql.script(database, up(bundle), "-v", "ON_ERROR_STOP=0", "-v", "n=5");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.output()).contains("division by zero");
    assertThat(target(database).tables()).containsExactly("a");
    assertThat(target(database).recorded()).containsExactly("r1");
    assertThat(target(database).current(bundle)).containsExactly("r1");
    assertThat(target(database).list("SELECT outcome FROM athanor.run")).containsExactly("RUNNING");
    drop(database);
  }

  /** Liquibase before 3.6 had fewer columns, and a run adds the others. */
  @Test
  void tablesOfAnOldLiquibaseGetWhatTheyLack() {
    String database = SERVER.newDatabase();
    TestPostgres.execute(
        SERVER.url(database),
        "CREATE TABLE databasechangelog (id varchar(255) NOT NULL, author varchar(255) NOT NULL,"
            + " filename varchar(255) NOT NULL, dateexecuted timestamp NOT NULL,"
            + " orderexecuted int NOT NULL, exectype varchar(10) NOT NULL, md5sum varchar(35))");
    Bundle bundle = new TestBundle().revision("r1", "CREATE TABLE a ()", "DROP TABLE a").build();
    Psql.Run run = Psql.script(database, up(bundle));
    assertThat(run.code()).as(run.output()).isZero();
    assertThat(target(database).recorded()).containsExactly("r1");
    drop(database);
  }

  @Test
  void severalScriptsRunInOneSession() {
    Bundle bundle = odd().build();
    String database = SERVER.newDatabase();
    String there = sql(bundle, "base", "r1", PlanOptions.UPGRADE);
    String back = sql(bundle, "r1", "base", PlanOptions.DOWNGRADE);
    Psql.Run run = Psql.script(database, there + back + there);
    assertThat(run.code()).as(run.output()).isZero();
    assertThat(target(database).recorded()).containsExactly("r1", "r1-2");
    drop(database);
  }

  @Test
  void limitsAreWhatPostgresTakes() {
    SessionSettings settings =
        SessionSettings.DEFAULTS
            .withStatementTimeout(Duration.ofNanos(1))
            .withLockTimeout(Duration.ofDays(40));
    OfflineRange range = new OfflineRange("base", "r1");
    assertThat(new OfflineSql(odd().build(), range, PlanOptions.UPGRADE, settings).run().script())
        .contains("'statement_timeout', '1',", "'lock_timeout', '2147483647',");
  }

  @Test
  void aPreconditionThatDoesNotHoldStops() {
    Bundle bundle =
        new TestBundle()
            .revision("r1", "CREATE TABLE a (id int)")
            .with(edit -> edit.guard(guard("SELECT 1", "2", Guard.Action.HALT)))
            .build();
    String database = SERVER.newDatabase();
    assertRefused(database, up(bundle), "the precondition of r1.sql::r1::test does not hold");
    Bundle several =
        new TestBundle()
            .revision("r1", "CREATE TABLE a (id int)")
            .with(edit -> edit.guard(guard("VALUES (1), (1)", "1", Guard.Action.WARN)))
            .build();
    assertRefused(database, up(several), "a 'query' gave not one row, but 2");
    assertThat(target(database).tables()).isEmpty();
    drop(database);
  }

  @Test
  void whatAScriptCannotDoIsRefusedByName() {
    Guard elsewhere =
        new Guard(new Guard.Constant(true, ""), Guard.Action.HALT, Guard.Action.WARN, "");
    assertCannot(edit -> edit.guard(elsewhere), "SELECT 1", "r1.sql::r1::test has onError=WARN");
    assertCannot(
        edit -> edit.guard(guard("SHOW port", "1", Guard.Action.HALT)), "SELECT 1", "SHOW port");
    assertCannot(
        edit -> edit.mayFail().outsideTransaction(), "VACUUM", "runs outside a transaction");
    String copy = "COPY t FROM stdin;\nO'Brien\n\\.";
    assertCannot(TestBundle.Edit::mayFail, copy, "copies rows");
    for (Guard.Action passesOver : List.of(Guard.Action.MARK_RAN, Guard.Action.CONTINUE)) {
      assertCannot(edit -> edit.guard(guard("SELECT 1", "1", passesOver)), copy, "copies rows");
    }
    // The server refuses either; psql would run the one, and read on to the script's end.
    assertCannot(edit -> edit, "SELECT 1 \\! touch here", "psql would not read");
    assertCannot(edit -> edit, "SELECT 'open", "psql would not read");
    Bundle oneWay = new TestBundle().revision("r1", "SELECT 1").build();
    assertThatThrownBy(() -> sql(oneWay, "r1", "base", PlanOptions.DOWNGRADE))
        .hasMessageContaining("Nothing undoes");
  }

  private static void assertCannot(
      java.util.function.UnaryOperator<TestBundle.Edit> edit, String sql, String message) {
    Bundle bundle = new TestBundle().revision("r1", sql, "SELECT 1").with(edit).build();
    assertThatThrownBy(() -> up(bundle))
        .isInstanceOf(AthanorException.class)
        .hasMessageContaining(message);
  }

  @Test
  void rangesAreReadAsAlembicReadsThem() {
    assertThat(OfflineRange.of("r2", PlanOptions.Way.UP)).isEqualTo(new OfflineRange("base", "r2"));
    assertThat(OfflineRange.of(":", PlanOptions.Way.UP))
        .isEqualTo(new OfflineRange("base", "head"));
    for (String bad : List.of("r2", ":r2", "r2:", "a:b:c")) {
      assertThatThrownBy(() -> OfflineRange.of(bad, PlanOptions.Way.DOWN))
          .hasMessageContaining("'" + bad + "'");
    }
    Bundle bundle = odd().build();
    assertReason(bundle, "r3", "r1", PlanOptions.UPGRADE, Reason.WRONG_DIRECTION);
    assertReason(bundle, "r1", "r3", PlanOptions.DOWNGRADE, Reason.WRONG_DIRECTION);
    assertReason(bundle, "zzz", "r3", PlanOptions.UPGRADE, Reason.UNKNOWN_TARGET);
    assertReason(bundle, "r1", "zzz", PlanOptions.UPGRADE, Reason.UNKNOWN_TARGET);
    assertReason(bundle, "current", "r3", PlanOptions.UPGRADE, Reason.UNKNOWN_TARGET);
    assertReason(bundle, "-1", "r3", PlanOptions.UPGRADE, Reason.UNKNOWN_TARGET);
    assertThat(sql(bundle, "r1", "+1", PlanOptions.UPGRADE)).contains("Upgrade r1 -> r2");
    assertThat(sql(bundle, "r1", "r1", PlanOptions.UPGRADE)).startsWith("-- Nothing to do: at r1");
  }

  private static void assertReason(
      Bundle bundle, String from, String to, PlanOptions options, Reason reason) {
    assertThatThrownBy(() -> sql(bundle, from, to, options))
        .isInstanceOfSatisfying(
            AthanorException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  static void assertRefused(String database, String script, String... said) {
    Psql.Run run = Psql.script(database, script);
    assertThat(run.code()).as(run.output()).isEqualTo(3);
    assertThat(run.output()).contains(said);
  }

  @Test
  void twoAtOnceAreNot() {
    Bundle bundle = odd().build();
    String database = SERVER.newDatabase();
    try (var session = target(database).open()) {
      session.execute("SELECT pg_advisory_lock(" + 0x617468616e6f72L + ")");
      assertRefused(database, up(bundle), "another migration is running");
    }
    target(database).upgrade(bundle, "r1");
    target(database).execute("UPDATE databasechangeloglock SET locked = true, lockedby = 'liqui'");
    assertRefused(
        database, sql(bundle, "r1", "r2", PlanOptions.UPGRADE), "Liquibase holds", ": liqui");
    assertThat(Psql.script(database, "BEGIN;\n" + up(bundle)).output())
        .contains("opens its own transactions");
    drop(database);
  }
}
