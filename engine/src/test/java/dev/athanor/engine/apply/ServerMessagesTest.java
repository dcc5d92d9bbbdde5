package dev.athanor.engine.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.MigrationOutcome;
import dev.athanor.engine.command.MigrationTerms;
import dev.athanor.engine.command.Upgrade;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanStep;
import dev.athanor.engine.testing.TestBundle;
import dev.athanor.engine.testing.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server says beside its answers is heard, in its place, and holds nothing up. */
class ServerMessagesTest {
  private static final String LONG = "a".repeat(70);

  private final Target target = Target.fresh();

  @Test
  void whatIsCutSkippedOrRaisedReachesTheResult() {
    MigrationResult result =
        target.upgrade(
            new TestBundle()
                .revision("r1", "CREATE TABLE " + LONG + " (id int)", "DROP TABLE IF EXISTS nope")
                .revision("r2", "ALTER TABLE " + LONG + " DROP CONSTRAINT IF EXISTS nope")
                .revision("r3", "DO $$ BEGIN RAISE WARNING 'mind the gap'; END $$")
                .revision("r4", "DROP INDEX CONCURRENTLY IF EXISTS nope")
                .with(TestBundle.Edit::outsideTransaction)
                .revision("r5", "SELECT 1")
                .build());

    String cut = "NOTICE: identifier \"" + LONG + "\" will be truncated to \"" + LONG.substring(7);
    assertThat(result.warnings())
        .containsExactly(
            "r1.sql::r1::test: " + cut + '"',
            "r2.sql::r2::test: " + cut + '"',
            "r2.sql::r2::test: NOTICE: constraint \"nope\" of relation \""
                + LONG.substring(7)
                + "\" does not exist, skipping",
            "r3.sql::r3::test: WARNING: mind the gap",
            "r4.sql::r4::test: NOTICE: index \"nope\" does not exist, skipping");
  }

  @Test
  void messagesStandBehindTheStepThatTheyAreOf() {
    List<String> heard = new ArrayList<>();
    Bundle bundle =
        new TestBundle()
            .revision("r1", "DROP TABLE IF EXISTS x1", "SELECT 1")
            .revision("r2", "DROP TABLE IF EXISTS x2;;SELECT 1/0", "SELECT 1")
            .with(TestBundle.Edit::mayFail)
            .revision("r3", "DROP TABLE IF EXISTS x3", "SELECT 1")
            .revision("r4", "DROP TABLE IF EXISTS x4;;SELECT 1/0", "SELECT 1")
            .build();
    target.options = target.options.withListener(listener(heard));

    AthanorException failure = MigratorTest.failure(() -> target.upgrade(bundle));

    assertThat(failure).hasMessageContaining("r4.sql").hasMessageContaining("division by zero");
    assertThat(heard)
        .containsExactly(
            "started r1",
            "said x1",
            "done r1",
            "started r2",
            "said x2",
            "failed r2",
            "started r3",
            "said x3",
            "started r4",
            "said x4",
            "done r3");
  }

  private static MigrationListener listener(List<String> heard) {
    return new MigrationListener() {
      @Override
      public void starting(PlanStep step, int number, int total) {
        heard.add("started " + step.revision());
      }

      @Override
      public void done(PlanStep step, int number, int total) {
        heard.add("done " + step.revision());
      }

      @Override
      public void warning(String message) {
        heard.add(
            message.contains("skipping")
                ? "said " + message.replaceAll(".*\"(x.)\".*", "$1")
                : "failed " + message.substring(0, 2));
      }
    };
  }

