package dev.athanor.engine.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.apply.Target;
import dev.athanor.engine.backup.Backup;
import dev.athanor.engine.backup.BackupReceipt;
import dev.athanor.engine.backup.BackupRequest;
import dev.athanor.engine.backup.BackupStore;
import dev.athanor.engine.backup.BackupTool;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.history.History;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.testing.Patience;
import dev.athanor.engine.testing.SystemPostgres;
import dev.athanor.engine.testing.TestBundle;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several upgrades of one database at once: replicas that upgrade when they start. */
class UpgradesAtOnceTest {
  private static final MigrationTerms NO_BACKUP = MigrationTerms.withoutBackup("test");

  @TempDir Path directory;

  private static Bundle bundle() {
    return new TestBundle()
        .revision("r1", "CREATE TABLE t1 (id int)", "DROP TABLE t1")
        .revision("r2", "CREATE TABLE t2 (id int);;SELECT pg_sleep(2)", "DROP TABLE t2")
        .revision("r3", "CREATE TABLE t3 (id int)", "DROP TABLE t3")
        .build();
  }

  @Test
  void threeProcessesAtOnceAllEndWell() throws Exception {
    Target target = Target.fresh();
    List<Process> replicas = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      replicas.add(replica(target, directory.resolve("replica" + i)));
    }
    for (Process replica : replicas) {
      assertThat(Patience.ends(replica)).isTrue();
      assertThat(replica.exitValue()).isZero();
    }

