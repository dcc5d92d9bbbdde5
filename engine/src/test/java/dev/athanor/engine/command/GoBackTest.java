package dev.athanor.engine.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.athanor.engine.apply.MigrateOptions;
import dev.athanor.engine.apply.Target;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.command.GoBack.WentBack;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.testing.TestBundle;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that failed is taken back by undoing what it has applied, and no more than that. */
class GoBackTest {
  private final Target target = Target.fresh();

  private static TestBundle start() {
    return new TestBundle().revision("a1", "CREATE TABLE a (x int)", "DROP TABLE a");
  }

  /** Reaches a1 first, and then fails on its way to the head. */
  private Bundle fail(TestBundle revisions) {
    target.upgrade(start().build());
    target.execute("INSERT INTO a VALUES (1), (2)");
    Bundle bundle = revisions.revision("z1", "SELECT 1/0", "SELECT 1").build();
    assertThat(failure(() -> target.upgrade(bundle)).reason()).isEqualTo(Reason.STATEMENT_FAILED);
    return bundle;
  }

  private WentBack goBack(Bundle bundle) {
    return new GoBack(
            new PlanRequest(bundle, "head", PlanOptions.either(false)),
            new DatabaseTarget(target.url, target.settings),
            new MigrationEvents() {})
        .downgrade(new BackupChoice.Waive("backup.policy=Never"), MigrateOptions.DEFAULTS);
  }

  private static AthanorException failure(Runnable action) {
    return catchThrowableOfType(AthanorException.class, action::run);
  }

  @Test
  void undoesWhatTheRunHasAppliedAndNoMore() {
    Bundle bundle =
        fail(
            start()
                .revision("b1", "CREATE TABLE b (x int)", "DROP TABLE b")
                .and("b1b", "ALTER TABLE a ADD COLUMN y int", "ALTER TABLE a DROP COLUMN y")
                .revision("c1", "CREATE TABLE c (x int)", "DROP TABLE c"));

    assertThat(goBack(bundle)).isEqualTo(new WentBack(true, "a1", Optional.empty()));
    assertThat(target.tables()).containsExactly("a");
    assertThat(target.recorded()).containsExactly("a1");
    assertThat(target.ask("SELECT sum(x) FROM a")).isEqualTo("3");

    assertThat(goBack(bundle)).isEqualTo(new WentBack(false, "a1", Optional.empty()));
  }

  /** A second run, that failed as well, went on where the first had stopped. */
  @Test
  void undoesAllRunsSinceTheLastThatSucceeded() {
    Bundle bundle = fail(start().revision("b1", "CREATE TABLE b (x int)", "DROP TABLE b"));
    Bundle other =
        start()
            .revision("b1", "CREATE TABLE b (x int)", "DROP TABLE b")
            .revision("c1", "CREATE TABLE c (x int)", "DROP TABLE c")
            .revision("d1", "SELECT 1/0", "SELECT 1")
            .build();
    failure(() -> target.upgrade(other));

    assertThat(goBack(other).place()).isEqualTo("a1");
    assertThat(target.tables()).containsExactly("a");
    assertThat(bundle).isNotNull();
  }

  @Test
  void leavesWhatRanAgain() {
    TestBundle view =
        start()
            .revision("v1", "CREATE OR REPLACE VIEW v AS SELECT 1 AS n FROM a", "DROP VIEW v")
            .with(TestBundle.Edit::runAlways);
    target.upgrade(view.build());
    Bundle bundle =
        view.revision("b1", "CREATE TABLE b (x int)", "DROP TABLE b")
            .revision("z1", "SELECT 1/0", "SELECT 1")
            .build();
    failure(() -> target.upgrade(bundle));

    assertThat(goBack(bundle).place()).isEqualTo("v1");
    assertThat(target.tables()).containsExactly("a", "v");
  }

