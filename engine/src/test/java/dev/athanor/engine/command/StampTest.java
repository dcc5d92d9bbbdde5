package dev.athanor.engine.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.apply.Target;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.history.TrustedRoles;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.testing.TestBundle;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is recorded without being run is what a run would have recorded. */
class StampTest {
  private static final String ROWS =
      "SELECT concat_ws('|', id, author, filename, orderexecuted, exectype, md5sum, description,"
          + " comments, tag, liquibase, contexts, labels) FROM databasechangelog"
          + " ORDER BY orderexecuted";
  private static final String KEPT =
      "SELECT concat_ws('|', history, path, id, author, revision, position, size, bundle,"
          + " reversible, transactional, undo, digest, checksum) FROM athanor.changeset ORDER BY 1";
  private static final String REVISIONS = "SELECT r::text FROM athanor.revision r ORDER BY 1";

  private final Target target = Target.fresh();

  private static TestBundle tables() {
    return new TestBundle()
        .revision("r1", "CREATE TABLE a (id int)", "DROP TABLE a")
        .and("r1-2", "CREATE TABLE a2 (id int)", "DROP TABLE a2")
        .with(edit -> edit.comments("second"))
        .revision("r2", "CREATE TABLE b (id int)", "DROP TABLE b")
        .revision("r3", "CREATE TABLE c (id int)")
        .revision("r4", "CREATE TABLE d (id int)", "DROP TABLE d");
  }

  private Stamp.Stamped stamp(Bundle bundle, String... targets) {
    return stamp(bundle, false, targets);
  }

  private Stamp.Stamped stamp(Bundle bundle, boolean purge, String... targets) {
    return new Stamp(
            bundle,
            List.of(targets),
            purge,
            PlanOptions.UPGRADE,
            new DatabaseTarget(target.url, target.settings))
        .run();
  }

  @Test
  void recordsWhatARunWouldHave() {
    Bundle bundle = tables().build();
    Target run = Target.fresh();
    run.upgrade(bundle);

    Stamp.Stamped stamped = stamp(bundle, "head");

    assertThat(stamped.to()).containsExactly("r4");
    assertThat(stamped.recorded()).hasSize(5).startsWith("r1.sql::r1::test");
    assertThat(stamped.text()).startsWith("Recorded as at r4; nothing was run\n  as applied: r1.");
    assertThat(target.tables()).isEmpty();
    for (String query : List.of(ROWS, KEPT, REVISIONS)) {
      assertThat(target.list(query)).isEqualTo(run.list(query)).isNotEmpty();
    }
    assertThat(target.upgrade(bundle).applied()).isZero();
    assertThat(target.list("SELECT direction || outcome || steps || backup FROM athanor.run"))
        .containsExactly("STAMPSUCCEEDED5none: only the history was changed");
    assertThat(stamp(bundle, "head").text()).isEqualTo("Nothing to do: recorded as at r4");
    assertThat(target.ask("SELECT count(*) FROM athanor.run")).isEqualTo("1");
  }

  @Test
  void whatWasStampedCanBeUndone() {
    Bundle bundle = tables().build();
    target.execute("CREATE TABLE a (); CREATE TABLE a2 (); CREATE TABLE b ()");
    stamp(bundle, "r2");
    // By a bundle that knows nothing of them: by what was kept.
    Bundle other =
        new TestBundle().revision("r1", "CREATE TABLE a (id int)", "DROP TABLE a").build();
    PlanOptions options = PlanOptions.DOWNGRADE.withAllowSuperuser(true);
    assertThatThrownBy(() -> target.downgrade(other, "base"))
        .hasMessageContaining("as a superuser");
    target.migrate(new dev.athanor.engine.plan.PlanRequest(bundle, "base", options));
    assertThat(target.tables()).isEmpty();
  }

