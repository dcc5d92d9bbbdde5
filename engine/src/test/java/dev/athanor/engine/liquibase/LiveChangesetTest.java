package dev.athanor.engine.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.apply.MigrationResult;
import dev.athanor.engine.apply.Migrator;
import dev.athanor.engine.apply.Target;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.RiskKind;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.plan.PlanText;
import dev.athanor.engine.testing.Patience;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Scope;
import liquibase.change.ChangeFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What could not be compiled is run by Liquibase, in a process of its own: the same as by stock.
 */
class LiveChangesetTest {
  private static final String CUSTOM = "dev.athanor.engine.liquibase.LiveChangesets$";

  /** The row and all else but when it was. */
  private static final String HISTORY =
      "SELECT concat_ws('|', id, author, filename, md5sum, exectype, description, comments, contexts,"
          + " labels, tag) FROM databasechangelog ORDER BY orderexecuted";

  /** Every kind of change that is run live, among others. */
  private static final String ZOO =
      """
      databaseChangeLog:
      - changeSet: {id: 1, author: x, changes: [{sql: {sql: "CREATE TABLE t (id int PRIMARY KEY, n text); INSERT INTO t VALUES (1, 'one'); CREATE TABLE lob (id int, b bytea, c text)"}}]}
      - changeSet: {id: update, author: x, changes: [{loadUpdateData: {tableName: t, file: data/t.csv, primaryKey: id}}]}
      - changeSet:
          id: only-update
          author: x
          context: "!never"
          labels: some
          comment: nothing new
          changes: [{loadUpdateData: {tableName: t, file: data/t.csv, primaryKey: id, onlyUpdate: true}}]
      - changeSet: {id: sql, author: x, changes: [{customChange: {class: CUSTOMSql, param: {name: table, value: t}}}]}
      - changeSet: {id: task, author: x, changes: [{customChange: {class: CUSTOMTask}}]}
      - changeSet:
          id: mixed
          author: x
          changes:
          - createTable: {tableName: u, columns: [{column: {name: id, type: int, constraints: {primaryKey: true}}}, {column: {name: t_id, type: int, constraints: {foreignKeyName: fk, references: t(id)}}}]}
          - loadUpdateData: {tableName: u, file: data/u.csv, primaryKey: id}
          - customChange: {class: CUSTOMRun, param: {name: sql, value: "UPDATE u SET t_id = 100 WHERE id = 2"}}
          - sql: {sql: "INSERT INTO u VALUES (3, ${three}) -- and a comment"}
      - changeSet: {id: lob, author: x, changes: [{insert: {tableName: lob, columns: [{column: {name: id, valueNumeric: 1}}, {column: {name: b, valueBlobFile: data/picture.bin}}, {column: {name: c, valueClobFile: data/t.csv}}]}}]}
      - changeSet: {id: keys, author: x, changes: [{dropAllForeignKeyConstraints: {baseTableName: u}}]}
      - changeSet: {id: guarded, author: x, preConditions: [{onFail: MARK_RAN, tableExists: {tableName: absent}}], changes: [{customChange: {class: CUSTOMRun}}]}
      - changeSet: {id: asked, author: x, preConditions: [{onFail: MARK_RAN, tableExists: {tableName: u}}], changes: [{customChange: {class: CUSTOMSql, param: {name: table, value: t}}}]}
      - changeSet: {id: outside, author: x, runInTransaction: false, changes: [{customChange: {class: CUSTOMRun, param: {name: sql, value: "CREATE INDEX CONCURRENTLY one ON t (n);CREATE INDEX CONCURRENTLY two ON t (n, id)"}}}]}
      - changeSet: {id: always, author: x, runAlways: true, changes: [{customChange: {class: CUSTOMRun, param: {name: sql, value: "INSERT INTO lob VALUES (9)"}}}]}
      - changeSet: {id: modified, author: x, changes: [{createTable: {tableName: w, columns: [{column: {name: id, type: int}}]}}, {loadUpdateData: {tableName: t, file: data/t.csv, primaryKey: id}}], modifySql: {dbms: postgresql, replace: {replace: INTEGER, with: BIGINT}}}
      - changeSet: {id: last, author: x, changes: [{addColumn: {tableName: w, columns: [{column: {name: n, type: text}}]}}, {tagDatabase: {tag: end}}]}
      """
          .replace("CUSTOM", CUSTOM);

