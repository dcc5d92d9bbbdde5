package dev.athanor.engine.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.apply.Target;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.history.History;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.OfflinePlan;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.plan.Planner;
import dev.athanor.engine.plan.RepairPlan;
import dev.athanor.engine.plan.StampPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import liquibase.Contexts;
import liquibase.LabelExpression;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Properties have the values that stock Liquibase 4.33 gives them, or the run is refused. */
class PropertyEqualityTest {
  private static final String HISTORY =
      "SELECT concat_ws('|', id, author, filename, md5sum, exectype) FROM databasechangelog"
          + " ORDER BY orderexecuted";

  /** What a run asks for. */
  private record Asked(String contexts, String labels) {
    PlanOptions of(PlanOptions base) {
      return base.withContexts(contexts.isEmpty() ? List.of() : List.of(contexts))
          .withLabels(labels)
          .withLive(List.of());
    }
  }

  private static final Asked NOTHING = new Asked("", "");

  private static final List<Asked> RUNS =
      List.of(
          NOTHING,
          new Asked("prod", ""),
          new Asked("EU,prod", ""),
          new Asked("test, eu", "x"),
          new Asked("", "!x and y"),
          new Asked("prod", "x or z"),
          new Asked("other", "none"));

  private static final String PROPERTIES =
      """
      databaseChangeLog:
      - property: {name: rate, value: "1", context: test}
      - property: {name: rate, value: "2", contextFilter: prod}
      - property: {name: Expr, value: "1", context: "test and !eu"}
      - property: {name: expr, value: "2", context: "(eu or prod) and @prod"}
      - property: {name: expr, value: "3"}
      - property: {name: expr, value: "4", context: "other"}
      - property: {name: label, value: "1", labels: "x"}
      - property: {name: label, value: "2", labels: "y, z"}
      - property: {name: both, value: "1", context: test, labels: "x"}
      - property: {name: both, value: "2", context: "!test"}
      - property: {name: nested, value: "${rate}-${label}"}
      - property: {name: first, value: "1"}
      - property: {name: first, value: "2", context: prod}
      - property: {name: dir, value: "eu", context: eu}
      - property: {name: dir, value: "any"}
      - property: {name: db, value: "1", context: prod, dbms: h2}
      - property: {name: db, value: "2", context: test, dbms: postgresql}
      - changeSet:
          id: a
          author: x
          changes:
          - sql: {splitStatements: false, sql: "CREATE TABLE t AS SELECT '${rate} ${expr} ${label} ${both} ${nested} ${first} ${db}' AS n"}
          - sqlFile: {path: file.sql}
          - sql: {sql: "CREATE TABLE u (id int PRIMARY KEY, n text)"}
      - changeSet: {id: defined, author: x, preConditions: [{onFail: MARK_RAN, changeLogPropertyDefined: {property: both, value: "1"}}], changes: [{sql: {sql: "INSERT INTO t VALUES ('defined')"}}]}
      - changeSet: {id: live, author: x, context: eu, changes: [{loadUpdateData: {tableName: u, file: "${dir}/u.csv", primaryKey: id}}]}
      - include: {file: "${dir}/x.yaml"}
      """;

  private static final String INCLUDED =
      """
      databaseChangeLog:
      - property: {name: rate, value: "%1$s", context: "prod or other", global: false}
      - changeSet: {id: %1$s, author: x, changes: [{sql: {sql: "INSERT INTO t VALUES ('${rate}')"}}]}
      """;

  @TempDir Path root;
  private Map<String, String> parameters = Map.of();

  @Test
  void theyAreWhatTheRunsContextsAndLabelsChoose() throws IOException {
    changelog();
    Map<Asked, List<String>> stock = new LinkedHashMap<>();
    for (Asked asked : RUNS) {
      Target theirs = stock(asked);
      Target ours = Target.fresh();
      Bundle bundle = bundle(asked);
      ours.migrate(new PlanRequest(bundle, "head", asked.of(PlanOptions.UPGRADE)));
      for (String query :
          List.of(
              "SELECT n FROM (TABLE t UNION ALL SELECT n FROM u) x ORDER BY n COLLATE \"C\"",
              HISTORY)) {
        assertThat(ours.list(query)).as(asked + query).isEqualTo(theirs.list(query)).isNotEmpty();
      }
      stock.put(asked, theirs.list(HISTORY));
      assertThat(ours.plan(new PlanRequest(bundle, "head", asked.of(PlanOptions.UPGRADE))).steps())
          .isEmpty();
    }
    assertThat(Set.copyOf(stock.values())).as("values that differ").hasSize(6);
  }

