package dev.athanor.engine.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.apply.Target;
import dev.athanor.engine.backup.BackupRequest;
import dev.athanor.engine.backup.BackupStore;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.HistoryNames;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.testing.Patience;
import dev.athanor.engine.testing.SystemPostgres;
import dev.athanor.engine.testing.TestBundle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several schemas of one database, each with its own history. */
class TenantsTest {
  private static final MigrationTerms NO_BACKUP = MigrationTerms.withoutBackup("test");
  private static final Tenants ALL = tenants("tenant_*");

  private final Target target = Target.fresh();
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

  @TempDir Path volume;

  private static Tenants tenants(String... patterns) {
    return new Tenants(List.of(patterns), Optional.empty(), Tenants.DEFAULT_PARALLEL);
  }

  /** r2 fails where a tenant has a table named {@code trap}. */
  private static Bundle bundle() {
    return new TestBundle()
        .revision("r1", "CREATE TABLE users (id int)", "DROP TABLE users")
        .revision(
            "r2",
            "DO $$ BEGIN IF to_regclass('trap') IS NOT NULL THEN RAISE 'trapped'; END IF; END $$",
            "SELECT 1")
        .and("r2b", "CREATE INDEX users_id ON users (id)", "DROP INDEX users_id")
        .revision("r3", "ALTER TABLE users ADD name text", "ALTER TABLE users DROP name")
        .build();
  }

  private void schemas(String... names) {
    for (String name : names) {
      target.execute("CREATE SCHEMA \"" + name + "\"");
    }
  }

  private DatabaseTarget database() {
    return new DatabaseTarget(target.url, target.settings);
  }

  private TenantsOutcome up(Tenants tenants, String to) {
    return up(tenants, to, NO_BACKUP);
  }

  private TenantsOutcome up(Tenants tenants, String to, MigrationTerms terms) {
    return new Upgrade(bundle(), to, PlanOptions.UPGRADE, database(), terms, lines::add)
        .run(tenants);
  }

  private TenantsOutcome down(Tenants tenants, String to) {
    return new Downgrade(bundle(), to, PlanOptions.DOWNGRADE, database(), NO_BACKUP, lines::add)
        .run(tenants);
  }

  private String current(String schema) {
    return String.join(
        ",",
        new Current(bundle(), database(), PlanOptions.UPGRADE, false)
            .run(ALL).revisions().get(schema).revisions().stream()
                .map(CurrentRevisions.Place::progress)
                .toList());
  }

  private TenantsPlan plan(Tenants tenants) {
    return new ShowPlan(new PlanRequest(bundle(), "head", PlanOptions.either(true)), database())
        .run(tenants);
  }

  @Test
  void eachSchemaGoesUpAndDownByItself() {
    schemas("tenant_a", "tenant_b", "Tenant C", "other");
    Tenants three = tenants("tenant_?", "Tenant C");

    assertThat(up(three, "r1").text().replaceAll("in [0-9.]+ s", "in"))
        .isEqualTo(
            "Tenant C: Upgraded to r1: 1 changeset in\n"
                + "tenant_a: Upgraded to r1: 1 changeset in\n"
                + "tenant_b: Upgraded to r1: 1 changeset in");
    up(tenants("tenant_a"), "head");
    assertThat(current("tenant_a")).isEqualTo("r3");
    assertThat(current("tenant_b")).isEqualTo("r1");
    down(tenants("tenant_b"), "base");
    assertThat(target.ask("SELECT to_regclass('tenant_b.users')")).isNull();
    assertThat(target.ask("SELECT to_regclass('\"Tenant C\".users')"))
        .isEqualTo("\"Tenant C\".users");
    assertThat(up(three, "head").text()).endsWith("\nNothing to do in tenant_a");
    assertThat(current("tenant_b")).isEqualTo("r3");
    assertThat(up(three, "head").text()).isEqualTo("Nothing to do in 3 schemas");
    assertThat(target.ask("SELECT to_regclass('other.databasechangelog')")).isNull();
    assertThat(target.ask("SELECT to_regclass('public.databasechangelog')")).isNull();
    assertThat(lines).contains("tenant_a: Running upgrade  -> r1, message of r1");
  }