  /** Eight megabytes come back while most of the flight is still to be sent. */
  @Test
  @Timeout(60)
  void aFloodOfMessagesHoldsNoFlightUp() {
    TestBundle builder =
        new TestBundle()
            .revision(
                "r00",
                "CREATE TABLE t (n int)"
                    + ";;CREATE FUNCTION loud() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                    + " RAISE NOTICE '%', repeat('x', 1000); RETURN NEW; END $$"
                    + ";;CREATE TRIGGER loud BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION"
                    + " loud()")
            .revision("r01", "INSERT INTO t SELECT generate_series(1, 8000)");
    for (int i = 2; i < 60; i++) {
      String comment = "/* " + "ü".repeat(1500) + " */ ";
      builder.revision("r%02d".formatted(i), comment + "INSERT INTO t VALUES (" + i + ")");
    }

    MigrationResult result = target.upgrade(builder.build());

    assertThat(result.applied()).isEqualTo(60);
    assertThat(result.warnings())
        .hasSize(20 + 1 + 58)
        .contains("r01.sql::r01::test: and 7980 more messages of the server");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE made (id int)",
        "ALTER TABLE made ADD COLUMN id int",
        "CREATE FUNCTION made() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE SCHEMA made",
        "CREATE TYPE mood AS ENUM ('a')",
        "CREATE INDEX made ON made (id)"
      })
  void whatIsThereBeforeTheFirstRunMayHaveToBeTakenOver(String sql) {
    target.execute(
        "CREATE TABLE made (id int); CREATE SCHEMA made; CREATE TYPE mood AS ENUM ();"
            + "CREATE FUNCTION made() RETURNS int LANGUAGE sql AS 'SELECT 1'");
    TestBundle two = new TestBundle().revision("r1", "SELECT 1").revision("r2", sql);

    assertThat(MigratorTest.failure(() -> target.upgrade(two.build())).nextStep())
        .endsWith(
            "Where another tool or somebody has made it: adopt takes the database over as it is.");
    // By now it is ours.
    assertThat(MigratorTest.failure(() -> target.upgrade(two.build())).nextStep())
        .doesNotContain("adopt");
  }

  @Test
  void aFailureSaysNothingOfWhatWasNotDone() {
    AthanorException failure =
        MigratorTest.failure(
            () -> target.upgrade(new TestBundle().revision("r1", "SELECT 1/0").build()));

    assertThat(failure).hasMessageEndingWith("Nothing of the plan was done.");
    assertThat(failure.nextStep())
        .isEqualTo("Correct the statement and run again: this changeset left nothing behind.");
  }

  @Test
  void theLinesForPeopleAreInOrderAndTheResultCountsThem() {
    List<String> lines = new ArrayList<>();
    MigrationOutcome outcome =
        new Upgrade(
                new TestBundle()
                    .revision("r1", "SELECT 1", "SELECT 1")
                    .revision("r2", "DROP TABLE IF EXISTS x", "SELECT 1")
                    .build(),
                "head",
                PlanOptions.UPGRADE,
                new DatabaseTarget(target.url, target.settings),
                MigrationTerms.withoutBackup("test"),
                lines::add)
            .run();

    assertThat(lines)
        .containsExactly(
            "Running upgrade  -> r1, message of r1",
            "Running upgrade r1 -> r2, message of r2",
            "Warning: r2.sql::r2::test: NOTICE: table \"x\" does not exist, skipping");
    assertThat(outcome.text())
        .startsWith("Upgraded to r2: 2 changesets in ")
        .endsWith(", 1 warning");
    assertThat(outcome.warnings()).hasSize(1);
  }

  @Test
  void whatSomebodyFrozeIsNotWrittenTo() {
    String url = TestPostgres.newDatabase();
    Target frozen = new Target(DatabaseUrl.parse(url));
    String name = frozen.ask("SELECT current_database()");
    frozen.execute("ALTER DATABASE " + name + " SET default_transaction_read_only = on");
    Bundle bundle = new TestBundle().revision("r1", "CREATE TABLE a (n int)").build();

    AthanorException refused = MigratorTest.failure(() -> frozen.upgrade(bundle));
    assertThat(refused.reason()).isEqualTo(Reason.INVALID_CONFIGURATION);
    assertThat(refused).hasMessageContaining("default_transaction_read_only is on");
    assertThat(frozen.tables()).isEmpty();

    new Target(DatabaseUrl.parse(url + "&options=-c%20default_transaction_read_only=off"))
        .upgrade(bundle);
    assertThat(frozen.tables()).containsExactly("a");
  }
}
