package dev.athanor.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.athanor.engine.apply.Target;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.history.History;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.testing.TestBundle;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerTest {
  private final Target target = Target.fresh();

  private static TestBundle two() {
    return new TestBundle()
        .revision("aa01", "CREATE TABLE a (id int)", "DROP TABLE a")
        .revision("bb02", "CREATE TABLE b (id int)", "DROP TABLE b");
  }

  private MigrationPlan up(Bundle bundle, String to) {
    return target.plan(new PlanRequest(bundle, to, PlanOptions.UPGRADE));
  }

  private MigrationPlan down(Bundle bundle, String to) {
    return target.plan(new PlanRequest(bundle, to, PlanOptions.DOWNGRADE));
  }

  private static AthanorException failure(Runnable run) {
    AthanorException e = catchThrowableOfType(AthanorException.class, run::run);
    assertThat(e).isNotNull();
    return e;
  }

  @Test
  void anEditedRevisionIsNamedWithBothChecksums() {
    target.upgrade(two().build());
    Bundle edited =
        new TestBundle()
            .revision("aa01", "CREATE TABLE a (id int)", "DROP TABLE a")
            .with(edit -> edit.checksum("9:edited"))
            .revision("bb02", "CREATE TABLE b (id int)", "DROP TABLE b")
            .build();
    String recorded = target.ask("SELECT md5sum FROM databasechangelog WHERE id = 'aa01'");

    for (AthanorException e :
        List.of(failure(() -> up(edited, "head")), failure(() -> down(edited, "base")))) {
      assertThat(e.reason()).isEqualTo(Reason.CHECKSUM_MISMATCH);
      assertThat(e)
          .hasMessageContaining("aa01.sql::aa01::test")
          .hasMessageContaining(recorded)
          .hasMessageContaining("9:edited");
    }
  }

  @ParameterizedTest
  @CsvSource({"any", "ALL", "1:any", "9:edited", "recorded"})
  void validCheckSumAcceptsAnEdit(String valid) {
    target.upgrade(two().build());
    String recorded = target.ask("SELECT md5sum FROM databasechangelog WHERE id = 'bb02'");
    Bundle edited =
        new TestBundle()
            .revision("aa01", "CREATE TABLE a (id int)", "DROP TABLE a")
            .revision("bb02", "CREATE TABLE b (id int)", "DROP TABLE b")
            .with(
                edit ->
                    edit.checksum("9:edited")
                        .validChecksum(valid.equals("recorded") ? recorded : valid))
            .build();
    assertThat(up(edited, "head").isEmpty()).isTrue();
  }

  @Test
  void aClearedChecksumIsAccepted() {
    target.upgrade(two().build());
    target.execute("UPDATE databasechangelog SET md5sum = NULL");
    assertThat(up(two().build(), "head").isEmpty()).isTrue();
  }

  @Test
  void theRowsPathMayBeWrittenInAnotherWay() {
    target.upgrade(two().build());
    target.execute("UPDATE databasechangelog SET filename = 'classpath:/' || upper(filename)");
    assertThat(up(two().build(), "head").isEmpty()).isTrue();
    target.downgrade(two().build(), "base");
    assertThat(target.recorded()).isEmpty();
  }

  @Test
  void irreversibleStepsAreAllNamedBeforeAnythingRuns() {
    Bundle bundle =
        new TestBundle()
            .revision("aa01", "CREATE TABLE a (id int)")
            .revision("bb02", "CREATE TABLE b (id int)", "DROP TABLE b")
            .revision("cc03", "CREATE TABLE c (id int)")
            .build();
    target.upgrade(bundle);
    AthanorException e = failure(() -> down(bundle, "base"));
    assertThat(target.tables()).hasSize(3);
    assertThat(e.reason()).isEqualTo(Reason.IRREVERSIBLE);
    assertThat(e).hasMessageContaining("aa01 (aa01.sql").hasMessageContaining("cc03 (cc03.sql");
    assertThat(e.getMessage()).doesNotContain("bb02");
    assertThat(up(bundle, "head").risks()).isEmpty();
  }

  @Test
  void aLiveChangesetIsRefusedWithItsReason() {
    Bundle bundle =
        new TestBundle()
            .revision("aa01", "CREATE TABLE a (id int)")
            .revision("bb02", "")
            .with(edit -> edit.live("customChange runs Java"))
            .build();
    AthanorException e = failure(() -> up(bundle, "head"));
    assertThat(e.reason()).isEqualTo(Reason.LIVE_CHANGESET);
    assertThat(e).hasMessageContaining("bb02.sql::bb02::test: customChange runs Java");
    assertThat(up(bundle, "aa01").steps()).hasSize(1);
  }

  @Test
  void rowsThatNobodyKnowsAreRefusedUnlessAllowed() {
    target.upgrade(two().build());
    target.execute(
        "INSERT INTO databasechangelog (id, author, filename, dateexecuted, orderexecuted,"
            + " exectype) VALUES ('x', 'other', 'other/changelog.xml', now(), 9, 'EXECUTED')");
    AthanorException e = failure(() -> up(two().build(), "head"));
    assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_HISTORY);
    assertThat(e).hasMessageContaining("other/changelog.xml::x::other");
    assertThat(e.nextStep()).contains("allowUnknownHistory");
    assertThat(
            target
                .plan(
                    new PlanRequest(
                        two().build(), "head", PlanOptions.UPGRADE.withAllowUnknownHistory(true)))
                .isEmpty())
        .isTrue();
  }

  @Test
  void theWrongWayIsAnError() {
    Bundle bundle = two().build();
    target.upgrade(bundle);
    assertThat(failure(() -> up(bundle, "aa01")).reason()).isEqualTo(Reason.WRONG_DIRECTION);
    target.downgrade(bundle, "aa01");
    assertThat(failure(() -> down(bundle, "bb02")).reason()).isEqualTo(Reason.WRONG_DIRECTION);
    assertThat(failure(() -> up(bundle, "nothing")).reason()).isEqualTo(Reason.UNKNOWN_TARGET);
    assertThat(down(bundle, "aa01").isEmpty()).isTrue();
  }

  private static PlanOptions to(String revisions) {
    return PlanOptions.either(false).withDowngradeTo(revisions);
  }

  @Test
  void theOperatorsWayGoesToTheTargetWhereverItLies() {
    Bundle bundle = two().build();
    PlanRequest first = new PlanRequest(bundle, "aa01", PlanOptions.either(true));
    assertThat(target.plan(first).direction()).isEqualTo(MigrationPlan.Direction.UP);
    target.upgrade(bundle);
    assertThat(target.plan(first).direction()).isEqualTo(MigrationPlan.Direction.DOWN);
    assertThat(
            failure(() -> target.plan(new PlanRequest(bundle, "aa01", PlanOptions.either(false))))
                .reason())
        .isEqualTo(Reason.DOWNGRADE_NOT_ALLOWED);
    assertThat(failure(() -> target.plan(new PlanRequest(bundle, "aa01", to("bb02")))).nextStep())
        .contains("(it leads to aa01)");
    assertThat(target.plan(new PlanRequest(bundle, "aa01", to("aa01"))).direction())
        .isEqualTo(MigrationPlan.Direction.DOWN);
    assertThat(target.plan(new PlanRequest(bundle, "base", to("base"))).steps()).hasSize(2);
    assertThat(failure(() -> target.plan(new PlanRequest(bundle, "base", to("aa01")))).reason())
        .isEqualTo(Reason.DOWNGRADE_NOT_ALLOWED);
    assertThat(target.plan(new PlanRequest(bundle, "base", PlanOptions.either(true))).steps())
        .hasSize(2);
    assertThat(target.plan(new PlanRequest(bundle, "head", PlanOptions.either(false))).isEmpty())
        .isTrue();
  }

  @Test
  void branchesAndAMergeWithoutChangesets() {
    Bundle bundle =
        new TestBundle()
            .revision("aa01", "CREATE TABLE a (id int)", "DROP TABLE a")
            .revision("bb02", List.of("aa01"), "CREATE TABLE b (id int)", "DROP TABLE b")
            .revision("cc03", List.of("aa01"), "CREATE TABLE c (id int)", "DROP TABLE c")
            .revision("dd04", List.of("bb02", "cc03"), null)
            .build();
    target.upgrade(bundle, "bb02");
    assertThat(target.current(bundle)).containsExactly("bb02");
    assertThat(target.upgrade(bundle).to()).containsExactly("dd04");
    assertThat(target.current(bundle)).containsExactly("dd04");
    target.downgrade(bundle, "bb02");
    assertThat(target.tables()).containsExactly("a", "b", "c");
  }

  @Test
  void aChangesetAddedToAnOldRevisionRuns() {
    target.upgrade(two().build());
    Bundle grown =
        new TestBundle()
            .revision("aa01", "CREATE TABLE a (id int)", "DROP TABLE a")
            .and("aa01-2", "CREATE TABLE a2 (id int)", "DROP TABLE a2")
            .revision("bb02", "CREATE TABLE b (id int)", "DROP TABLE b")
            .build();
    assertThat(up(grown, "head").steps()).hasSize(1);
    target.upgrade(grown);
    assertThat(target.tables()).containsExactly("a", "a2", "b");
  }

  @Test
  void nothingPendingNeverReadsTheSql() {
    target.upgrade(two().build());
    Bundle built = two().build();
    Bundle blind =
        new Bundle(
            built.digest(),
            built.revisions(),
            key -> {
              throw new AssertionError("read " + key);
            });
    assertThat(up(blind, "head").isEmpty()).isTrue();
    assertThat(up(blind, "bb02").isEmpty()).isTrue();
  }

  @Test
  void anythingThatRunsChangesTheHash() {
    MigrationPlan plan = up(two().build(), "head");
    assertThat(up(two().build(), "head")).isEqualTo(plan);
    assertThat(up(two().build(), "aa01").hash()).isNotEqualTo(plan.hash());
    Bundle otherUndo =
        new TestBundle()
            .revision("aa01", "CREATE TABLE a (id int)", "DROP TABLE IF EXISTS a")
            .revision("bb02", "CREATE TABLE b (id int)", "DROP TABLE b")
            .build();
    assertThat(up(otherUndo, "head").hash()).isNotEqualTo(plan.hash());
    target.execute("CREATE TABLE unrelated (id int)");
    assertThat(up(two().build(), "head").hash()).isEqualTo(plan.hash());
    target.upgrade(two().build(), "aa01");
    assertThat(up(two().build(), "head").hash()).isNotEqualTo(plan.hash());
  }

  @Test
  void theFingerprintMovesWithTheHistory() {
    Bundle bundle = two().build();
    String empty = fingerprint();
    target.upgrade(bundle);
    String head = fingerprint();
    assertThat(head).isNotEqualTo(empty).isEqualTo(fingerprint());
    target.downgrade(bundle, "base");
    assertThat(fingerprint()).isEqualTo(empty);
    target.upgrade(bundle);
    assertThat(fingerprint()).isNotEqualTo(head);
  }

  private String fingerprint() {
    try (Database database = target.open()) {
      return History.read(database).fingerprint();
    }
  }

  @Test
  void peopleAndProgramsReadThePlan() throws Exception {
    Bundle bundle =
        new TestBundle()
            .revision("aa01", "CREATE TABLE a (id int);;INSERT INTO a VALUES (1)", "DROP TABLE a")
            .revision("bb02", "DELETE FROM a", "SELECT 1")
            .build();
    MigrationPlan plan = up(bundle, "head");
    String text = PlanText.render(plan);
    assertThat(text)
        .startsWith("Upgrade base -> bb02, 2 changesets, plan " + plan.hash().substring(7, 19))
        .contains("  DATA_LOSS  bb02  DELETE FROM a  (whole-table-delete, not recorded)\n")
        .contains("-- 1. apply aa01  aa01.sql::aa01::test\nCREATE TABLE a (id int);\n")
        .contains("INSERT INTO a VALUES (1);\n");
    JsonNode json = new ObjectMapper().readTree(PlanJson.render(plan));
    assertThat(json.get("hash").asText()).isEqualTo(plan.hash());
    assertThat(json.at("/steps/0/sql/1").asText()).isEqualTo("INSERT INTO a VALUES (1)");
    assertThat(json.at("/steps/0/undo/0").asText()).isEqualTo("DROP TABLE a");
    assertThat(json.at("/risks/0/kind").asText()).isEqualTo("DATA_LOSS");
    target.upgrade(bundle);
    assertThat(new ObjectMapper().readTree(target.ask("SELECT plan FROM athanor.run")))
        .isEqualTo(json);
  }

  @Test
  void aTableOfAVeryOldLiquibaseGetsTheColumnsItLacks() {
    target.execute(
        "CREATE TABLE databasechangelog (id varchar(255) NOT NULL, author varchar(255) NOT NULL,"
            + " filename varchar(255) NOT NULL, dateexecuted timestamp NOT NULL, orderexecuted int"
            + " NOT NULL, exectype varchar(10) NOT NULL, md5sum varchar(35), description"
            + " varchar(255), comments varchar(255), tag varchar(255), liquibase varchar(20))");
    target.upgrade(two().build());
    assertThat(target.recorded()).containsExactly("aa01", "bb02");
  }

  @Test
  void whatTheBundleNoLongerCanUndoTheDatabaseStillCan() {
    target.upgrade(two().build());
    Bundle noWayBack =
        new TestBundle()
            .revision("aa01", "CREATE TABLE a (id int)", "DROP TABLE a")
            .revision("bb02", "CREATE TABLE b (id int)")
            .build();
    PlanRequest request =
        new PlanRequest(noWayBack, "aa01", PlanOptions.DOWNGRADE.withAllowSuperuser(true));
    assertThat(target.plan(request).steps().get(0).sql()).containsExactly("DROP TABLE b");
  }
}