  @Test
  void thoseThatRunBesideAFailureEndAndNoOtherIsBegun() {
    schemas("tenant_a", "tenant_b", "tenant_c", "tenant_d");
    target.execute("CREATE TABLE tenant_b.trap ()");
    Tenants oneAtATime = new Tenants(List.of("tenant_*"), Optional.empty(), 1);

    AthanorException e = catchThrowableOfType(AthanorException.class, () -> up(oneAtATime, "head"));

    assertThat(e.reason()).isEqualTo(Reason.STATEMENT_FAILED);
    assertThat(e.getMessage())
        .contains(
            "trapped",
            "1 of 4 changesets were applied in schema tenant_b and stay applied.",
            "That was in schema tenant_b.")
        .endsWith("Of 4 schemas 1 are done, 1 failed, 2 were not begun.");
    assertThat(current("tenant_a")).isEqualTo("r3");
    assertThat(current("tenant_b")).isEqualTo("r1");
    assertThat(current("tenant_c")).isEmpty();
    // The next run takes up what is left, whatever each has behind it.
    target.execute("DROP TABLE tenant_b.trap");
    up(ALL, "head");
    for (String schema : List.of("tenant_a", "tenant_b", "tenant_c", "tenant_d")) {
      assertThat(current(schema)).isEqualTo("r3");
    }
  }

  @Test
  void runsOfDifferentSchemasPassEachOtherAndOneOfTheDatabaseWaits() throws Exception {
    schemas("tenant_a", "tenant_b");
    up(ALL, "r2");
    target.execute("CREATE VIEW tenant_a.blocker AS SELECT 1 FROM tenant_a.users");
    try (var reader = target.open()) {
      // Holds r3 up in tenant_a.
      reader.execute("BEGIN; SELECT FROM tenant_a.users");
      CompletableFuture<TenantsOutcome> slow =
          CompletableFuture.supplyAsync(() -> up(tenants("tenant_a"), "head"));
      awaitLine("tenant_a: Running upgrade r2 -> r3, message of r3");

      assertThat(up(tenants("tenant_b"), "head").outcomes().get("tenant_b").to())
          .containsExactly("r3");

      Target impatient = new Target(target.url);
      impatient.options = target.options.withLockWait(Duration.ofMillis(300));
      AthanorException whole =
          catchThrowableOfType(AthanorException.class, () -> impatient.upgrade(bundle(), "r1"));
      assertThat(whole.reason()).isEqualTo(Reason.LOCKED);
      AthanorException same =
          catchThrowableOfType(
              AthanorException.class,
              () ->
                  new Upgrade(
                          bundle(),
                          "head",
                          PlanOptions.UPGRADE,
                          new DatabaseTarget(
                              target.url, target.settings.withLockTimeout(Duration.ofMillis(300))),
                          NO_BACKUP,
                          lines::add)
                      .run(tenants("tenant_a")));
      assertThat(same.reason()).isEqualTo(Reason.LOCKED);
      reader.execute("COMMIT");
      assertThat(Patience.get(slow).outcomes().get("tenant_a").to()).containsExactly("r3");
    }
  }

  /** As a Job is, by SIGTERM: each ends after the changeset that it is at, not after the last. */
  @Test
  void anInterruptEndsEachAfterItsChangeset() throws Exception {
    schemas("tenant_a", "tenant_b");
    Bundle bundle =
        new TestBundle()
            .revision("r1", "SELECT FROM public.gate", "SELECT 1")
            .revision("r2", "CREATE TABLE late (id int)", "DROP TABLE late")
            .build();
    target.execute("CREATE TABLE public.gate (id int)");
    CompletableFuture<AthanorException> ended = new CompletableFuture<>();
    try (var holder = target.open()) {
      holder.execute("BEGIN; LOCK public.gate IN ACCESS EXCLUSIVE MODE");
      Upgrade upgrade =
          new Upgrade(bundle, "head", PlanOptions.UPGRADE, database(), NO_BACKUP, lines::add);
      Thread run =
          new Thread(
              () ->
                  ended.complete(
                      catchThrowableOfType(AthanorException.class, () -> upgrade.run(ALL))));
      run.start();
      awaitLine("tenant_a: Running upgrade  -> r1, message of r1");
      awaitLine("tenant_b: Running upgrade  -> r1, message of r1");
      run.interrupt();
      awaitInterruptedWorkers(2);
      holder.execute("COMMIT");
    }
    assertThat(Patience.get(ended).reason()).isEqualTo(Reason.INTERRUPTED);
    assertThat(target.ask("SELECT to_regclass('tenant_a.late')")).isNull();
    assertThat(target.ask("SELECT to_regclass('tenant_b.late')")).isNull();
  }

