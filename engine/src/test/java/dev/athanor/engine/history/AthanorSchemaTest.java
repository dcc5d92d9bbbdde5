package dev.athanor.engine.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.athanor.engine.apply.Target;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.AtHead;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.testing.TestBundle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Schema athanor has a version, and its rows know which history they belong to. */
class AthanorSchemaTest {
  private static final PlanOptions BACK = PlanOptions.either(true).withAllowSuperuser(true);

  private final Target target = Target.fresh();
  private final Bundle newer =
      new TestBundle()
          .revision("r1", "CREATE TABLE a (id int)", "DROP TABLE a")
          .revision("r2", "CREATE TABLE b (id int)", "DROP TABLE b")
          .build();
  private final Bundle older =
      new TestBundle().revision("r1", "CREATE TABLE a (id int)", "DROP TABLE a").build();

  private Target in(String schema) {
    Target tenant = new Target(target.url);
    tenant.settings = tenant.settings.withSearchPath(schema);
    return tenant;
  }

  private static String versionOne() {
    try (InputStream sql = AthanorSchemaTest.class.getResourceAsStream("/athanor-schema-1.sql")) {
      return new String(sql.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What version 1 would have written where version 2 wrote this. */
  private void backToVersionOne() {
    List<String> rows =
        target.list(
            "SELECT DISTINCT ON (path, id, author) format('INSERT INTO athanor.changeset VALUES"
                + " (%L, %L, %L, %L, %s, %s, %L, %L, %L, %L, %L, %L)', path, id, author, revision,"
                + " position, size, bundle, reversible, transactional, undo, 'digest', run)"
                + " FROM athanor.changeset");
    rows.addAll(
        target.list(
            "SELECT DISTINCT ON (id) format('INSERT INTO athanor.revision VALUES (%L, %L, %L, %L,"
                + " %L, %L, %L)', id, down_revisions, depends_on, branch_labels, message,"
                + " irreversible, path) FROM athanor.revision"));
    rows.addAll(
        target.list(
            "SELECT format('INSERT INTO athanor.run (id, outcome, direction, bundle, plan_hash,"
                + " from_revisions, to_revisions, steps, backup, runner, plan) VALUES (%L, %L, %L,"
                + " %L, %L, %L, %L, %s, %L, %L, %L)', id, outcome, direction, bundle, plan_hash,"
                + " from_revisions, to_revisions, steps, backup, runner, plan) FROM athanor.run"));
    target.execute("DROP SCHEMA athanor CASCADE");
    target.execute(versionOne());
    rows.forEach(target::execute);
    sign();
  }

  private void sign() {
    try (Database database = Database.open(target.url, target.settings)) {
      HistoryPlace place = HistoryPlace.find(database);
      StoredHistory stored = new StoredHistoryReader(database, place, 1).read();
      for (String id : target.list("SELECT id FROM athanor.changeset")) {
        StoredChangeset row =
            stored
                .changeset(new dev.athanor.engine.model.ChangesetKey("test", id, id + ".sql"))
                .orElseThrow();
        target.execute(
            "UPDATE athanor.changeset SET digest = '"
                + StoredChangeset.digestOf(
                    row.key(),
                    row.revision(),
                    row.bundle(),
                    row.reversible(),
                    row.transactional(),
                    row.undo(),
                    Optional.empty())
                + "' WHERE id = '"
                + id
                + "'");
      }
    }
  }

  @Test
  void itsVersionIsWrittenDown() {
    target.upgrade(older);
    assertThat(target.list("SELECT number FROM athanor.version")).containsExactly("3");
  }

  @Test
  void versionOneIsReadAsItIsAndRaisedByARun() {
    target.upgrade(newer);
    backToVersionOne();

    assertThat(target.current(newer)).containsExactly("r2");
    assertThat(target.ask("SELECT to_regclass('athanor.version')")).isNull();

    target.migrate(new PlanRequest(older, "head", BACK));
    assertThat(target.tables()).containsExactly("a");
    assertThat(target.list("SELECT history || ' ' || id FROM athanor.changeset"))
        .containsExactly("public r1");
    assertThat(target.list("SELECT DISTINCT history FROM athanor.run")).containsExactly("public");
    target.upgrade(newer);
    assertThat(target.tables()).containsExactly("a", "b");
  }

  @Test
  void versionTwoHasNothingKeptAndIsRaisedByARun() {
    target.upgrade(older);
    target.execute(
        "DROP TABLE athanor.kept; DELETE FROM athanor.version;"
            + " INSERT INTO athanor.version (number) VALUES (2)");
    assertThat(target.current(older)).containsExactly("r1");

    target.upgrade(newer);
    assertThat(target.list("SELECT max(number) FROM athanor.version")).containsExactly("3");
    assertThat(target.ask("SELECT count(*) FROM athanor.kept")).isEqualTo("0");
    target.downgrade(newer, "base");
    assertThat(target.tables()).isEmpty();
  }

  @Test
  void rowsOfVersionOneServeEveryHistoryThatMayHaveMadeThem() {
    target.execute("CREATE SCHEMA one; CREATE SCHEMA two");
    in("one").upgrade(newer);
    in("two").upgrade(newer);
    backToVersionOne();
    target.execute(
        "INSERT INTO athanor.unfinished (path, id, author, undo, next, before, run)"
            + " VALUES ('r9.sql', 'r9', 'test', false, 0, '{}', gen_random_uuid())");

    in("one").migrate(new PlanRequest(older, "head", BACK));
    in("two").migrate(new PlanRequest(older, "head", BACK));

    assertThat(
            target.list(
                "SELECT schemaname || '.' || tablename FROM pg_tables WHERE tablename IN"
                    + " ('a', 'b') ORDER BY 1"))
        .containsExactly("one.a", "two.a");
    assertThat(target.list("SELECT history FROM athanor.unfinished ORDER BY 1"))
        .containsExactly("one", "two");
  }

  @Test
  void twoTenantsOfADatabaseDoNotTakeEachOthersUndo() {
    target.execute("CREATE SCHEMA one; CREATE SCHEMA two");
    in("one").upgrade(newer);
    in("two").upgrade(newer);

    in("one").migrate(new PlanRequest(older, "head", BACK));
    in("two").migrate(new PlanRequest(older, "head", BACK));

    assertThat(
            target.list(
                "SELECT schemaname || '.' || tablename FROM pg_tables WHERE tablename IN"
                    + " ('a', 'b') ORDER BY 1"))
        .containsExactly("one.a", "two.a");
  }

  @Test
  void norTheirUnfinishedWork() {
    target.execute("CREATE SCHEMA one; CREATE SCHEMA two");
    Bundle outside =
        new TestBundle()
            .revision("r1", "CREATE TABLE a (id int)", "DROP TABLE a")
            .revision("r2", "CREATE UNIQUE INDEX CONCURRENTLY a_id ON a (id)", "DROP INDEX a_id")
            .with(TestBundle.Edit::outsideTransaction)
            .build();
    in("one").upgrade(outside, "r1");
    in("two").upgrade(outside, "r1");
    target.execute(
        "INSERT INTO athanor.unfinished (history, path, id, author, undo, next, before, run)"
            + " VALUES ('one', 'r2.sql', 'r2', 'test', false, 0, '{}', gen_random_uuid())");

    in("two").upgrade(outside);

    assertThat(target.list("SELECT history FROM athanor.unfinished")).containsExactly("one");
    in("one").upgrade(outside);
    assertThat(target.ask("SELECT count(*) FROM athanor.unfinished")).isEqualTo("0");
    assertThat(target.ask("SELECT count(*) FROM pg_indexes WHERE indexname = 'a_id'"))
        .isEqualTo("2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO athanor.version (number) VALUES (4)",
        "INSERT INTO athanor.version (number) VALUES (4);"
            + "ALTER TABLE athanor.unfinished RENAME COLUMN next TO later"
      })
  void aNewerVersionIsRefusedBeforeAnythingIsReadWrong(String change) {
    target.upgrade(older);
    target.execute(change);

    for (Runnable verb :
        List.<Runnable>of(
            () -> target.current(older), () -> target.upgrade(newer), () -> atHead(older))) {
      AthanorException e = catchThrowableOfType(AthanorException.class, verb::run);
      assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_HISTORY);
      assertThat(e).hasMessageContaining("has version 4").hasMessageContaining("knows version 3");
      assertThat(e.nextStep()).contains("a newer one");
    }
    assertThat(target.tables()).containsExactly("a");
  }

  private void atHead(Bundle bundle) {
    try (Database database = target.open()) {
      AppliedRows.digest(database);
      AtHead.find(new PlanRequest(bundle, "head", PlanOptions.UPGRADE), database);
    }
  }

  @Test
  void onlyTheLastTenPlansAreKeptAndEveryRun() {
    Target other = in("other");
    target.execute("CREATE SCHEMA other");
    other.upgrade(older);
    for (int i = 0; i < 6; i++) {
      target.upgrade(older);
      target.downgrade(older, "base");
    }

    assertThat(
            target.list(
                "SELECT history || ' ' || count(*) || ' ' || count(plan) FROM athanor.run"
                    + " GROUP BY history ORDER BY 1"))
        .containsExactly("other 1 1", "public 12 10");
    assertThat(
            target.ask(
                "SELECT bool_and((plan IS NULL) = (n > 10)) FROM (SELECT plan, row_number() OVER"
                    + " (ORDER BY started DESC) AS n FROM athanor.run WHERE history = 'public') r"))
        .isEqualTo("t");
  }
}