  private static final List<String> CONTENTS =
      List.of(
          HISTORY,
          "SELECT t::text FROM t ORDER BY id",
          "SELECT u::text FROM u ORDER BY id",
          "SELECT lob::text FROM lob ORDER BY id",
          "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
          "SELECT conrelid::regclass || pg_get_constraintdef(oid) FROM pg_constraint"
              + " WHERE connamespace = 'public'::regnamespace ORDER BY 1",
          "SELECT attrelid::regclass || attname || format_type(atttypid, atttypmod) FROM pg_attribute a"
              + " JOIN pg_class c ON c.oid = attrelid WHERE attnum > 0"
              + " AND relnamespace = 'public'::regnamespace ORDER BY 1");

  @TempDir Path root;
  private final Target ours = Target.fresh();

  @BeforeEach
  void files() throws IOException {
    write("data/t.csv", "id,n\n1,other\n2,new\n");
    write("data/u.csv", "id,t_id\n1,1\n2,2\n");
    Files.write(root.resolve("data/picture.bin"), new byte[] {0, 1, (byte) 0xff, 0});
  }

  @Test
  void theWholeZooIsAsStockLeavesIt() throws IOException {
    write("c.yaml", ZOO);
    Target stock = Target.fresh();
    stock(stock, null);
    MigrationResult result = upgrade(bundle());
    same(stock);
    assertThat(result.warnings()).singleElement().asString().contains("guarded");
    assertThat(ours.list("SELECT id FROM athanor.unfinished")).isEmpty();
    assertThat(ours.list("SELECT pg_typeof(w.id)::text FROM (VALUES (1)) one LEFT JOIN w ON true"))
        .containsExactly("bigint");
    // Only what always runs is left.
    assertThat(ours.plan(request(bundle())).steps()).hasSize(1);
    stock(ours, null);
    upgrade(bundle());
    stock(stock, null);
    stock(stock, null);
    same(stock);
  }

  /** After how many one stops; more of them by {@code -Dathanor.halves}. */
  private static IntStream halves(int usual, int... others) {
    return Boolean.getBoolean("athanor.halves")
        ? IntStream.concat(IntStream.of(usual), IntStream.of(others))
        : IntStream.of(usual);
  }

  static IntStream byStock() {
    return halves(5, 2, 8, 11);
  }

  static IntStream byUs() {
    return halves(7, 4, 11);
  }

  @ParameterizedTest
  @MethodSource("byStock")
  void halfByOneAndHalfByTheOther(int count) throws IOException {
    write("c.yaml", ZOO);
    Target stock = Target.fresh();
    stock(stock, null);
    stock(ours, count);
    upgrade(bundle());
    same(stock);
  }

  @ParameterizedTest
  @MethodSource("byUs")
  void theBeginningHereAndTheRestByStock(int count) throws IOException {
    write("c.yaml", first(count));
    Target stock = Target.fresh();
    stock(stock, null);
    upgrade(bundle());
    same(stock, CONTENTS.get(0), CONTENTS.get(1));
    write("c.yaml", ZOO);
    stock(ours, null);
    stock(stock, null);
    same(stock);
  }

  @Test
  void thePlanSaysWhatNobodyCanRead() throws IOException {
    write("c.yaml", ZOO);
    assertThatThrownBy(() -> ours.plan(new PlanRequest(bundle(), "head", PlanOptions.UPGRADE)))
        .isInstanceOf(AthanorException.class)
        .hasFieldOrPropertyWithValue("reason", Reason.LIVE_CHANGESET)
        .hasMessageContainingAll("c.yaml::task::x: customChange", "c.yaml::update::x");
    MigrationPlan plan = ours.plan(request(bundle()));
    assertThat(PlanText.render(plan))
        .contains(
            "c.yaml::update::x\n-- live: loadUpdateData reads the rows that it changes; Liquibase"
                + " runs it, and nobody can read before what it does\n");
    assertThat(plan.risks()).filteredOn(risk -> risk.kind() == RiskKind.LIVE).hasSize(12);
  }

