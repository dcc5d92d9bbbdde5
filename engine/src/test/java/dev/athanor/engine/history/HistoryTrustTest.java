package dev.athanor.engine.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.athanor.engine.apply.MigrationListener;
import dev.athanor.engine.apply.Target;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.testing.TestBundle;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * By whom else a history could be changed: every way in is found, named, and closed by its advice.
 */
class HistoryTrustTest {
  private final Target admin = Target.fresh();
  private final String migrator = "migrator_" + admin.url.database();
  private final String app = "app_" + admin.url.database();
  private final String group = "group_" + admin.url.database();
  private final Target owner = as(migrator);

  private static Bundle bundle(int revisions) {
    TestBundle builder = new TestBundle();
    for (int i = 1; i <= revisions; i++) {
      builder.revision("r" + i, "CREATE TABLE t" + i + " ()", "DROP TABLE t" + i);
    }
    return builder.build();
  }

  private Target as(String user) {
    return new Target(admin.url.withCredentials(user, null));
  }

  /** With the names of this test's roles. */
  private String named(String sql) {
    return sql.replace("MIGRATOR", migrator)
        .replace("APP", app)
        .replace("GROUP", group)
        .replace("DATABASE_NAME", admin.url.database());
  }

  @BeforeEach
  void roles() {
    admin.execute(
        named(
            "CREATE ROLE MIGRATOR LOGIN; CREATE ROLE APP LOGIN; CREATE ROLE GROUP;"
                + "GRANT GROUP TO APP; GRANT CREATE ON DATABASE DATABASE_NAME TO MIGRATOR;"
                + "GRANT ALL ON SCHEMA public TO MIGRATOR; GRANT ALL ON SCHEMA public TO APP"));
  }

  @AfterEach
  void drop() {
    admin.execute(
        named("DROP OWNED BY MIGRATOR, APP, GROUP CASCADE; DROP ROLE MIGRATOR, APP, GROUP"));
  }