  @Test
  void goesBackWithoutUndoing() {
    Bundle bundle = tables().build();
    target.upgrade(bundle);
    Stamp.Stamped back = stamp(bundle, "r1");
    assertThat(back.from()).containsExactly("r4");
    assertThat(back.forgotten()).hasSize(3);
    assertThat(target.recorded()).containsExactly("r1", "r1-2");
    assertThat(target.list("SELECT id FROM athanor.changeset ORDER BY 1"))
        .containsExactly("r1", "r1-2");
    assertThat(target.tables()).contains("b", "c", "d");
    assertThat(stamp(bundle, "base").to()).isEmpty();
    assertThat(target.recorded()).isEmpty();
    stamp(bundle, "head");
    assertThat(target.list("SELECT orderexecuted::text FROM databasechangelog ORDER BY 1"))
        .containsExactly("1", "2", "3", "4", "5");
  }

  @Test
  void completesARevisionThatIsPartlyApplied() {
    Bundle half =
        new TestBundle()
            .revision("r1", "CREATE TABLE a (id int)", "DROP TABLE a")
            .and("r1-2", "SELECT 1/0", "DROP TABLE a2")
            .build();
    assertThatThrownBy(() -> target.upgrade(half)).isInstanceOf(AthanorException.class);
    Bundle mended =
        new TestBundle()
            .revision("r1", "CREATE TABLE a (id int)", "DROP TABLE a")
            .and("r1-2", "SELECT 1", "DROP TABLE a2")
            .build();
    Stamp.Stamped stamped = stamp(mended, "r1");
    assertThat(stamped.from()).containsExactly("r1 (1/2)");
    assertThat(stamped.recorded()).containsExactly("r1.sql::r1-2::test");
  }

  @Test
  void whatTheBundleDoesNotKnowIsInTheWayUntilItIsPurged() {
    Bundle bundle = tables().build();
    stamp(bundle, "r1");
    target.execute("UPDATE databasechangelog SET author = 'stranger' WHERE id = 'r1'");
    assertThatThrownBy(() -> stamp(bundle, "head"))
        .isInstanceOfSatisfying(
            AthanorException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_HISTORY));
    Stamp.Stamped purged = stamp(bundle, true, "r2");
    assertThat(purged.forgotten()).hasSize(2).contains("r1.sql::r1::stranger");
    assertThat(target.recorded()).containsExactly("r1", "r1-2", "r2");
    assertThat(target.current(bundle)).containsExactly("r2");
  }

  @Test
  void badTargetsChangeNothing() {
    Bundle bundle = tables().build();
    stamp(bundle, "r2");
    for (String bad : List.of("zzz", "r", "+9", "nope@head")) {
      assertThatThrownBy(() -> stamp(bundle, bad)).hasMessageContaining(bad.replaceAll("@.*", ""));
    }
    assertThat(target.recorded()).containsExactly("r1", "r1-2", "r2");
  }

  @Test
  void theTablesAreMadeOnce() {
    DatabaseTarget database = new DatabaseTarget(target.url, target.settings);
    assertThat(new EnsureVersion(database, TrustedRoles.NONE).run().schema()).isEqualTo("public");
    assertThat(target.ask("SELECT count(*) FROM databasechangelog")).isEqualTo("0");
    assertThat(target.ask("SELECT count(*) FROM athanor.run")).isEqualTo("0");
    new EnsureVersion(database, TrustedRoles.NONE).run();
    assertThat(target.current(tables().build())).isEmpty();
  }

  @Test
  void aBadTargetLeavesNoTablesInAnEmptyDatabase() {
    Bundle bundle = tables().build();
    assertThatThrownBy(() -> stamp(bundle, "typo"))
        .isInstanceOfSatisfying(
            AthanorException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_TARGET));
    assertThatThrownBy(
            () ->
                new Repair(
                        bundle,
                        List.of("r1"),
                        "no reason",
                        PlanOptions.UPGRADE,
                        new DatabaseTarget(target.url, target.settings))
                    .run())
        .isInstanceOf(AthanorException.class);
    assertThat(
            target.list(
                "SELECT relname::text FROM pg_class WHERE relname LIKE 'databasechange%' UNION ALL"
                    + " SELECT nspname::text FROM pg_namespace WHERE nspname = 'athanor'"))
        .isEmpty();
  }
}
