package dev.athanor.engine.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.apply.Target;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.testing.TestBundle;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An edited revision is accepted by name, with a reason, and that is kept. */
class RepairTest {
  private final Target target = Target.fresh();
  private final Bundle edited =
      tables()
          .with(edit -> edit.checksum("9:ed"))
          .revision("r3", "CREATE TABLE c ()", "DROP TABLE c")
          .build();

  private static TestBundle tables() {
    return new TestBundle()
        .revision("r1", "CREATE TABLE a (id int)", "DROP TABLE a")
        .revision("r2", "CREATE TABLE b (id int)", "DROP TABLE b");
  }

  @BeforeEach
  void apply() {
    target.upgrade(tables().build());
    assertThatThrownBy(() -> target.upgrade(edited))
        .isInstanceOfSatisfying(
            AthanorException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.CHECKSUM_MISMATCH);
              assertThat(e.nextStep()).contains("`repair`");
            });
  }

  private Repair.RepairedChangesets repair(String why, String... revisions) {
    return new Repair(
            edited,
            List.of(revisions),
            why,
            PlanOptions.UPGRADE,
            new DatabaseTarget(target.url, target.settings))
        .run();
  }

  @Test
  void acceptsAndKeepsWhoAndWhy() {
    String was = target.ask("SELECT md5sum FROM databasechangelog WHERE id = 'r2'");
    // Both mean r2.
    Repair.RepairedChangesets repaired = repair("only a comment was added", "r2", "current");

    assertThat(repaired.repaired())
        .containsExactly(new Repair.RepairedChangesets.Entry("r2.sql::r2::test", was, "9:ed"));
    assertThat(target.tables()).containsExactly("a", "b");
    assertThat(
            target.list(
                "SELECT concat_ws('|', outcome, message, runner) FROM athanor.run"
                    + " WHERE direction = 'REPAIR'"))
        .containsExactly("SUCCEEDED|only a comment was added|" + repaired.by());
    assertThat(target.ask("SELECT plan FROM athanor.run WHERE direction = 'REPAIR'"))
        .contains(was, "9:ed", "r2.sql::r2::test");
    assertThat(target.upgrade(edited).to()).containsExactly("r3");
    assertThatThrownBy(() -> repair("again", "r2"))
        .hasMessageContaining("Nothing of r2 was edited");
  }

  /**
   * What was kept undoes what was applied, and still serves a bundle that has never heard of it.
   */
  @Test
  void whatUndoesItStaysOfUse() {
    repair("only a comment was added", "r2");
    Bundle older =
        new TestBundle().revision("r1", "CREATE TABLE a (id int)", "DROP TABLE a").build();
    PlanOptions options = PlanOptions.DOWNGRADE.withAllowSuperuser(true);
    target.migrate(new PlanRequest(older, "r1", options));
    assertThat(target.tables()).containsExactly("a");
  }

  private static TestBundle view(int number) {
    return new TestBundle()
        .revision("v1", "CREATE TABLE v ()", "DROP TABLE v")
        .with(edit -> edit.checksum("9:" + number))
        .and("v1-2", "CREATE OR REPLACE VIEW w AS SELECT " + number + " AS n", "DROP VIEW w")
        .with(TestBundle.Edit::runOnChange);
  }

  /** An edit beside it that is accepted does not keep it from running. */
  @Test
  void whatRunsOnChangeIsRunAgainAndNotAccepted() {
    Target other = Target.fresh();
    other.upgrade(view(1).build());
    Bundle changed = view(2).build();
    DatabaseTarget database = new DatabaseTarget(other.url, other.settings);
    Repair repair = new Repair(changed, List.of("v1"), "why", PlanOptions.UPGRADE, database);
    assertThat(repair.run().repaired())
        .containsExactly(new Repair.RepairedChangesets.Entry("v1.sql::v1::test", "9:1", "9:2"));
    other.upgrade(changed);
    assertThat(other.ask("SELECT n FROM w")).isEqualTo("2");
  }

  @Test
  void nothingIsAcceptedUnnamedOrWithoutAReason() {
    assertThatThrownBy(() -> repair("why")).hasMessageContaining("needs a revision");
    assertThatThrownBy(() -> repair(" ", "r2")).hasMessageContaining("needs a reason");
    assertThatThrownBy(() -> repair("why", "r1")).hasMessageContaining("Nothing of r1 was edited");
    assertThatThrownBy(() -> repair("why", "zzz")).hasMessageContaining("zzz");
    assertThatThrownBy(() -> repair("why", "r2", "r1")).hasMessageContaining("Nothing of r1");
    assertThatThrownBy(() -> target.upgrade(edited)).hasMessageContaining("edited since");
    assertThat(target.ask("SELECT count(*) FROM athanor.run")).isEqualTo("1");
  }
}