  private static AthanorException refused(Runnable run) {
    AthanorException e = catchThrowableOfType(AthanorException.class, run::run);
    assertThat(e).isNotNull();
    assertThat(e.reason()).isEqualTo(Reason.UNTRUSTED_HISTORY);
    return e;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GRANT USAGE ON SCHEMA athanor TO APP; GRANT UPDATE (undo) ON athanor.changeset TO APP",
        "GRANT USAGE ON SCHEMA athanor TO APP; GRANT INSERT ON athanor.run TO PUBLIC",
        "GRANT USAGE ON SCHEMA athanor TO PUBLIC; GRANT DELETE ON athanor.revision TO APP",
        "GRANT USAGE ON SCHEMA athanor TO APP; GRANT UPDATE ON athanor.unfinished TO GROUP",
        "GRANT USAGE ON SCHEMA athanor TO GROUP; GRANT TRUNCATE ON athanor.changeset TO APP",
        "GRANT USAGE ON SCHEMA athanor TO APP; GRANT ALL ON athanor.changeset TO APP"
            + " WITH GRANT OPTION",
        "GRANT TRIGGER ON databasechangelog TO APP",
        "GRANT TRIGGER ON databasechangelog TO PUBLIC",
        "GRANT TRIGGER ON databasechangeloglock TO GROUP",
        "GRANT ALL ON ALL TABLES IN SCHEMA public TO APP",
        "CREATE RULE r AS ON INSERT TO databasechangelog DO ALSO NOTIFY done",
        // The function is harmless and PostgreSQL's own; the condition runs what it likes.
        "CREATE TRIGGER t BEFORE INSERT ON databasechangelog FOR EACH ROW"
            + " WHEN (query_to_xml('SELECT 1', true, true, '') IS NOT NULL)"
            + " EXECUTE FUNCTION suppress_redundant_updates_trigger()",
      })
  void everyWayInIsRefusedAndClosedByWhatTheAdviceSays(String opening) {
    owner.upgrade(bundle(1));
    owner.execute(named(opening));

    AthanorException e = refused(() -> owner.upgrade(bundle(2)));

    assertThat(e).hasMessageContaining("another role than " + migrator);
    assertThat(owner.tables()).containsExactly("t1");
    run(e, owner);
    owner.upgrade(bundle(2));
    assertThat(owner.tables()).containsExactly("t1", "t2");
  }

  /** The statements of the advice, as somebody would copy them. */
  private static void run(AthanorException e, Target target) {
    String advice = e.nextStep();
    target.execute(
        advice.substring(advice.indexOf("run: ") + "run: ".length(), advice.indexOf(";\nor ")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE athanor.changeset OWNER TO APP; GRANT ALL ON athanor.changeset TO MIGRATOR",
        "ALTER SCHEMA athanor OWNER TO APP; GRANT USAGE ON SCHEMA athanor TO MIGRATOR",
        "ALTER TABLE databasechangelog OWNER TO APP; GRANT ALL ON databasechangelog TO MIGRATOR",
        "ALTER TABLE databasechangeloglock OWNER TO APP; GRANT ALL ON databasechangeloglock TO MIGRATOR",
      })
  void anotherOwnerIsRefusedAndClosedByWhatTheAdviceSays(String change) {
    owner.upgrade(bundle(1));
    admin.execute(named(change));

    AthanorException e = refused(() -> owner.upgrade(bundle(2)));

    assertThat(e).hasMessageContaining("(owner " + app + ")");
    run(e, admin);
    owner.upgrade(bundle(2));
  }

  @Test
  void aTriggerOfAnotherRoleIsFoundAlsoWhenTheRightIsGone() {
    owner.upgrade(bundle(1));
    owner.execute(named("GRANT TRIGGER ON databasechangelog TO APP"));
    as(app)
        .execute(
            "CREATE FUNCTION spy() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
                + "CREATE TRIGGER spy BEFORE INSERT ON databasechangelog FOR EACH ROW"
                + " EXECUTE FUNCTION spy()");
    owner.execute(named("REVOKE TRIGGER ON databasechangelog FROM APP"));

    AthanorException e = refused(() -> owner.upgrade(bundle(2)));

    assertThat(e).hasMessageContaining("public.databasechangelog (trigger spy)");
    run(e, owner);
    owner.upgrade(bundle(2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Rights on a table that nobody can name are no way in.
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA athanor TO APP",
        "GRANT UPDATE ON athanor.changeset TO PUBLIC",
        "GRANT USAGE ON SCHEMA athanor TO APP; GRANT SELECT ON athanor.changeset TO APP",
        // An audit trigger of a trusted role's.
        "CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
            + "CREATE TRIGGER audit BEFORE INSERT ON databasechangelog FOR EACH ROW"
            + " EXECUTE FUNCTION audit()",
      })
  void whatIsNoWayInLocksNobodyOut(String harmless) {
    owner.upgrade(bundle(1));
    owner.execute(named(harmless));
    owner.upgrade(bundle(2));
    owner.downgrade(bundle(2), "base");
  }

  @Test
  void whoMayWriteWhatIsAppliedIsWarnedOf() {
    owner.upgrade(bundle(1));
    owner.execute(
        named("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO APP"));
    List<String> warnings = new ArrayList<>();
    owner.options = owner.options.withListener(listener(warnings));

    owner.upgrade(bundle(2));

    assertThat(warnings)
        .contains(
            named(
                "Others may change what is recorded as applied: public.databasechangelog (DELETE,"
                    + " INSERT, UPDATE by APP). To close that: REVOKE DELETE, INSERT, UPDATE ON"
                    + " public.databasechangelog FROM APP"));
  }

  private static MigrationListener listener(List<String> warnings) {
    return new MigrationListener() {
      @Override
      public void warning(String message) {
        warnings.add(message);
      }
    };
  }

  @Test
  void defaultPrivilegesGiveNothingOfItAway() {
    owner.execute(
        named(
            "ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO APP, PUBLIC;"
                + "ALTER DEFAULT PRIVILEGES GRANT ALL ON SCHEMAS TO APP, PUBLIC"));
    owner.upgrade(bundle(1));
    owner.upgrade(bundle(2));
    owner.downgrade(bundle(2), "r1");

    assertThat(admin.ask(named("SELECT has_schema_privilege('APP', 'athanor', 'USAGE')")))
        .isEqualTo("f");
    assertThat(
            admin.list(
                "SELECT c.relname || ' ' || g.privilege_type FROM pg_class c,"
                    + " aclexplode(c.relacl) g WHERE (c.relname LIKE 'databasechangelog%' OR"
                    + " c.relnamespace = 'athanor'::regnamespace) AND g.grantee <> c.relowner"
                    + " AND g.privilege_type NOT IN ('SELECT', 'MAINTAIN')"))
        .isEmpty();
    // Reading what is applied is left to whom it was given.
    assertThat(as(app).recorded()).containsExactly("r1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE SCHEMA athanor AUTHORIZATION MIGRATOR",
        "CREATE SCHEMA athanor; GRANT USAGE, CREATE ON SCHEMA athanor TO MIGRATOR"
      })
  void anEmptySchemaMadeInAdvanceIsTaken(String made) {
    admin.execute(named("REVOKE CREATE ON DATABASE DATABASE_NAME FROM MIGRATOR; " + made));

    owner.upgrade(bundle(1));
    owner.upgrade(bundle(2));
    owner.downgrade(bundle(2), "base");

    assertThat(owner.tables()).isEmpty();
  }

  @Test
  void withoutTheSchemaAndTheRightTheStatementIsNamed() {
    admin.execute(named("REVOKE CREATE ON DATABASE DATABASE_NAME FROM MIGRATOR"));

    AthanorException e =
        catchThrowableOfType(AthanorException.class, () -> owner.upgrade(bundle(1)));

    assertThat(e.reason()).isEqualTo(Reason.PERMISSION_DENIED);
    assertThat(e.nextStep()).contains(named("CREATE SCHEMA athanor AUTHORIZATION \"MIGRATOR\""));
    assertThat(admin.ask("SELECT to_regclass('databasechangelog')")).isNull();
    admin.execute(named("CREATE SCHEMA athanor AUTHORIZATION \"MIGRATOR\""));
    owner.upgrade(bundle(1));
  }

  @Test
  void whoAllowsItRunsAllTheSame() {
    owner.upgrade(bundle(1));
    owner.execute(named("GRANT TRIGGER ON databasechangelog TO APP"));
    owner.migrate(
        new PlanRequest(
            bundle(2), "head", PlanOptions.UPGRADE.withTrusted(TrustedRoles.EVERYBODY)));
    assertThat(owner.tables()).containsExactly("t1", "t2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GRANT TRIGGER ON databasechangelog TO APP",
        "ALTER TABLE databasechangelog OWNER TO APP; GRANT ALL ON databasechangelog TO MIGRATOR",
        "ALTER SCHEMA athanor OWNER TO APP; GRANT USAGE ON SCHEMA athanor TO MIGRATOR",
      })
  void aRoleThatIsNamedIsTrustedAndNoOther(String opening) {
    owner.upgrade(bundle(1));
    admin.execute(named(opening));
    admin.execute(named("GRANT TRIGGER ON databasechangeloglock TO GROUP"));

    assertThat(refused(() -> owner.upgrade(bundle(2))).nextStep())
        .contains("trustedRoles " + app + "," + group);
    AthanorException left = refused(() -> owner.migrate(trusting(app)));
    assertThat(left).hasMessageContaining("by " + group).hasMessageNotContaining(app);

    owner.migrate(trusting(app, group));
    assertThat(owner.tables()).containsExactly("t1", "t2");
  }

  private static PlanRequest trusting(String... roles) {
    return new PlanRequest(
        bundle(2), "head", PlanOptions.UPGRADE.withTrusted(TrustedRoles.of(List.of(roles))));
  }

  /** What runs there is not any one role's. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GRANT TRIGGER ON databasechangelog TO PUBLIC",
        "CREATE RULE r AS ON INSERT TO databasechangelog DO ALSO NOTIFY done",
      })
  void nobodyIsAdvisedToTrustAllTheWorld(String opening) {
    owner.upgrade(bundle(1));
    owner.execute(named(opening));

    assertThat(refused(() -> owner.migrate(trusting(app, group))).nextStep())
        .doesNotContain("trust ");
  }

  /** What an attacker puts where the history is looked for, before there is one. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE VIEW databasechangelog AS SELECT caught() AS id, 'a' AS author, 'f' AS filename,"
            + " '9:x' AS md5sum, 'EXECUTED' AS exectype, 1 AS orderexecuted, now() AS dateexecuted,"
            + " 't' AS tag",
        "CREATE TABLE databasechangelog (LIKE plain); INSERT INTO databasechangelog VALUES"
            + " ('x', 'a', 'f', '9:x', 'EXECUTED', 1, now(), 't');"
            + "ALTER TABLE databasechangelog ENABLE ROW LEVEL SECURITY;"
            + "CREATE POLICY p ON databasechangelog USING (caught() IS NOT NULL)",
        "CREATE TABLE databasechangelog (LIKE plain);"
            + "CREATE INDEX i ON databasechangelog (id) WHERE frozen(1)",
        "CREATE TABLE databasechangelog (LIKE plain);"
            + "CREATE TABLE child () INHERITS (databasechangelog)",
        "CREATE TYPE evil AS ENUM ('x');"
            + "CREATE TABLE databasechangelog (LIKE plain);"
            + "ALTER TABLE databasechangelog ALTER dateexecuted TYPE evil USING 'x'",
      })
  void nothingIsReadThatRunsInTheReadersName(String planted) {
    as(app)
        .execute(
            named(
                "CREATE TABLE caught_by (who text); GRANT ALL ON caught_by TO PUBLIC;"
                    + "CREATE FUNCTION caught() RETURNS text LANGUAGE plpgsql AS 'BEGIN INSERT INTO"
                    + " public.caught_by VALUES (current_user); RETURN current_user; END';"
                    + "CREATE FUNCTION frozen(int) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS"
                    + " 'BEGIN IF current_user <> ''APP'' THEN RAISE ''caught''; END IF; RETURN true;"
                    + " END';"
                    + "CREATE TABLE plain (id text, author text, filename text, md5sum text,"
                    + " exectype text, orderexecuted int, dateexecuted timestamp, tag text)"));
    as(app).execute(planted + "; GRANT ALL ON databasechangelog TO PUBLIC");
    for (Target reader : List.of(admin, owner)) {
      AthanorException e = refused(() -> reader.current(bundle(1)));
      assertThat(e)
          .hasMessageContaining("public.databasechangelog (owner " + app + ")")
          .hasMessageContaining("was not read");
      refused(() -> reader.upgrade(bundle(1)));
    }
    assertThat(admin.ask("SELECT count(*) FROM caught_by")).isEqualTo("0");
  }

  /** A plain table of another's is harmless to read: who may only look is not locked out. */
  @Test
  void whoMayOnlyReadIsToldWhereTheDatabaseIs() {
    owner.upgrade(bundle(2));
    owner.execute(
        named(
            "GRANT SELECT ON databasechangelog TO APP; GRANT USAGE ON SCHEMA athanor TO APP;"
                + "GRANT SELECT ON ALL TABLES IN SCHEMA athanor TO APP"));
    assertThat(as(app).current(bundle(2))).containsExactly("r2");
  }
}