  /** It may run where Liquibase would do the same, and nowhere else. */
  @Test
  void aBundleRunsForContextsThatChooseTheSame() throws IOException {
    changelog();
    Map<Asked, Bundle> bundles = new LinkedHashMap<>();
    RUNS.forEach(asked -> bundles.put(asked, bundle(asked)));
    for (Asked more : List.of(new Asked("Prod", ""), new Asked("prod,more", ""))) {
      bundles.put(more, bundle(more));
    }
    int accepted = 0;
    for (Map.Entry<Asked, Bundle> run : bundles.entrySet()) {
      PlanOptions options = run.getKey().of(PlanOptions.UPGRADE);
      for (Bundle bundle : bundles.values()) {
        PlanRequest request = new PlanRequest(bundle, "head", options);
        if (bundle.choices().equals(run.getValue().choices())) {
          accepted++;
          assertThat(Planner.plan(request, History.assumed(List.of())).steps()).isNotEmpty();
          assertThat(bundle.revisions()).isEqualTo(run.getValue().revisions());
        } else {
          refused(() -> Planner.plan(request, History.assumed(List.of())));
        }
      }
    }
    assertThat(accepted).as("five by themselves, and four as prod").isEqualTo(5 + 4 * 4);
  }

  @Test
  void aBundleForOtherContextsChangesNothing() throws IOException {
    changelog();
    Asked prod = new Asked("prod", "");
    Bundle bundle = bundle(prod);
    Target target = Target.fresh();
    for (Asked run : List.of(NOTHING, new Asked("test", ""))) {
      PlanOptions up = run.of(PlanOptions.UPGRADE);
      refused(() -> target.migrate(new PlanRequest(bundle, "head", up)));
      refused(() -> OfflinePlan.of(bundle, "base", "head", up));
      History empty = History.assumed(List.of());
      refused(() -> StampPlan.of(bundle, List.of("head"), up, empty, false));
      refused(() -> RepairPlan.of(bundle, List.of("head"), up, empty));
    }
    assertThat(target.tables()).isEmpty();
    target.migrate(new PlanRequest(bundle, "head", prod.of(PlanOptions.UPGRADE)));
    refused(
        () -> target.migrate(new PlanRequest(bundle, "base", NOTHING.of(PlanOptions.DOWNGRADE))));
    refused(() -> target.migrate(new PlanRequest(bundle, "head", NOTHING.of(PlanOptions.UPGRADE))));
    PlanRequest files = new PlanRequest(bundle(NOTHING), "head", NOTHING.of(PlanOptions.UPGRADE));
    assertThatExceptionOfType(AthanorException.class)
        .isThrownBy(() -> target.migrate(files))
        .withMessageContaining("edited since")
        .satisfies(
            e ->
                assertThat(e.nextStep())
                    .endsWith("what ${both}, ${db}, ${dir}, ${expr}, ${label}, ${rate} is."));
    assertThat(target.current(bundle)).hasSize(1);
    Bundle read = Bundle.read(bundle.bytes());
    assertThat(read.choices()).isEqualTo(bundle.choices()).isNotEmpty();
    assertThat(read.headState()).isEmpty();
  }

  private static void refused(ThrowingCallable run) {
    assertThatThrownBy(run)
        .isInstanceOf(AthanorException.class)
        .hasMessageContaining("was compiled for other contexts or labels")
        .hasFieldOrPropertyWithValue("reason", Reason.INVALID_CONFIGURATION);
  }