  /** They take the interrupt from the run: before the gate opens, or they are past it. */
  private static void awaitInterruptedWorkers(int count) throws InterruptedException {
    for (int i = 0; i < 3000 && interruptedWorkers() < count; i++) {
      Thread.sleep(10);
    }
    assertThat(interruptedWorkers()).isEqualTo(count);
  }

  private static long interruptedWorkers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("pool-") && thread.isInterrupted())
        .count();
  }

  private void awaitLine(String line) throws InterruptedException {
    for (int i = 0; i < 3000 && !lines.contains(line); i++) {
      Thread.sleep(10);
    }
    assertThat(lines).contains(line);
  }

  @Test
  void manyAtOnceMakeWhatTheyShareOnce() {
    String[] names = new String[20];
    for (int i = 0; i < names.length; i++) {
      names[i] = "tenant_%02d".formatted(i);
    }
    schemas(names);

    up(new Tenants(List.of("tenant_*"), Optional.empty(), 8), "head");

    assertThat(
            target.ask(
                "SELECT count(DISTINCT history) || ' ' || count(*) FROM athanor.run WHERE outcome ="
                    + " 'SUCCEEDED'"))
        .isEqualTo("20 20");
    assertThat(target.ask("SELECT count(*) FROM pg_class WHERE relname = 'users_id'"))
        .isEqualTo("20");
  }

  @Test
  void thePlanNamesEachOnceAndItsHashIsHeldTo() {
    schemas("tenant_a", "tenant_b", "tenant_c");
    up(tenants("tenant_c"), "head");

    TenantsPlan plan = plan(ALL);
    assertThat(plan.text())
        .startsWith("tenant_a, tenant_b:\nUpgrade base -> r3, 4 changesets")
        .contains("Nothing to do in tenant_c")
        .endsWith("plan of all  " + plan.hash());
    assertThat(plan.text().split("CREATE TABLE users", -1)).hasSize(2);
    up(tenants("tenant_b"), "r1");
    MigrationTerms reviewed =
        new MigrationTerms(new BackupChoice.Waive("test"), Optional.of(plan.hash()));
    assertThat(
            catchThrowableOfType(AthanorException.class, () -> up(ALL, "head", reviewed)).reason())
        .isEqualTo(Reason.PLAN_CHANGED);
    assertThat(current("tenant_a")).isEmpty();
    down(tenants("tenant_b"), "base");
    up(
        ALL,
        "head",
        new MigrationTerms(new BackupChoice.Waive("test"), Optional.of(plan(ALL).hash())));
    assertThat(current("tenant_b")).isEqualTo("r3");
  }

  @Test
  void oneBackupServesAllAndBringsAllBack() {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
    SystemPostgres server = SystemPostgres.get();
    DatabaseTarget own =
        new DatabaseTarget(
            DatabaseUrl.parse(server.url(server.newDatabase())), SessionSettings.DEFAULTS);
    try (var session = own.open()) {
      session.execute("CREATE SCHEMA tenant_a; CREATE SCHEMA tenant_b");
    }
    BackupRequest request =
        BackupRequest.into(BackupStore.in(volume)).withJobs(1).withTools(server.bin());
    MigrationTerms terms = new MigrationTerms(new BackupChoice.Take(request), Optional.empty());
    new Upgrade(bundle(), "r1", PlanOptions.UPGRADE, own, terms, lines::add).run(ALL);
    TenantsOutcome second =
        new Upgrade(bundle(), "head", PlanOptions.UPGRADE, own, terms, lines::add).run(ALL);

    List<ListBackups.Entry> backups = new ListBackups(BackupStore.in(volume)).run().backups();
    assertThat(backups).hasSize(2);
    assertThat(backups.get(0).place()).isEqualTo("tenant_a at r1; tenant_b at r1");
    assertThat(backups.get(1).place()).isEqualTo("tenant_a at <base>; tenant_b at <base>");
    assertThat(second.outcomes().values())
        .allSatisfy(each -> assertThat(each.backup().toString()).contains(backups.get(0).name()));

    DatabaseTarget empty = DatabaseTarget.of(DatabaseUrl.parse(server.url(server.newDatabase())));
    new RestoreBackup(
            BackupStore.in(volume),
            backups.get(0).name(),
            empty,
            new dev.athanor.engine.backup.RestoreRequest(
                1, true, Optional.empty(), Optional.of(server.bin())),
            lines::add)
        .run();
    TenantsCurrent restored = new Current(bundle(), empty, PlanOptions.UPGRADE, false).run(ALL);
    assertThat(restored.text()).isEqualTo("tenant_a: r1\ntenant_b: r1");
  }

  @Test
  void whatCannotBeMeantIsRefusedAndChangesNothing() {
    schemas("tenant_a", "tenant_b");
    assertThat(refused(() -> up(tenants("tenant_a", "customer_*"), "head")))
        .startsWith("No schema of ")
        .contains(" is named customer_*.", "schemas that are there: public, tenant_a, tenant_b.");
    assertThat(refused(() -> tenants(""))).startsWith("No schema is named.");
    assertThat(refused(() -> new Tenants(List.of("a"), Optional.empty(), 0)))
        .startsWith("0 schemas at the same time are none.");
    // A history behind a tenant's schema would be read, and written, as the tenant's.
    target.upgrade(bundle(), "r1");
    assertThat(
            refused(() -> up(new Tenants(List.of("tenant_*"), Optional.of("public"), 2), "head")))
        .contains("public, which comes behind it in the search path, has one", "schema tenant_");
    assertThat(target.ask("SELECT to_regclass('tenant_a.users')")).isNull();
    assertThat(target.ask("SELECT count(*) FROM pg_class WHERE relname = 'databasechangelog'"))
        .isEqualTo("1");
  }

  @Test
  void oneHistoryOfAllIsRefused() {
    schemas("tenant_a", "tenant_b");
    DatabaseTarget elsewhere =
        new DatabaseTarget(
            target.url, target.settings.withNames(HistoryNames.of(null, null, "public")));
    assertThat(refused(() -> ALL.ask(elsewhere, (schema, session) -> schema)))
        .contains("All schemas would have one history, in schema public.");
    DatabaseTarget named =
        new DatabaseTarget(
            target.url, target.settings.withNames(HistoryNames.of("app_log", null, null)));
    assertThat(ALL.ask(named, (schema, session) -> schema))
        .containsOnlyKeys("tenant_a", "tenant_b");
  }

  private static String refused(Runnable action) {
    AthanorException e = catchThrowableOfType(AthanorException.class, action::run);
    assertThat(e.reason()).isEqualTo(Reason.INVALID_CONFIGURATION);
    return e.describe();
  }

  @Test
  void randomSequencesLeaveEachWhereItsHistorySays() {
    schemas("tenant_a", "tenant_b", "tenant_c");
    Random random = new Random(20261128);
    List<String> names = List.of("tenant_a", "tenant_b", "tenant_c");
    for (int i = 0; i < 30; i++) {
      String one = names.get(random.nextInt(3));
      Tenants which = random.nextInt(3) == 0 ? ALL : tenants(one);
      String to = List.of("r1", "r2", "r3").get(random.nextInt(3));
      switch (random.nextInt(4)) {
        case 0 -> target.execute("CREATE TABLE IF NOT EXISTS " + one + ".trap ()");
        case 1 -> target.execute("DROP TABLE IF EXISTS " + one + ".trap");
        case 2 -> attempt(() -> up(which, to));
        default -> attempt(() -> down(which, random.nextBoolean() ? "base" : to));
      }
      for (String schema : names) {
        String at = current(schema);
        assertThat(target.ask("SELECT to_regclass('" + schema + ".users') IS NOT NULL"))
            .isEqualTo(at.isEmpty() ? "f" : "t");
        assertThat(target.ask("SELECT to_regclass('" + schema + ".users_id') IS NOT NULL"))
            .isEqualTo(at.equals("r2") || at.equals("r3") ? "t" : "f");
      }
    }
    names.forEach(schema -> target.execute("DROP TABLE IF EXISTS " + schema + ".trap"));
    up(ALL, "head");
    down(ALL, "base");
    assertThat(target.ask("SELECT count(*) FROM pg_class WHERE relname = 'users'")).isEqualTo("0");
  }

  /** Targets on the wrong side, and traps, are part of it. */
  private static void attempt(Runnable action) {
    try {
      action.run();
    } catch (AthanorException e) {
      assertThat(e.reason()).isIn(Reason.STATEMENT_FAILED, Reason.WRONG_DIRECTION);
    }
  }
}
