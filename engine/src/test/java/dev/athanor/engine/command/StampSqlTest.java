package dev.athanor.engine.command;

import static dev.athanor.engine.command.OfflineSqlTest.assertRefused;
import static dev.athanor.engine.command.OfflineSqlTest.comparable;
import static dev.athanor.engine.command.OfflineSqlTest.copyOf;
import static dev.athanor.engine.command.OfflineSqlTest.drop;
import static dev.athanor.engine.command.OfflineSqlTest.odd;
import static dev.athanor.engine.command.OfflineSqlTest.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.apply.Target;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.testing.Psql;
import dev.athanor.engine.testing.SystemPostgres;
import dev.athanor.engine.testing.TestBundle;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A stamp as a script, run by the real psql, leaves what a stamp leaves: pg_dump tells. */
class StampSqlTest {
  private final Bundle bundle = odd().build();

  @BeforeAll
  static void requireServer() {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
  }

  private static SqlScript sql(Bundle bundle, String... targets) {
    return new StampSql(bundle, List.of(targets), PlanOptions.UPGRADE, SessionSettings.DEFAULTS)
        .run();
  }

  private static void stamp(Bundle bundle, String database, String... to) {
    Target target = target(database);
    new Stamp(
            bundle,
            List.of(to),
            false,
            PlanOptions.UPGRADE,
            new DatabaseTarget(target.url, target.settings))
        .run();
  }

  private static String empty() {
    return SystemPostgres.get().newDatabase();
  }

  /** Both are alike and at {@code from}; and alike and at {@code to} afterwards. */
  private void assertEqual(String online, String offline, String from, String... to) {
    stamp(bundle, online, to);
    List<String> ranges = new ArrayList<>();
    for (String each : to) {
      ranges.add(from + ":" + each);
    }
    Psql.Run run = Psql.script(offline, sql(bundle, ranges.toArray(String[]::new)).script());
    assertThat(run.code()).as("%s\n%s", ranges, run.output()).isZero();
    assertThat(comparable(Psql.dump(offline)))
        .as("%s", ranges)
        .isEqualTo(comparable(Psql.dump(online)));
  }

  /** Up, down, up from what a script has forgotten, and over several changesets. */
  @Test
  void leavesWhatAStampLeaves() {
    String online = empty();
    String offline = empty();
    List<String> walk = List.of("base", "r1", "r9", "r4", "base", "r3", "r2", "r9", "base");
    for (int i = 1; i < walk.size(); i++) {
      assertEqual(online, offline, walk.get(i - 1), walk.get(i));
    }
    drop(online, offline);
  }

  @Test
  void goesOnFromWhatWasRun() {
    String online = empty();
    target(online).upgrade(bundle, "r4");
    String offline = copyOf(online);
    assertEqual(online, offline, "r4", "r1");
    assertThat(target(offline).current(bundle)).containsExactly("r1");
    assertThat(target(offline).tables()).contains("a", "b");
    drop(online, offline);
  }

  @Test
  void takesWhatTheGoalTakes() {
    assertThat(sql(bundle, "r2").script()).startsWith("-- Stamp base -> r2: 3 recorded, 0");
    assertThat(sql(bundle, ":r2").script()).startsWith("-- Stamp base -> r2");
    assertThat(sql(bundle, "r1:").script()).startsWith("-- Stamp r1 -> r9");
    assertThat(sql(bundle, "r9:base").about())
        .containsEntry("direction", "STAMP")
        .containsEntry("from", List.of("r9"))
        .containsEntry("recorded", List.of());
    assertThat(sql(bundle, "r1:r1").script())
        .startsWith("-- Nothing to do: recorded as at r1")
        .doesNotContain("SELECT");
  }

  @Test
  void aDatabaseThatIsElsewhereIsRefusedAndLeftAsItIs() {
    String database = empty();
    String before = comparable(Psql.dump(database));
    assertRefused(database, sql(bundle, "r1:r2").script(), "not at r1: nothing is applied");
    assertThat(comparable(Psql.dump(database))).isEqualTo(before);
    stamp(bundle, database, "r2");
    String after = comparable(Psql.dump(database));
    assertRefused(database, sql(bundle, "r1:r3").script(), "r2.sql::r2::test is applied");
    assertRefused(database, sql(bundle, "r3:base").script(), "r3.sql::r3::test is not applied");
    assertThat(comparable(Psql.dump(database))).isEqualTo(after);
    drop(database);
  }

  @Test
  void badRangesAreRefusedByName() {
    refused(List.of("r1:r2", "r2:r3"), Reason.INVALID_CONFIGURATION, "at r1 and at r2");
    refused(List.of("zzz:r2"), Reason.UNKNOWN_TARGET, "zzz");
    refused(List.of("r1:zzz"), Reason.UNKNOWN_TARGET, "zzz");
    refused(List.of("current:r2"), Reason.UNKNOWN_TARGET, "'current' depends");
    refused(List.of("a:b:c"), Reason.UNKNOWN_TARGET, "'a:b:c'");
    String database = empty();
    assertThatThrownBy(() -> stamp(bundle, database, "r1:r2"))
        .hasMessageContaining("'r1:r2' is a range");
    drop(database);
  }

  private void refused(List<String> targets, Reason reason, String message) {
    assertThatThrownBy(() -> sql(bundle, targets.toArray(String[]::new)))
        .isInstanceOfSatisfying(
            AthanorException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(message);
  }

  /** Its text is a program, and a changeset's name is nobody's command. */
  @Test
  void namesStayNames() {
    Bundle named =
        new TestBundle()
            .revision("r1", "SELECT 1", "SELECT ':USER \\gset' -- it's :'HOST'")
            .with(edit -> edit.comments("it's a \\ comment\n\\! false"))
            .build();
    String database = empty();
    Psql.Run run = Psql.script(database, sql(named, "head").script());
    assertThat(run.code()).as(run.output()).isZero();
    assertThat(target(database).current(named)).containsExactly("r1");
    assertThat(target(database).ask("SELECT undo[1] FROM athanor.changeset"))
        .isEqualTo("SELECT ':USER \\gset' -- it's :'HOST'");
    drop(database);
  }
}
