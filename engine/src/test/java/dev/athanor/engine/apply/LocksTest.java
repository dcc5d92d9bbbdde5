package dev.athanor.engine.apply;

import static dev.athanor.engine.apply.MigratorTest.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.testing.TestBundle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LocksTest {
  private final Target target = Target.fresh();
  private final Bundle bundle =
      new TestBundle().revision("r1", "CREATE TABLE a (id int)", "DROP TABLE a").build();

  @Test
  void saysWhoHoldsTheLock() {
    target.options = target.options.withLockWait(Duration.ofMillis(300));
    try (Database holder = target.open()) {
      hold(holder);
      AthanorException failure = failure(() -> target.upgrade(bundle));
      assertThat(failure.reason()).isEqualTo(Reason.LOCKED);
      assertThat(failure)
          .hasMessageContaining("process " + holder.facts().backendPid())
          .hasMessageContaining("athanor, user postgres from 127.0.0.1, connected since 20")
          .hasMessageContaining("now idle");
    }
    assertThat(target.tables()).isEmpty();
  }

  private static void hold(Database holder) {
    MigrationLock.OF_DATABASE.acquire(
        holder, Duration.ZERO, new Interruption(Duration.ZERO), MigrationListener.NONE);
  }

  @Test
  void waitsAndTellsSo() {
    List<String> told = new ArrayList<>();
    target.options =
        target.options.withListener(
            new MigrationListener() {
              @Override
              public void waiting(String holder) {
                told.add(holder);
              }
            });
    Database holder = target.open();
    hold(holder);
    CompletableFuture<MigrationResult> run =
        CompletableFuture.supplyAsync(() -> target.upgrade(bundle));
    while (told.isEmpty() && !run.isDone()) {
      Thread.onSpinWait();
    }
    assertThat(target.tables()).isEmpty();
    holder.close();
    assertThat(run.join().applied()).isEqualTo(1);
    assertThat(told).hasSize(1);
  }

  @Test
  void manyAtOnceApplyOnce() {
    target.options = target.options.withLockWait(Duration.ofSeconds(30));
    List<CompletableFuture<String>> runs = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      runs.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return "applied " + target.upgrade(bundle).applied();
                } catch (AthanorException e) {
                  return e.reason().name();
                }
              }));
    }
    List<String> outcomes = runs.stream().map(CompletableFuture::join).toList();
    assertThat(outcomes).containsOnlyOnce("applied 1");
    assertThat(outcomes)
        .allMatch(o -> List.of("applied 1", "applied 0", "PLAN_CHANGED").contains(o));
    assertThat(target.recorded()).containsExactly("r1");
  }

  @Test
  void respectsTheLockOfAStockLiquibase() {
    target.upgrade(bundle);
    target.downgrade(bundle, "base");
    target.options = target.options.withLockWait(Duration.ofMillis(300));
    target.execute(
        "UPDATE databasechangeloglock SET locked = true, lockedby = 'build-7 (10.0.0.7)',"
            + " lockgranted = '2026-11-22 10:00'");

    AthanorException failure = failure(() -> target.upgrade(bundle));

    assertThat(failure.reason()).isEqualTo(Reason.LOCKED);
    assertThat(failure).hasMessageContaining("build-7 (10.0.0.7) since 2026-11-22 10:00");
    assertThat(failure.nextStep()).contains("`unlock`");
    assertThat(target.tables()).isEmpty();
    // Its own lock is not left behind.
    target.execute("UPDATE databasechangeloglock SET locked = false");
    target.upgrade(bundle);
  }

  @Test
  void keepsAStockLiquibaseWaitingUntilTheRunEnds() throws Exception {
    Bundle slow =
        new TestBundle()
            .revision("r1", "CREATE TABLE a (id int)")
            .revision("r2", "SELECT pg_sleep(0.5)")
            .revision("r3", "CREATE TABLE c (id int)")
            .build();
    CompletableFuture<MigrationResult> run =
        CompletableFuture.supplyAsync(() -> target.upgrade(slow));
    try (Database liquibase = target.open()) {
      awaitFirst(liquibase);
      // What Liquibase 4.33 does to take its lock.
      String seen =
          liquibase.query(
              "WITH taken AS (UPDATE databasechangeloglock SET locked = true WHERE id = 1 AND"
                  + " locked = false RETURNING 1) SELECT count(*) FROM taken",
              rows -> {
                rows.next();
                return rows.getString(1);
              });
      assertThat(seen).isEqualTo("1");
      assertThat(liquibase.queryText("SELECT to_regclass('c')::text")).isEqualTo("c");
    }
    run.join();
  }

  @Test
  void whatLooksAtEveryTableDoesNotWaitForTheRunsOwnLock() {
    Bundle all =
        new TestBundle()
            .revision("r1", "CREATE TABLE a (id int)")
            .revision("r2", "ANALYZE")
            .revision("r3", "VACUUM")
            .with(TestBundle.Edit::outsideTransaction)
            .build();
    target.settings = target.settings.withLockTimeout(Duration.ofSeconds(2));
    assertThat(target.upgrade(all).applied()).isEqualTo(3);
  }

  @Test
  void takesTheLockOfATableThatLiquibaseLeftEmpty() {
    target.upgrade(bundle);
    target.execute("DELETE FROM databasechangeloglock");
    target.downgrade(bundle, "base");
    try (Database admin = target.open()) {
      assertThat(admin.queryText("SELECT locked::text FROM databasechangeloglock WHERE id = 1"))
          .isEqualTo("false");
    }
  }

  @Test
  void saysThatALiquibaseIsJustTakingItsLock() {
    target.upgrade(bundle);
    target.downgrade(bundle, "base");
    target.options = target.options.withLockWait(Duration.ofMillis(300));
    try (Database liquibase = target.open()) {
      liquibase.execute("BEGIN; UPDATE databasechangeloglock SET locked = true WHERE id = 1");
      AthanorException failure = failure(() -> target.upgrade(bundle));
      assertThat(failure.reason()).isEqualTo(Reason.LOCKED);
      assertThat(failure).hasMessageContaining("one that takes it just now");
    }
    target.upgrade(bundle);
  }

  /** Once the first changeset is there: the run is at its next one then. */
  private void loseWhatKeepsLiquibaseOut() throws InterruptedException {
    try (Database admin = target.open()) {
      awaitFirst(admin);
      admin.queryText(
          "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE relation ="
              + " 'databasechangeloglock'::regclass");
    }
  }

  private static void awaitFirst(Database session) throws InterruptedException {
    while (session.queryText("SELECT to_regclass('a')::text") == null) {
      Thread.sleep(5);
    }
  }

  @Test
  void stopsWhenWhatKeepsLiquibaseOutIsLost() throws Exception {
    Bundle slow =
        new TestBundle()
            .revision("r1", "CREATE TABLE a (id int)")
            .revision("r2", "SELECT pg_sleep(0.4)")
            .revision("r3", "CREATE TABLE c (id int)")
            .build();
    CompletableFuture<AthanorException> run =
        CompletableFuture.supplyAsync(() -> failure(() -> target.upgrade(slow)));
    loseWhatKeepsLiquibaseOut();
    assertThat(run.join().reason()).isEqualTo(Reason.CONNECTION_FAILED);
    assertThat(run.join()).hasMessageContaining("2 of 3 changesets were applied and stay applied");
    assertThat(target.ask("SELECT outcome || applied FROM athanor.run")).isEqualTo("FAILED2");
    assertThat(target.recorded()).containsExactly("r1", "r2");
    target.upgrade(slow);
  }

  @Test
  void aRunThatWasDoneWhenItWasLostHasSucceeded() throws Exception {
    Bundle slow =
        new TestBundle()
            .revision("r1", "CREATE TABLE a (id int)")
            .revision("r2", "SELECT pg_sleep(0.4)")
            .build();
    CompletableFuture<MigrationResult> run =
        CompletableFuture.supplyAsync(() -> target.upgrade(slow));
    loseWhatKeepsLiquibaseOut();
    assertThat(run.join().applied()).isEqualTo(2);
    assertThat(target.ask("SELECT outcome FROM athanor.run")).isEqualTo("SUCCEEDED");
  }
}
