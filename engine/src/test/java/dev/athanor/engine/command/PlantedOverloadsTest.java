package dev.athanor.engine.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.apply.Target;
import dev.athanor.engine.backup.BackupRequest;
import dev.athanor.engine.backup.BackupStore;
import dev.athanor.engine.backup.RestoreRequest;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.plan.AtHead;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.testing.Planted;
import dev.athanor.engine.testing.SystemPostgres;
import dev.athanor.engine.testing.TestBundle;
import dev.athanor.engine.testing.TestPostgres;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whoever may create in {@code public} must not get to run anything as the superuser who migrates:
 * CVE-2018-1058's kind.
 */
class PlantedOverloadsTest {
  @TempDir Path volume;

  private final Bundle bundle =
      new TestBundle()
          .revision("r1", "CREATE TABLE a (id int)", "DROP TABLE a")
          .revision("r2", "CREATE INDEX CONCURRENTLY a_id ON a (id)", "DROP INDEX a_id")
          .with(TestBundle.Edit::outsideTransaction)
          .revision("r3", "CREATE VIEW v AS SELECT id FROM a", "DROP VIEW v")
          .with(TestBundle.Edit::runOnChange)
          .build();
  private final Bundle newer =
      new TestBundle()
          .revision("r1", "CREATE TABLE a (id int)", "DROP TABLE a")
          .revision("r2", "CREATE INDEX CONCURRENTLY a_id ON a (id)", "DROP INDEX a_id")
          .with(TestBundle.Edit::outsideTransaction)
          .revision("r3", "CREATE OR REPLACE VIEW v AS SELECT id FROM a WHERE false", "DROP VIEW v")
          .with(TestBundle.Edit::runOnChange)
          .revision("r4", "CREATE TABLE b (id int)", "DROP TABLE b")
          .build();

  private SystemPostgres server;
  private Target target;
  private DatabaseTarget database;
  private Planted planted;

  @BeforeEach
  void plant() {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
    server = SystemPostgres.get();
    String name = server.newDatabase();
    String attacker = "attacker_" + name;
    TestPostgres.execute(
        server.url(name),
        "CREATE ROLE %1$s LOGIN; GRANT CREATE ON SCHEMA public TO %1$s".formatted(attacker));
    planted =
        new Planted(
            "jdbc:postgresql://127.0.0.1:%d/%s?user=%s".formatted(server.port(), name, attacker));
    target =
        new Target(
            DatabaseUrl.of("127.0.0.1", server.port(), name).withCredentials("postgres", null));
    database = new DatabaseTarget(target.url, target.settings);
  }

  private void assertNothingRan(String what) {
    assertThat(planted.caught()).as(what).isEmpty();
  }

  @Test
  void nothingOfItRunsInAnyVerb() {
    assertThat(planted.count()).isGreaterThan(1000);
    PlanOptions options = PlanOptions.UPGRADE;

    new Current(bundle, database, options, true).run();
    new ShowPlan(new PlanRequest(bundle, "head", options), database).run();
    assertNothingRan("current and plan of an empty database");
    target.upgrade(bundle);
    assertNothingRan("upgrade");
    target.upgrade(bundle);
    try (Database session = database.open()) {
      AtHead.find(new PlanRequest(bundle, "head", options), session);
    }
    new Current(bundle, database, options, true).run();
    new Status(bundle, database, options).run();
    assertNothingRan("a run without anything to do");
    target.upgrade(newer);
    assertNothingRan("a changeset that runs again");

    String backup = backup();
    assertNothingRan("backup");
    DatabaseTarget empty =
        DatabaseTarget.of(
            DatabaseUrl.of("127.0.0.1", server.port(), server.newDatabase())
                .withCredentials("postgres", null));
    new RestoreBackup(BackupStore.in(volume), backup, empty, RestoreRequest.intoEmpty(), line -> {})
        .run();
    new Current(newer, empty, options, true).run();
    assertNothingRan("restore and current of what was restored");

    target.migrate(
        new PlanRequest(bundle, "head", PlanOptions.either(true).withAllowSuperuser(true)));
    target.downgrade(newer, "base");
    assertNothingRan("downgrade");
  }

  /** That the trap works: what these queries were before is caught by it. */
  @Test
  void theSameQueriesByTheUsersPathWouldRunIt() {
    target.ask("SELECT count(*) FROM pg_class WHERE oid = 'pg_class'::regclass");
    assertThat(planted.caught()).contains("postgres: = oid regclass");
    target.ask("SELECT md5('a'::varchar) || 'b'::varchar");
    assertThat(planted.caught()).contains("|| text varchar");
    target.ask("SELECT lower('a'::varchar)");
    assertThat(planted.caught()).contains("lower(varchar)");
  }

  @Test
  void aReplacingRestoreRunsNothingEither() {
    target.upgrade(bundle);
    target.execute("SELECT pg_catalog.lo_from_bytea(4711, 'x'::bytea)");
    String backup = backup();
    String refusal = refusal(backup);
    String token = refusal.replaceAll("(?s).*acceptLoss ([0-9a-f]{12}).*", "$1");

    new RestoreBackup(
            BackupStore.in(volume),
            backup,
            database,
            new RestoreRequest(1, true, Optional.of(token), Optional.empty()),
            line -> {})
        .run();

    assertNothingRan("restore into what is not empty");
  }

  private String backup() {
    BackupRequest request = BackupRequest.into(BackupStore.in(volume));
    return new TakeBackup(database, request, line -> {}).run().receipt().name();
  }

  private String refusal(String backup) {
    try {
      new RestoreBackup(
              BackupStore.in(volume), backup, database, RestoreRequest.intoEmpty(), line -> {})
          .run();
      return "";
    } catch (AthanorException e) {
      return e.nextStep();
    }
  }
}