    assertThat(target.tables()).containsExactly("t1", "t2", "t3");
    assertThat(target.recorded()).containsExactly("r1", "r2", "r3");
    List<String> results = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      results.add(Files.readString(directory.resolve("replica" + i)).replaceAll(" in .*", ""));
    }
    assertThat(results)
        .containsExactlyInAnyOrder(
            "Upgraded to r3: 3 changesets", "Nothing to do: at r3", "Nothing to do: at r3");
  }

  @Test
  void oneBehindAKilledClientWhoseServerSessionWorksOnGoesOn() throws Exception {
    Target target = Target.fresh();
    Process killed = replica(target, directory.resolve("killed"));
    try (Database watch = target.open()) {
      awaitSleeping(watch);
    }
    List<String> lines = new ArrayList<>();

    MigrationOutcome outcome =
        upgrade(
                target,
                NO_BACKUP,
                line -> {
                  lines.add(line);
                  if (line.startsWith("Waiting for the migration lock")) {
                    killed.destroyForcibly();
                  }
                })
            .run();

    assertThat(lines).anyMatch(line -> line.startsWith("Waiting for the migration lock"));
    assertThat(outcome.to()).containsExactly("r3");
    assertThat(target.tables()).containsExactly("t1", "t2", "t3");
    assertThat(target.recorded()).containsExactly("r1", "r2", "r3");
  }

  /** What the first run had got to when its client died is found, whichever it was. */
  private static void awaitSleeping(Database watch) throws InterruptedException {
    String asleep =
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname ="
            + " current_database()";
    for (int i = 0; i < 3000 && "0".equals(watch.queryText(asleep)); i++) {
      Thread.sleep(10);
    }
  }

  @Test
  void aBackupOfAnEarlierStateIsNotTrustedForTheNewPlan() {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
    SystemPostgres server = SystemPostgres.get();
    Target target = new Target(DatabaseUrl.parse(server.url(server.newDatabase())));
    BackupRequest request =
        BackupRequest.into(BackupStore.in(directory))
            .withJobs(1)
            .withRetain(5)
            .withMaxAge(Duration.ofHours(1))
            .withTools(server.bin());
    MigrationTerms terms = new MigrationTerms(new BackupChoice.Take(request), Optional.empty());
    List<String> lines = new ArrayList<>();

    MigrationOutcome outcome =
        upgrade(
                target,
                terms,
                line -> {
                  // Right between the backup and the lock, once.
                  if (line.startsWith("Backup ") && target.tables().isEmpty()) {
                    target.upgrade(bundle(), "r1");
                    target.execute("INSERT INTO t1 VALUES (1)");
                  }
                  lines.add(line);
                })
            .run();

    assertThat(outcome.from()).containsExactly("r1");
    assertThat(outcome.applied()).isEqualTo(2);
    assertThat(lines).contains("Another migration was here in the meantime: planning again.");
    BackupReceipt.Verified receipt = (BackupReceipt.Verified) outcome.backup().orElseThrow();
    List<Backup> backups = BackupTool.list(BackupStore.in(directory));
    assertThat(backups).hasSize(2);
    assertThat(receipt.name()).isEqualTo(backups.get(0).name());
    assertThat(backups.get(0).historyFingerprint())
        .isEqualTo(receipt.historyFingerprint())
        .isNotEqualTo(backups.get(1).historyFingerprint());
  }

  @Test
  void aReviewedPlanIsRunOrRefusedAndNeverReplaced() {
    Target target = Target.fresh();
    String hash = target.plan(request()).hash();
    MigrationTerms reviewed = new MigrationTerms(new BackupChoice.Waive("test"), Optional.of(hash));
    target.upgrade(bundle(), "r1");

    assertThatThrownBy(() -> upgrade(target, reviewed, line -> {}).run())
        .isInstanceOfSatisfying(
            AthanorException.class, e -> assertThat(e.reason()).isEqualTo(Reason.PLAN_CHANGED))
        .hasMessageContaining(hash);
    assertThat(target.tables()).containsExactly("t1");

    // Also where nothing is left to do: it was not this plan that did it.
    target.upgrade(bundle());
    assertThatThrownBy(() -> upgrade(target, reviewed, line -> {}).run())
        .hasMessageContaining(hash);

    target.downgrade(bundle(), "r1");
    MigrationTerms now =
        new MigrationTerms(
            new BackupChoice.Waive("test"), Optional.of(target.plan(request()).hash()));
    assertThat(upgrade(target, now, line -> {}).run().to()).containsExactly("r3");
  }

  @Test
  void aReviewedPlanThatIsOvertakenBeforeTheLockIsRefused() {
    Target target = Target.fresh();
    MigrationSteps steps =
        new MigrationSteps(
            request(), new DatabaseTarget(target.url, target.settings), new MigrationEvents() {});
    MigrationPlan plan = steps.plan();
    target.upgrade(bundle(), "r1");

    assertThatThrownBy(() -> steps.apply(plan, Target.waived(plan), target.options))
        .isInstanceOfSatisfying(
            AthanorException.class, e -> assertThat(e.reason()).isEqualTo(Reason.PLAN_CHANGED));
    try (Database database = target.open()) {
      assertThat(History.read(database).rows()).hasSize(1);
    }
  }

  @Test
  void whatIsNoHashIsRefusedBeforeAnythingIsTried() {
    assertThatThrownBy(
            () -> new MigrationTerms(new BackupChoice.Waive("test"), Optional.of("3f9a")))
        .isInstanceOfSatisfying(
            AthanorException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_CONFIGURATION))
        .hasMessageContaining("'3f9a' is not the hash of a plan");
  }

  private static PlanRequest request() {
    return new PlanRequest(bundle(), "head", PlanOptions.UPGRADE);
  }

  private static Upgrade upgrade(Target target, MigrationTerms terms, ProgressOutput progress) {
    return new Upgrade(
        bundle(),
        "head",
        PlanOptions.UPGRADE,
        new DatabaseTarget(target.url, target.settings),
        terms,
        progress);
  }

  private static Process replica(Target target, Path result) throws IOException {
    return new ProcessBuilder(
            System.getProperty("java.home") + "/bin/java",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            UpgradesAtOnceTest.class.getName(),
            target.url.toString())
        .redirectOutput(result.toFile())
        .redirectError(new File("/dev/null"))
        .start();
  }

  /** A replica: upgrades the database it is given, and says how it went. */
  public static void main(String[] arguments) {
    Target target = new Target(DatabaseUrl.parse(arguments[0]));
    System.out.print(upgrade(target, NO_BACKUP, line -> {}).run().text());
  }
}