  /** What they leave in their session would fail the next one. */
  @Test
  void oneProcessRunsAllOfARunEachInASessionOfItsOwn() throws IOException {
    write(
        "c.yaml",
        start()
            + custom("a", "Process", "")
            + custom("b", "Process", "")
            + "- changeSet: {id: sql, author: x, changes: [{sql: {sql: \"SELECT 1\"}}]}\n"
            + custom("c", "Process", "param: {name: ends, value: false}")
            + custom("ends", "Process", "param: {name: ends, value: true}")
                .replace("author: x", "author: x, failOnError: false")
            + custom("d", "Process", "")
            + custom("e", "Process", ""));
    assertThat(upgrade(bundle()).warnings())
        .singleElement()
        .asString()
        .contains("c.yaml::ends::x ended before it was done (exit code 9)");
    assertThat(ours.recorded()).containsExactly("t", "a", "b", "sql", "c", "d", "e");
    assertThat(ours.list("SELECT count(*)::text FROM t GROUP BY n ORDER BY 1"))
        .containsExactly("2", "3");
  }

  @Test
  void whatFailsLeavesNothingAndSaysWhy() throws IOException {
    run("INSERT INTO t VALUES (7);SELECT 1 / 0");
    assertThatThrownBy(() -> upgrade(bundle()))
        .hasFieldOrPropertyWithValue("reason", Reason.STATEMENT_FAILED)
        .hasMessageContainingAll("c.yaml::a::x failed in Liquibase", "division by zero", "22012");
    assertThat(ours.list("SELECT n::text FROM t")).isEmpty();
    assertThat(ours.recorded()).containsExactly("t");

    write("c.yaml", start() + custom("a", "None", ""));
    assertThatThrownBy(() -> upgrade(bundle()))
        .hasFieldOrPropertyWithValue("reason", Reason.STATEMENT_FAILED)
        .hasMessageContainingAll("c.yaml::a::x failed in Liquibase", "LiveChangesets$None");
    assertThat(ours.recorded()).containsExactly("t");

    // Liquibase sends it twice, and is told the second time that the transaction is aborted.
    write("t.txt", "1");
    write(
        "c.yaml",
        start()
            + "- changeSet: {id: a, author: x, changes: [{insert: {tableName: t, columns: [{column: {name: n, valueClobFile: t.txt}}]}}]}");
    assertThatThrownBy(() -> upgrade(bundle()))
        .hasMessageContainingAll(
            "failed in Liquibase: ERROR: column \"n\" is of type integer", "42804");

    run("INSERT INTO t VALUES (7)");
    upgrade(bundle());
    assertThat(ours.list("SELECT n::text FROM t")).containsExactly("7");
  }

  /** Its class was deleted long after it ran. */
  @Test
  void aClassIsMissedOnlyWhereItIsToRun() throws IOException {
    run("INSERT INTO t VALUES (7)");
    String runs = Files.readString(root.resolve("c.yaml"));
    write(
        "c.yaml",
        runs.replace(
            "- changeSet: {id: a",
            custom("gone", "None", "param: {name: a, value: b}") + "- changeSet: {id: a"));
    assertThatThrownBy(() -> upgrade(bundle()))
        .hasMessageContainingAll("c.yaml::gone::x", "LiveChangesets$None is not on the class path");
    Bundle bundle = bundle();
    String checksum = bundle.revisions().get(0).changesets().get(1).checksum();
    ours.execute(
        "INSERT INTO databasechangelog (id, author, filename, dateexecuted, orderexecuted, md5sum,"
            + " exectype) VALUES ('gone', 'x', 'c.yaml', now(), 2, '"
            + checksum
            + "', 'EXECUTED')");
    upgrade(bundle);
    assertThat(ours.recorded()).containsExactly("t", "gone", "a");
  }

  @Test
  void whatEndsTheTransactionItselfIsSaid() throws IOException {
    run("INSERT INTO t VALUES (7);COMMIT;INSERT INTO t VALUES (8)");
    assertThat(upgrade(bundle()).warnings())
        .singleElement()
        .asString()
        .contains("c.yaml::a::x ended the transaction itself");
    assertThat(ours.recorded()).containsExactly("t", "a");
  }