  /** As with stock: it wins, whatever the contexts. */
  @Test
  void aParameterIsTheValueInEveryRun() throws IOException {
    write(
        "c.yaml",
        """
        databaseChangeLog:
        - property: {name: rate, value: 1, context: test}
        - changeSet: {id: a, author: x, changes: [{sql: {sql: "CREATE TABLE t AS SELECT '${rate}'::text AS n"}}]}
        """);
    parameters = Map.of("Rate", "2");
    Bundle bundle = bundle(new Asked("prod", ""));
    Target target = Target.fresh();
    target.migrate(new PlanRequest(bundle, "head", new Asked("test", "").of(PlanOptions.UPGRADE)));
    assertThat(target.list("SELECT n FROM t")).containsExactly("2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"labels: a", "context: prod"})
  void oneThatNeverCountsRefusesNoRun(String some) throws IOException {
    write(
        "c.yaml",
        """
        databaseChangeLog:
        - property: {name: unused, value: 1, %s}
        - property: {name: rows, value: 3}
        - property: {name: rows, value: 4, %1$s}
        - changeSet: {id: a, author: x, changes: [{sql: {sql: "CREATE TABLE t AS SELECT ${rows} AS n"}}]}
        """
            .formatted(some));
    Bundle bundle = bundle(NOTHING);
    assertThat(bundle.choices()).isEmpty();
    Target target = Target.fresh();
    target.migrate(new PlanRequest(bundle, "head", new Asked("a", "b").of(PlanOptions.UPGRADE)));
    assertThat(target.list("SELECT n::text FROM t")).containsExactly("3");
  }

  // --- what a server says

  @ParameterizedTest
  @ValueSource(
      strings = {
        "defaultSchemaName",
        "liquibaseSchemaName",
        "databaseMajorVersion",
        "databaseChangeLogTableName"
      })
  void whatIsKnownOnlyInARunIsAskedFor(String property) throws IOException {
    write(
        "c.yaml",
        """
        databaseChangeLog:
        - changeSet: {id: a, author: x, changes: [{sql: {sql: "CREATE TABLE t AS SELECT '${database.%s}'::text AS n"}}]}
        """
            .formatted(property));
    assertThatThrownBy(() -> bundle(NOTHING))
        .hasMessageContaining("${database." + property + "} is known only in a run")
        .hasMessageContaining("c.yaml");
    Target theirs = stock(NOTHING);
    parameters = Map.of("database." + property, theirs.ask("SELECT n FROM t"));
    Target ours = Target.fresh();
    ours.upgrade(bundle(NOTHING));
    assertThat(ours.list("SELECT n FROM t")).isEqualTo(theirs.list("SELECT n FROM t"));
    assertThat(ours.list(HISTORY)).isEqualTo(theirs.list(HISTORY));
  }

  /** All others of Liquibase's own are the same without a server. */
  @Test
  void whatLiquibaseKnowsByItselfIsTheSame() throws IOException {
    write(
        "c.yaml",
        """
        databaseChangeLog:
        - changeSet: {id: a, author: x, changes: [{sql: {splitStatements: false, stripComments: false, sql: "CREATE TABLE t AS SELECT $$${database.autoIncrementClause} ${database.currentDateTimeFunction} ${database.databaseProductName} ${database.lineComment} ${database.typeName} ${database.requiresPassword} ${database.requiresUsername} ${database.supportsForeignKeyDisable} ${database.supportsInitiallyDeferrableColumns} ${database.supportsRestrictForeignKeys} ${database.supportsSchemas} ${database.supportsSequences} ${database.supportsTablespaces} ${database.supportsNotNullConstraintNames} ${database.none}$$::text AS n"}}]}
        """);
    Target theirs = stock(NOTHING);
    Target ours = Target.fresh();
    ours.upgrade(bundle(NOTHING));
    assertThat(ours.ask("SELECT n FROM t"))
        .isEqualTo(theirs.ask("SELECT n FROM t"))
        .contains("PostgreSQL", "${database.none}");
    assertThat(ours.list(HISTORY)).isEqualTo(theirs.list(HISTORY));
  }

  private void changelog() throws IOException {
    write("c.yaml", PROPERTIES);
    write("file.sql", "INSERT INTO t VALUES ('file ${rate} ${label}');\n");
    for (String dir : List.of("eu", "any")) {
      write(dir + "/x.yaml", INCLUDED.formatted(dir));
      write(dir + "/u.csv", "id,n\n1," + dir + "\n");
    }
  }

  private Target stock(Asked asked) {
    Target target = Target.fresh();
    StockLiquibase.run(
        root,
        "c.yaml",
        target.url.withSecrets(),
        l -> l.update(new Contexts(asked.contexts()), new LabelExpression(asked.labels())));
    return target;
  }

  private Bundle bundle(Asked asked) {
    PlanOptions options = asked.of(PlanOptions.UPGRADE);
    return BundleCompiler.compile(
        Changelog.load(ChangelogSource.master(root, "c.yaml")),
        CompileOptions.defaults()
            .withParameters(parameters)
            .withSelection(options.contexts(), options.labels()));
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