  /** Each statement is committed by itself; the second or the third of them fails. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void undoesThePartOfAStepOutsideATransactionThatIsDone(int done) {
    String table = "CREATE TABLE part (x int); ";
    String index = done == 2 ? "CREATE INDEX CONCURRENTLY i ON part (x); " : "";
    Bundle bundle =
        start()
            .revision(
                "b1",
                table + index + "CREATE INDEX CONCURRENTLY j ON part (no_such_column)",
                "DROP INDEX CONCURRENTLY j",
                "DROP INDEX CONCURRENTLY i",
                "ALTER TABLE a DROP COLUMN never_added",
                "DROP TABLE part")
            .with(TestBundle.Edit::outsideTransaction)
            .build();
    target.upgrade(start().build());
    failure(() -> target.upgrade(bundle));
    assertThat(target.tables()).containsExactly("a", "part");

    assertThat(goBack(bundle)).isEqualTo(new WentBack(true, "a1", Optional.empty()));
    assertThat(target.tables()).containsExactly("a");
    assertThat(target.list("SELECT id FROM athanor.unfinished")).isEmpty();
    assertThat(goBack(bundle).changed()).isFalse();
    target.upgrade(start().build());
  }

  @Test
  void ofAPartWhoseUndoChangesRowsNobodyKnowsWhatToUndo() {
    Bundle bundle =
        start()
            .revision(
                "b1",
                "CREATE TABLE part (x int); CREATE INDEX CONCURRENTLY j ON part (no_such_column)",
                "UPDATE a SET x = x * 100",
                "DROP TABLE part")
            .with(TestBundle.Edit::outsideTransaction)
            .build();
    target.upgrade(start().build());
    failure(() -> target.upgrade(bundle));

    AthanorException e = failure(() -> goBack(bundle));
    assertThat(e.reason()).isEqualTo(Reason.IRREVERSIBLE);
    assertThat(e).hasMessageContaining("a part of it is done, outside a transaction");
    assertThat(target.tables()).containsExactly("a", "part");
  }

  @Test
  void stopsWhereTheUndoWouldMakeAnEmptyColumn() {
    Bundle bundle =
        fail(
            start()
                .revision("b1", "ALTER TABLE a DROP COLUMN x", "ALTER TABLE a ADD COLUMN x int"));

    AthanorException e = failure(() -> goBack(bundle));
    assertThat(e.reason()).isEqualTo(Reason.IRREVERSIBLE);
    assertThat(e).hasMessageContaining("b1 (").hasMessageContaining("without what was in them");
    assertThat(target.recorded()).containsExactly("a1", "b1");
  }

  @Test
  void whatWasKeptOfWhatWasDroppedComesBack() {
    target.options = target.options.withRetainDropped(Optional.of(Duration.ofDays(7)));
    Bundle bundle = fail(start().revision("b1", "DROP TABLE a", "CREATE TABLE a (x int)"));

    goBack(bundle);
    assertThat(target.ask("SELECT sum(x) FROM a")).isEqualTo("3");
  }

  @Test
  void whoeverWroteAnUndoThatFillsHasSeenToThat() {
    Bundle bundle =
        fail(start().revision("b1", "DELETE FROM a WHERE x = 1", "INSERT INTO a VALUES (1)"));

    goBack(bundle);
    assertThat(target.ask("SELECT sum(x) FROM a")).isEqualTo("3");
  }

  @Test
  void stopsAtAnUndoThatFailsAndGoesOnFromThere() {
    Bundle bundle =
        fail(
            start()
                .revision("b1", "CREATE TABLE b (x int)", "DROP TABLE b")
                .revision("c1", "CREATE TABLE c (x int)", "DROP TABLE c"));
    target.execute("CREATE VIEW of_b AS SELECT * FROM b");

    AthanorException e = failure(() -> goBack(bundle));
    assertThat(e.reason()).isEqualTo(Reason.STATEMENT_FAILED);
    assertThat(e).hasMessageContaining("1 of 2 changesets were undone");
    assertThat(target.current(bundle)).containsExactly("b1");

    target.execute("DROP VIEW of_b");
    assertThat(goBack(bundle).place()).isEqualTo("a1");
  }

  @Test
  void nothingUndoesADowngrade() {
    TestBundle revisions =
        start()
            .revision("b1", "CREATE TABLE b (x int)", "DROP TABLE no_such_table")
            .revision("c1", "CREATE TABLE c (x int)", "DROP TABLE c");
    Bundle bundle = revisions.build();
    target.upgrade(bundle);
    failure(() -> target.downgrade(bundle, "a1"));
    assertThat(target.tables()).containsExactly("a", "b");

    AthanorException e = failure(() -> goBack(bundle));
    assertThat(e.reason()).isEqualTo(Reason.IRREVERSIBLE);
    assertThat(e).hasMessageContaining("A downgrade to a1 is among the runs that failed");
  }

  @Test
  void nothingIsDoneWhereNoRunHasFailed() {
    Bundle bundle = start().build();
    assertThat(goBack(bundle)).isEqualTo(new WentBack(false, "<base>", Optional.empty()));
    target.upgrade(bundle);
    assertThat(goBack(bundle)).isEqualTo(new WentBack(false, "a1", Optional.empty()));
    assertThat(List.of(target.tables())).containsExactly(List.of("a"));
  }
}