  @Test
  void outsideATransactionWhatFailedIsRunAgain() throws IOException {
    write(
        "c.yaml",
        start()
            + custom(
                    "a",
                    "Run",
                    "param: {name: sql, value: \"INSERT INTO t VALUES (1);INSERT INTO u VALUES (1)\"}")
                .replace("author: x", "author: x, runInTransaction: false"));
    assertThatThrownBy(() -> upgrade(bundle())).hasMessageContaining("\"u\" does not exist");
    assertThat(ours.list("SELECT id FROM athanor.unfinished")).containsExactly("a");
    ours.execute("CREATE TABLE u (n int)");
    assertThat(upgrade(bundle()).warnings())
        .singleElement()
        .asString()
        .contains("c.yaml::a::x was cut off or failed in a run before");
    assertThat(ours.list("SELECT n::text FROM t")).containsExactly("1", "1");
    assertThat(ours.list("SELECT id FROM athanor.unfinished")).isEmpty();
    assertThat(ours.recorded()).containsExactly("t", "a");
  }

  // --- changes of an extension

  @Test
  void aChangeOfAnExtensionIsRunByItsClass() throws IOException {
    write("c.yaml", start() + remember("remember") + "- include: {file: d.xml}\n");
    write(
        "d.xml",
        """
        <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
            xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:e="http://example.org/remember"
            xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog
                http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">
          <changeSet id="b" author="x"><e:remember tableName="t" number="8"/></changeSet>
        </databaseChangeLog>
        """);
    Bundle bundle = bundle(List.of(extension()));
    assertThat(bundle.revisions().get(1).changesets().get(0).live())
        .hasValueSatisfying(
            live ->
                assertThat(live.reason())
                    .isEqualTo("remember is a change of an extension of Liquibase"));
    PlanRequest forbidden = new PlanRequest(bundle, "head", PlanOptions.UPGRADE);
    assertThatThrownBy(() -> ours.plan(forbidden))
        .hasFieldOrPropertyWithValue("reason", Reason.LIVE_CHANGESET);
    PlanOptions allowed = PlanOptions.UPGRADE.withLive(List.of(extension()));
    assertThat(ours.migrate(new PlanRequest(bundle, "head", allowed)).warnings()).isEmpty();
    assertThat(ours.list("SELECT n::text FROM t ORDER BY 1")).containsExactly("7", "8");

    Target stock = Target.fresh();
    ChangeFactory changes = Scope.getCurrentScope().getSingleton(ChangeFactory.class);
    changes.register(new LiveChangesets.Remember());
    try {
      stock(stock, null);
    } finally {
      changes.unregister("remember");
    }
    same(stock, HISTORY);
  }

  @Test
  void aChangeThatNoExtensionBringsIsRefused() throws IOException {
    write("c.yaml", start() + remember("remember"));
    assertThatThrownBy(this::bundle).hasMessageContaining("Unknown change type 'remember'");
    write("c.yaml", start() + remember("rember"));
    assertThatThrownBy(() -> bundle(List.of(extension())))
        .hasMessageContaining("Unknown change type 'rember'");
  }

  private static String remember(String name) {
    return "- changeSet: {id: a, author: x, changes: [{"
        + name
        + ": {tableName: t, number: 7}}]}\n";
  }

