package dev.athanor.engine.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.Guard;
import dev.athanor.engine.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import liquibase.ContextExpression;
import liquibase.Contexts;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What stock Liquibase 4.33 does to a real database is what is compiled: every column of
 * DATABASECHANGELOG, and the schema.
 */
class StockLiquibaseEqualityTest {
  private static final Path ROOT = Path.of("src/test/resources/dev/athanor/engine/liquibase/mixed");
  private static final String CONTEXTS = "prod,test";

  private static final String OBJECTS =
      """
      SELECT c.relname || ' ' || c.relkind::text || ' ' || coalesce(c.reloptions::text, '')
             || ' ' || coalesce(obj_description(c.oid), '') || ' '
             || coalesce((SELECT string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
                   || a.attnotnull::text || a.attidentity::text
                   || coalesce(pg_get_expr(d.adbin, d.adrelid), ''), ',' ORDER BY a.attnum)
                 FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                 WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), '')
             || coalesce((SELECT string_agg(k.conname || pg_get_constraintdef(k.oid), ',' ORDER BY k.conname)
                 FROM pg_constraint k WHERE k.conrelid = c.oid), '')
             || CASE c.relkind WHEN 'i' THEN pg_get_indexdef(c.oid) ELSE '' END
      FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
       AND c.relname NOT LIKE 'databasechangelog%'
      UNION ALL
      SELECT pg_get_functiondef(p.oid) || coalesce(obj_description(p.oid), '')
      FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
      ORDER BY 1""";

  private static final String ROWS =
      """
      SELECT 'users ' || id || name FROM users
      UNION ALL SELECT 'datasets ' || name || size FROM datasets
      UNION ALL SELECT 'results ' || score || user_id FROM results
      ORDER BY 1""";

  private static String stock;
  private static Bundle bundle;

  @BeforeAll
  static void both() {
    stock = TestPostgres.newDatabase();
    StockLiquibase.update(ROOT, "master.yaml", stock, CONTEXTS);
    bundle =
        BundleCompiler.compile(
            Changelog.load(ChangelogSource.master(ROOT, "master.yaml")), CompileOptions.defaults());
  }

  @Test
  void eachFileIsARevisionInLiquibasesOrder() {
    assertThat(bundle.revisions().stream().map(r -> r.revision().path()))
        .containsExactly(
            "db/01 users.sql",
            "02_datasets.yaml",
            "db/sub/03.xml",
            "master.yaml",
            "db/04.json",
            "db/05_raw.sql",
            "db/all/a.sql",
            "db/all/b.sql",
            "master.yaml");
  }

  @Test
  void nothingHereNeedsALiveLiquibase() {
    assertThat(inContext()).allSatisfy(c -> assertThat(c.live()).as(c.key().toString()).isEmpty());
  }

  @Test
  void everyColumnOfTheHistoryIsTheSame() {
    List<String> rows =
        query(
            stock,
            "SELECT concat_ws('|', id, author, filename, md5sum, description, comments, contexts,"
                + " labels, tag, liquibase) FROM databasechangelog ORDER BY orderexecuted");
    List<String> compiled = new ArrayList<>();
    for (Changeset c : inContext()) {
      List<String> columns = new ArrayList<>();
      Collections.addAll(
          columns,
          c.key().id(),
          c.key().author(),
          c.key().path(),
          c.checksum(),
          c.description(),
          c.comments(),
          c.contexts().isEmpty() ? null : c.contexts(),
          c.labels().isEmpty() ? null : c.labels(),
          c.tag().orElse(null),
          LiquibaseRenderer.liquibaseVersion());
      columns.removeIf(Objects::isNull);
      compiled.add(String.join("|", columns));
    }
    assertThat(compiled).containsExactlyElementsOf(rows);
  }

  @Test
  void theSqlMakesTheSameSchemaAndUndoesIt() throws SQLException {
    String ours = TestPostgres.newDatabase();
    StockLiquibase.run(ROOT, "db/all/b.sql", ours, l -> l.changeLogSync(""));
    TestPostgres.execute(ours, "DELETE FROM databasechangelog");
    List<Changeset> applied = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(ours);
        Statement statement = connection.createStatement()) {
      for (Changeset changeset : inContext()) {
        if (changeset.guard().isEmpty() || holds(changeset.guard().get().condition(), statement)) {
          for (String sql : bundle.sql(changeset.key()).up()) {
            statement.execute(sql);
          }
          applied.add(changeset);
        }
        record(statement, changeset);
      }
      assertThat(query(ours, OBJECTS)).isEqualTo(query(stock, OBJECTS));
      assertThat(query(ours, ROWS)).isEqualTo(query(stock, ROWS));
      Collections.reverse(applied);
      for (Changeset changeset : applied) {
        for (String sql : bundle.sql(changeset.key()).down()) {
          statement.execute(sql);
        }
      }
    }
    assertThat(query(ours, OBJECTS)).filteredOn(o -> !o.contains("raw_")).isEmpty();
  }

  @Test
  void markedRanWhereStockMarksRan() {
    assertThat(
            query(stock, "SELECT id FROM databasechangelog WHERE exectype = 'MARK_RAN' ORDER BY 1"))
        .containsExactly("ds-3", "guarded");
  }

  private static void record(Statement statement, Changeset changeset) throws SQLException {
    statement.execute(
        "INSERT INTO databasechangelog (id, author, filename, dateexecuted, orderexecuted, exectype)"
            + " VALUES ('%s', '%s', '%s', now(), 1, 'EXECUTED')"
                .formatted(changeset.key().id(), changeset.key().author(), changeset.key().path()));
  }

  private static List<Changeset> inContext() {
    Contexts contexts = new Contexts(CONTEXTS);
    return bundle.revisions().stream()
        .flatMap(revision -> revision.changesets().stream())
        .filter(c -> new ContextExpression(c.contexts()).matches(contexts))
        .toList();
  }

  private static boolean holds(Guard.Condition condition, Statement statement) throws SQLException {
    if (condition instanceof Guard.Constant constant) {
      return constant.value();
    }
    if (condition instanceof Guard.Query query) {
      try (ResultSet rows = statement.executeQuery(query.sql())) {
        return rows.next() && query.expected().equals(rows.getString(1));
      }
    }
    if (condition instanceof Guard.Not not) {
      for (Guard.Condition part : not.parts()) {
        if (holds(part, statement)) {
          return false;
        }
      }
      return true;
    }
    boolean and = condition instanceof Guard.And;
    List<Guard.Condition> parts =
        and ? ((Guard.And) condition).parts() : ((Guard.Or) condition).parts();
    for (Guard.Condition part : parts) {
      if (holds(part, statement) != and) {
        return !and;
      }
    }
    return and;
  }

  private static List<String> query(String url, String sql) {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
