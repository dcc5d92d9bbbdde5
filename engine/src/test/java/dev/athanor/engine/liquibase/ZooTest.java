package dev.athanor.engine.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.apply.Target;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.testing.Psql;
import dev.athanor.engine.testing.SystemPostgres;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import liquibase.Contexts;
import liquibase.LabelExpression;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every kind of change, precondition and attribute that PostgreSQL can run ({@code zoo/}): what
 * Athanor makes of it is what stock Liquibase 4.33 does, in the schema, in all rows and in the
 * history, also where each runs a part.
 */
class ZooTest {
  private static final Path ROOT = Path.of("src", "test", "resources");
  private static final String MASTER = "zoo/master.xml";
  private static final String CONTEXT = "test";

  /** With a {@code valueDate}, of which 4.33 records what no other version reads. */
  private static final String DATED = "id IN ('columns-4', 'rows-2')";

  private static final String HISTORY =
      "SELECT concat_ws('|', id, author, filename, CASE WHEN "
          + DATED
          + " THEN '' ELSE md5sum END, exectype, tag, contexts, labels,"
          + " description, comments) FROM databasechangelog%s ORDER BY orderexecuted";

  /** Run always, and so again by whoever goes on. */
  private static final String ALWAYS = " WHERE id <> 'attributes-2'";

  private static final SystemPostgres SERVER =
      SystemPostgres.isInstalled() ? SystemPostgres.get() : null;

  private static Bundle bundle;
  private static String stock;

  @BeforeAll
  static void stockToTheEnd() {
    assumeTrue(SERVER != null, "no PostgreSQL is installed");
    bundle =
        BundleCompiler.compile(
            Changelog.load(ChangelogSource.master(ROOT, MASTER)), CompileOptions.defaults());
    stock = SERVER.newDatabase();
    StockLiquibase.update(ROOT, MASTER, SERVER.url(stock), CONTEXT);
  }

  @Test
  void isLargeAndWhollyCompiled() {
    assertThat(bundle.revisions().stream().flatMap(r -> r.changesets().stream()))
        .hasSizeGreaterThan(170)
        .allSatisfy(c -> assertThat(c.live()).as(c.key().toString()).isEmpty());
  }

  @Test
  void schemaRowsAndHistoryAreTheSame() {
    String database = SERVER.newDatabase();
    ours(database, "head");
    assertThat(everything(database, "")).containsExactlyElementsOf(everything(stock, ""));
    clearDated(database);
    assertThat(pending(database)).isEqualTo(pending(stock)).contains("attributes-2");
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 111, 150})
  void stockBeginsAndAthanorGoesOn(int changesets) {
    String database = SERVER.newDatabase();
    StockLiquibase.run(
        ROOT,
        MASTER,
        SERVER.url(database),
        l -> l.update(changesets, new Contexts(CONTEXT), new LabelExpression()));
    ours(database, "head");
    assertThat(everything(database, ALWAYS)).containsExactlyElementsOf(everything(stock, ALWAYS));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 6})
  void athanorBeginsAndStockGoesOn(int revision) {
    String database = SERVER.newDatabase();
    ours(database, bundle.revisions().get(revision).revision().id());
    clearDated(database);
    StockLiquibase.update(ROOT, MASTER, SERVER.url(database), CONTEXT);
    assertThat(everything(database, ALWAYS)).containsExactlyElementsOf(everything(stock, ALWAYS));
  }

  /** What {@link DatedChecksumsTest} says of them: stock goes on then. */
  private static void clearDated(String database) {
    new Target(DatabaseUrl.parse(SERVER.url(database)))
        .execute("UPDATE databasechangelog SET md5sum = NULL WHERE " + DATED);
  }

  private static void ours(String database, String to) {
    PlanOptions options = PlanOptions.UPGRADE.withContexts(List.of(CONTEXT));
    new Target(DatabaseUrl.parse(SERVER.url(database)))
        .migrate(new PlanRequest(bundle, to, options));
  }

  private static List<String> pending(String database) {
    List<String> pending = new ArrayList<>();
    StockLiquibase.run(
        ROOT,
        MASTER,
        SERVER.url(database),
        l ->
            l.listUnrunChangeSets(new Contexts(CONTEXT), new LabelExpression())
                .forEach(each -> pending.add(each.getId())));
    return pending;
  }

  /** The schema by pg_dump, all rows of all tables, and what the history says. */
  private static List<String> everything(String database, String which) {
    Target target = new Target(DatabaseUrl.parse(SERVER.url(database)));
    List<String> all = new ArrayList<>(schema(database));
    for (String table : relations(target, "r")) {
      all.add(table + ":");
      all.addAll(target.list("SELECT t::text FROM " + table + " t ORDER BY 1"));
    }
    for (String sequence : relations(target, "S")) {
      all.add(
          sequence + ": " + target.ask("SELECT last_value || ' ' || is_called FROM " + sequence));
    }
    all.addAll(target.list(HISTORY.formatted(which)));
    return all;
  }

  private static List<String> relations(Target target, String kind) {
    return target.list(
        "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid ="
            + " c.relnamespace WHERE nspname = 'public' AND relname NOT LIKE 'databasechangelog%'"
            + " AND relkind = '"
            + kind
            + "' ORDER BY 1");
  }

  private static List<String> schema(String database) {
    return Psql.dump(database, "-s", "-N", "athanor")
        .lines()
        .filter(line -> !line.isEmpty() && !line.startsWith("\\") && !line.startsWith("--"))
        .toList();
  }
}