  /** A jar as extensions are. */
  private Path extension() throws IOException {
    Path jar = root.resolve("lib/extension.jar");
    Files.createDirectories(jar.getParent());
    String type = LiveChangesets.Remember.class.getName();
    String path = type.replace('.', '/') + ".class";
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar));
        InputStream code = getClass().getClassLoader().getResourceAsStream(path)) {
      zip.putNextEntry(new ZipEntry("META-INF/services/liquibase.change.Change"));
      zip.write((type + "\n").getBytes(StandardCharsets.UTF_8));
      zip.putNextEntry(new ZipEntry(path));
      code.transferTo(zip);
    }
    return jar;
  }

  // --- what ends in the middle

  @Test
  void aKilledProcessLeavesNothing() throws Exception {
    // What it leaves in the server ends with that, or where the server sees that it is gone.
    run("INSERT INTO t VALUES (7);SELECT pg_sleep(5)");
    whileItSleeps(
        migrator -> ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly),
        Reason.STATEMENT_FAILED,
        "ended before it was done (exit code 137)");
  }

  @Test
  void anInterruptedRunLeavesNothing() throws Exception {
    ours.options = ours.options.withInterruptGrace(java.time.Duration.ZERO);
    run("INSERT INTO t VALUES (7);SELECT pg_sleep(60)");
    whileItSleeps(Migrator::interrupt, Reason.INTERRUPTED, "interrupted");
  }

  @Test
  void whoLostItsLockRecordsNothing() throws Exception {
    run("INSERT INTO t VALUES (7);SELECT pg_sleep(3)");
    whileItSleeps(
        migrator ->
            ours.list(
                "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity WHERE datname ="
                    + " current_database() AND state = 'idle' AND pid <> pg_backend_pid() AND EXISTS"
                    + " (SELECT FROM pg_locks l WHERE l.pid = pg_stat_activity.pid AND locktype ="
                    + " 'advisory' AND mode = 'ExclusiveLock')"),
        null,
        "");
  }

  @Test
  void killedRightAfterItsCommitItIsDone() throws IOException {
    write("c.yaml", start() + custom("a", "Halt", ""));
    upgrade(bundle());
    assertThat(ours.recorded()).containsExactly("t", "a");
    assertThat(ours.list("SELECT n::text FROM t")).containsExactly("5");
  }

  private void whileItSleeps(Consumer<Migrator> act, Reason reason, String message)
      throws Exception {
    PlanRequest request = request(bundle());
    MigrationPlan plan = ours.plan(request);
    Migrator migrator = new Migrator(ours.url, ours.settings, request);
    CompletableFuture<Object> run =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return migrator.migrate(plan, Target.waived(plan), ours.options);
              } catch (AthanorException e) {
                return e;
              }
            });
    while (ours.list(
            "SELECT 1::text FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'"
                + " AND datname = current_database()")
        .isEmpty()) {
      assertThat(run).isNotDone();
      TimeUnit.MILLISECONDS.sleep(50);
    }
    act.accept(migrator);
    AthanorException failure = (AthanorException) Patience.get(run);
    assertThat(failure).hasMessageContaining(message);
    if (reason != null) {
      assertThat(failure.reason()).isEqualTo(reason);
    }
    assertThat(ours.recorded()).containsExactly("t");
    assertThat(ours.list("SELECT n::text FROM t")).isEmpty();
    run("INSERT INTO t VALUES (8)");
    upgrade(bundle());
    assertThat(ours.list("SELECT n::text FROM t")).containsExactly("8");
    assertThat(ours.recorded()).containsExactly("t", "a");
  }

  // --- helpers

  private void run(String sql) throws IOException {
    write("c.yaml", start() + custom("a", "Run", "param: {name: sql, value: \"" + sql + "\"}"));
  }

  private static String start() {
    return "databaseChangeLog:\n"
        + "- changeSet: {id: t, author: x, changes: [{sql: {sql: \"CREATE TABLE t (n int)\"}}]}\n";
  }

  private static String custom(String id, String name, String parameters) {
    return "- changeSet: {id: %s, author: x, changes: [{customChange: {class: %s%s, %s}}]}\n"
        .formatted(id, CUSTOM, name, parameters);
  }

  private static String first(int count) {
    String[] parts = ZOO.split("(?m)^- ", count + 2);
    return String.join("- ", List.of(parts).subList(0, count + 1));
  }

  private void same(Target stock) {
    same(stock, CONTENTS.toArray(String[]::new));
  }

  private void same(Target stock, String... queries) {
    for (String query : queries) {
      assertThat(ours.list(query)).as(query).isEqualTo(stock.list(query)).isNotEmpty();
    }
  }

  private void stock(Target target, Integer count) {
    StockLiquibase.run(
        root,
        "c.yaml",
        target.url.withSecrets(),
        l -> {
          l.getChangeLogParameters().set("three", "3");
          if (count == null) {
            l.update(new Contexts("one"), new LabelExpression("some"));
          } else {
            l.update(count, new Contexts("one"), new LabelExpression("some"));
          }
        });
  }

  private MigrationResult upgrade(Bundle bundle) {
    return ours.migrate(request(bundle));
  }

  private static PlanRequest request(Bundle bundle) {
    return new PlanRequest(
        bundle,
        "head",
        PlanOptions.UPGRADE.withContexts(List.of("one")).withLabels("some").withLive(List.of()));
  }

  private Bundle bundle() {
    return bundle(List.of());
  }

  private Bundle bundle(List<Path> classpath) {
    return BundleCompiler.compile(
        Changelog.load(ChangelogSource.master(root, "c.yaml").withClasspath(classpath)),
        CompileOptions.defaults().withParameters(Map.of("three", "3")));
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text, StandardCharsets.UTF_8);
  }
}
