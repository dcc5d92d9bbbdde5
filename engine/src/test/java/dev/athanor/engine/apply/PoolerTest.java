package dev.athanor.engine.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.history.RunStamp;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.testing.PgBouncer;
import dev.athanor.engine.testing.TestBundle;
import dev.athanor.engine.testing.TestPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the real PgBouncer. */
class PoolerTest {
  private final Target direct = Target.fresh();
  private final Bundle bundle =
      new TestBundle().revision("r1", "CREATE TABLE a (id int)", "DROP TABLE a").build();
  private PgBouncer pooler;

  @BeforeEach
  void installed() {
    Assumptions.assumeTrue(PgBouncer.isInstalled(), "pgbouncer is not installed");
  }

  @AfterEach
  void stop() {
    if (pooler != null) {
      pooler.close();
    }
  }

  private Target through(String mode) {
    pooler = PgBouncer.start(TestPostgres.port(), mode);
    return new Target(
        DatabaseUrl.of("127.0.0.1", pooler.port(), direct.url.database())
            .withCredentials("postgres", null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"transaction", "statement"})
  void isRefusedWhereItSharesSessions(String mode) {
    Target pooled = through(mode);

    assertThat(MigratorTest.failure(() -> pooled.upgrade(bundle)).reason())
        .isEqualTo(Reason.POOLED_CONNECTION);
    assertThat(direct.tables()).isEmpty();
    // Nothing is left behind in the pooler's sessions.
    assertThat(direct.ask("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"))
        .isEqualTo("0");
    direct.upgrade(bundle);
  }

  @Test
  void isUsedWhereItKeepsSessions() {
    Target pooled = through("session");
    pooled.upgrade(bundle);
    assertThat(direct.tables()).containsExactly("a");
    assertThat(direct.ask("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"))
        .isEqualTo("0");
  }

  @Test
  void everyTransactionAssertsItsSession() {
    // The run begins directly and goes on, as it were, in another session.
    MigrationPlan plan = direct.plan(new PlanRequest(bundle, "head", PlanOptions.UPGRADE));
    assertThat(plan.steps()).hasSize(1);
    try (var first = direct.open();
        var second = direct.open()) {
      RunSession session =
          new RunSession(
              first,
              dev.athanor.engine.database.SessionSettings.DEFAULTS,
              java.util.UUID.randomUUID(),
              RunStamp.of(new java.util.UUID(0, 1), 0),
              MigrationLock.OF_DATABASE,
              null);
      session.open().forEach(second::execute);
      assertRefused(second, session, 0);
      session.open().forEach(first::execute);
      assertRefused(first, session, 0);
      first.execute("SELECT pg_advisory_lock(27431064400981874)");
      first.execute(session.before(0) + "ROLLBACK");
      assertRefused(first, session, 1);
      first.execute("SELECT pg_advisory_unlock_all()");
      second.execute("SELECT pg_advisory_lock(27431064400981874)");
      assertRefused(first, session, 0);
    }
  }

  private static void assertRefused(Database database, RunSession session, int transaction) {
    String begun = session.before(transaction);
    assertThat(MigratorTest.failure(() -> database.execute(begun)).getMessage())
        .contains("not the session of this run");
    database.execute("ROLLBACK");
  }
}
