package dev.athanor.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.athanor.engine.apply.Target;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.RiskKind;
import dev.athanor.engine.testing.TestBundle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Undo SQL in the database, as an attacker finds it. */
class TrustTest {
  private final Target admin = Target.fresh();
  private final String migrator = "migrator_" + admin.url.database();
  private final String app = "app_" + admin.url.database();
  private final Target owner = as(migrator);

  private final Bundle newer =
      new TestBundle()
          .revision("r1", "CREATE TABLE a (id int)", "DROP TABLE a")
          .revision("r2", "CREATE TABLE b (id int)", "DROP TABLE b")
          .build();
  private final Bundle older =
      new TestBundle().revision("r1", "CREATE TABLE a (id int)", "DROP TABLE a").build();
  private final PlanRequest back = new PlanRequest(older, "head", PlanOptions.either(true));

  private Target as(String user) {
    return new Target(admin.url.withCredentials(user, null));
  }

  @BeforeEach
  void roles() {
    admin.execute(
        "CREATE ROLE %1$s LOGIN;CREATE ROLE %2$s LOGIN;GRANT CREATE ON DATABASE %3$s TO %1$s;"
                .formatted(migrator, app, admin.url.database())
            + "GRANT ALL ON SCHEMA public TO %1$s".formatted(migrator));
  }

  @AfterEach
  void drop() {
    admin.execute("DROP OWNED BY %1$s, %2$s;DROP ROLE %1$s, %2$s".formatted(migrator, app));
  }

  private static AthanorException refused(Target who, PlanRequest request) {
    AthanorException e = catchThrowableOfType(AthanorException.class, () -> who.migrate(request));
    assertThat(e).isNotNull();
    assertThat(e.reason()).isEqualTo(Reason.UNTRUSTED_HISTORY);
    return e;
  }

  @Test
  void theOwnerGoesBackWithAnOlderBundle() {
    owner.upgrade(newer);
    owner.migrate(back);
    assertThat(owner.tables()).containsExactly("a");
  }

  @Test
  void nobodyElseReadsOrWritesIt() {
    owner.upgrade(newer);
    AthanorException e =
        catchThrowableOfType(
            AthanorException.class,
            () -> as(app).execute("UPDATE athanor.changeset SET undo = '{DROP TABLE a}'"));
    assertThat(e.reason()).isEqualTo(Reason.PERMISSION_DENIED);
  }

  @Test
  void aChangedRowIsFound() {
    owner.upgrade(newer);
    owner.execute(
        "UPDATE athanor.changeset SET undo = ARRAY['ALTER ROLE x SUPERUSER'] WHERE id = 'r2'");
    assertThat(refused(owner, back)).hasMessageContaining("does not match its digest");
    // Also where the bundle's own SQL would have been used.
    refused(owner, new PlanRequest(newer, "r1", PlanOptions.DOWNGRADE));
    assertThat(owner.tables()).containsExactly("a", "b");
  }

  @Test
  void aRowOfABundleThatNoRunAppliedIsFound() {
    owner.upgrade(newer);
    owner.execute("UPDATE athanor.run SET bundle = 'sha256:other'");
    assertThat(refused(owner, back)).hasMessageContaining("no recorded run applied");
  }

  @Test
  void aSuperuserRunsWhatTheBundleHasAndNotWhatOnlyTheDatabaseHas() {
    admin.upgrade(newer);
    AthanorException e = refused(admin, back);
    assertThat(e.nextStep()).contains("allowSuperuser");
    admin.migrate(new PlanRequest(newer, "r1", PlanOptions.DOWNGRADE));
    admin.upgrade(newer);
    admin.migrate(
        new PlanRequest(older, "head", PlanOptions.either(true).withAllowSuperuser(true)));
    assertThat(admin.tables()).containsExactly("a");
  }

  @Test
  void aHistoryOfAnotherRoleIsRefused() {
    owner.upgrade(newer);
    PlanRequest request =
        new PlanRequest(older, "head", PlanOptions.either(true).withAllowSuperuser(true));
    AthanorException e = refused(admin, request);
    assertThat(e)
        .hasMessageContaining("another role than postgres")
        .hasMessageContaining("athanor.changeset (owner " + migrator + ")");
    assertThat(e.nextStep()).contains("trustedRoles " + migrator);
    refused(
        admin,
        new PlanRequest(
            new TestBundle()
                .revision("r1", "CREATE TABLE a (id int)", "DROP TABLE a")
                .revision("r2", "CREATE TABLE b (id int)", "DROP TABLE b")
                .revision("r3", "CREATE TABLE c (id int)")
                .build(),
            "head",
            PlanOptions.UPGRADE));
    admin.settings = admin.settings.withRole(migrator);
    admin.migrate(request);
    admin.settings = admin.settings.withRole(null);
    assertThat(admin.tables()).containsExactly("a");
  }

  @Test
  void thePlanShowsAndPinsTheUndoSql() {
    owner.upgrade(newer);
    MigrationPlan before = owner.plan(back);
    assertThat(PlanText.render(before)).contains("DROP TABLE b;");
    assertThat(before.risks()).extracting(Risk::kind).contains(RiskKind.DATA_LOSS);
  }

  @Test
  void downgradesAreAllowedOrNot() {
    owner.upgrade(newer);
    AthanorException e =
        catchThrowableOfType(
            AthanorException.class,
            () -> owner.plan(new PlanRequest(older, "head", PlanOptions.either(false))));
    assertThat(e.reason()).isEqualTo(Reason.DOWNGRADE_NOT_ALLOWED);
    e =
        catchThrowableOfType(
            AthanorException.class,
            () -> owner.plan(new PlanRequest(older, "head", PlanOptions.UPGRADE)));
    assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_HISTORY);
    assertThat(e).hasMessageContaining("r2");
  }

  @Test
  void whoeverMayWriteItIsAsForeignAsAnOwner() {
    owner.upgrade(newer);
    owner.execute("GRANT SELECT ON athanor.changeset TO " + app);
    owner.plan(back);
    owner.execute("GRANT UPDATE ON athanor.changeset TO " + app);
    owner.execute("GRANT USAGE ON SCHEMA athanor TO " + app);
    assertThat(refused(owner, back))
        .hasMessageContaining("athanor.changeset (UPDATE by " + app + ")");
  }
}
