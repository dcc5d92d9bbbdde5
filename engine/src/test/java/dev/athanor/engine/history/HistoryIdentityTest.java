package dev.athanor.engine.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.plan.Planner;
import dev.athanor.engine.testing.SystemPostgres;
import dev.athanor.engine.testing.TestBundle;
import org.junit.jupiter.api.Test;

/** A plan is one database's: what somebody approved for staging is not approved for production. */
class HistoryIdentityTest {
  private static final Bundle BUNDLE =
      new TestBundle().revision("aa01", "CREATE TABLE a (id int)", "DROP TABLE a").build();

  private final SystemPostgres server = SystemPostgres.get();

  @Test
  void thePlanOfOneDatabaseIsNotThatOfAnother() {
    String one = server.newDatabase();
    String other = server.newDatabase();

    assertThat(hash(one)).isEqualTo(hash(one)).isNotEqualTo(hash(other));
  }

  /** Another database under the same name, as after DROP, CREATE and restore. */
  @Test
  void aDatabaseThatWasMadeAnewIsAnother() {
    String name = server.newDatabase();
    String before = hash(name);
    try (Database admin = open("postgres", SessionSettings.DEFAULTS)) {
      admin.execute("DROP DATABASE " + name);
      admin.execute("CREATE DATABASE " + name);
    }

    assertThat(hash(name)).isNotEqualTo(before);
  }

  @Test
  void whoMayNotReadTheSystemIdentifierCanPlanAllTheSame() {
    String name = server.newDatabase();
    try (Database admin = open(name, SessionSettings.DEFAULTS)) {
      admin.execute("REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC");
      admin.execute("CREATE ROLE unprivileged_reader");
    }
    try (Database session = open(name, SessionSettings.DEFAULTS.withRole("unprivileged_reader"))) {
      assertThat(History.read(session).database().get(0)).isEqualTo("127.0.0.1:" + server.port());
    } finally {
      try (Database admin = open("postgres", SessionSettings.DEFAULTS)) {
        admin.execute("DROP ROLE unprivileged_reader");
      }
    }
    assertThat(hash(name)).startsWith("sha256:");
  }

  private String hash(String name) {
    try (Database session = open(name, SessionSettings.DEFAULTS)) {
      PlanRequest request = new PlanRequest(BUNDLE, "head", PlanOptions.UPGRADE);
      return Planner.plan(request, History.read(session)).hash();
    }
  }

  private Database open(String name, SessionSettings settings) {
    return Database.open(DatabaseUrl.parse(server.url(name)), settings);
  }
}
