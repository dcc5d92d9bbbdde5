package dev.athanor.engine.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.apply.Target;
import dev.athanor.engine.backup.Backup;
import dev.athanor.engine.backup.BackupRequest;
import dev.athanor.engine.backup.BackupStore;
import dev.athanor.engine.backup.RestoreRequest;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.testing.SystemPostgres;
import dev.athanor.engine.testing.TestBundle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups beside real migrations: whatever fails, what was there before can be brought back. */
class BackupWayTest {
  @TempDir Path volume;

  private Target target;

  @BeforeAll
  static void needsPostgres() {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
  }

  private Target fresh() {
    SystemPostgres server = SystemPostgres.get();
    target = new Target(DatabaseUrl.parse(server.url(server.newDatabase())));
    return target;
  }

  /** x1 is harmless; y1 empties a table and then fails for as long as {@code broken} says. */
  private static Bundle bundle(boolean broken) {
    return new TestBundle()
        .revision("x1", "CREATE TABLE precious AS SELECT 1 AS n", "DROP TABLE precious")
        .revision("y1", "DELETE FROM precious", "SELECT 1")
        .and("y1b", broken ? "SELECT 1/0" : "SELECT 2", "SELECT 1")
        .revision("z1", "CREATE TABLE z (n int)", "DROP TABLE z")
        .build();
  }

  private BackupRequest request(int retain, String generation) {
    return BackupRequest.into(BackupStore.in(volume))
        .withJobs(1)
        .withRetain(retain)
        .withGeneration(generation)
        .withTools(SystemPostgres.get().bin());
  }

  private void up(Bundle bundle, String to, BackupRequest request) {
    new Upgrade(bundle, to, PlanOptions.UPGRADE, database(), terms(request), line -> {}).run();
  }

  private void down(Bundle bundle, String to, BackupRequest request) {
    new Downgrade(bundle, to, PlanOptions.DOWNGRADE, database(), terms(request), line -> {}).run();
  }

  private boolean fails(Runnable action) {
    return catchThrowableOfType(AthanorException.class, action::run) != null;
  }

  private DatabaseTarget database() {
    return new DatabaseTarget(target.url, target.settings);
  }

  private static MigrationTerms terms(BackupRequest request) {
    return new MigrationTerms(new BackupChoice.Take(request), Optional.empty());
  }

  private List<ListBackups.Entry> backups() {
    return new ListBackups(BackupStore.in(volume)).run().backups();
  }

  @Test
  void theBackupBeforeAFailedGenerationOutlivesTheOneThatTakesItBack() {
    fresh();
    up(bundle(true), "x1", request(1, "g0"));
    assertThat(fails(() -> up(bundle(true), "y1", request(1, "g1")))).isTrue();
    assertThat(target.ask("SELECT count(*) FROM precious")).isEqualTo("0");
    down(bundle(true), "x1", request(1, "g2"));

    ListBackups.Entry before =
        backups().stream().filter(e -> "g1".equals(e.pinnedBy())).findFirst().orElseThrow();
    assertThat(before.place()).isEqualTo("x1");
    assertThat(rowsOf(before.name())).isEqualTo("1");

    up(bundle(false), "y1", request(1, "g3"));
    assertThat(rowsOf(before.name())).isEqualTo("1");
    up(bundle(false), "z1", request(1, "g4"));
    assertThat(backups()).noneMatch(e -> e.name().equals(before.name()));
  }

  @Test
  void holdsForGoalsWhichHaveNoGeneration() {
    fresh();
    up(bundle(true), "x1", request(1, null));
    for (int attempt = 0; attempt < 3; attempt++) {
      assertThat(fails(() -> up(bundle(true), "y1", request(1, null)))).isTrue();
    }
    ListBackups.Entry before =
        backups().stream().filter(e -> e.pinnedBy() != null).findFirst().orElseThrow();
    assertThat(before.place()).isEqualTo("x1");
    assertThat(rowsOf(before.name())).isEqualTo("1");
    assertThat(backups().get(0).place()).isEqualTo("y1 (1/2)");
  }

  @Test
  void aBackupForItsOwnSakeNamesTheRevision() {
    fresh();
    BackupRequest request = request(9, null);
    assertThat(standalone(request).place()).isEqualTo("<base>");
    up(bundle(true), "x1", request);
    assertThat(standalone(request).revisions()).containsExactly("x1");
    assertThat(fails(() -> up(bundle(true), "head", request))).isTrue();
    ListBackups.Entry partial = standalone(request);
    assertThat(partial.place()).isEqualTo("y1 (1/2)");

    SystemPostgres server = SystemPostgres.get();
    DatabaseTarget empty = DatabaseTarget.of(DatabaseUrl.parse(server.url(server.newDatabase())));
    RestoreRequest restore =
        new RestoreRequest(1, true, Optional.empty(), Optional.of(server.bin()));
    assertThat(
            new RestoreBackup(BackupStore.in(volume), partial.name(), empty, restore, line -> {})
                .run()
                .text())
        .endsWith("the database is at y1 (1/2)");

    down(bundle(true), "base", request);
    assertThat(standalone(request).place()).isEqualTo("<base>");
  }

  @Test
  void aBackupOfWhatAnotherToolAppliedDoesNotSayBase() {
    fresh();
    up(bundle(false), "x1", request(9, null));
    target.execute("DELETE FROM athanor.changeset");
    assertThat(standalone(request(9, null)).place())
        .isEqualTo("no revision of Athanor's, with 1 changeset that another tool applied");
  }

  /**
   * The rows before any attempt are in a backup for as long as no way on was found, whatever went
   * up, down or wrong.
   */
  @Test
  void whatWasThereBeforeAnyAttemptStaysInSomeBackup() {
    for (int seed = 0; seed < 2; seed++) {
      fresh();
      Random random = new Random(seed);
      up(bundle(true), "x1", request(1, "start"));
      String before = null;
      for (int step = 0; step < 8; step++) {
        String generation = random.nextBoolean() ? "g" + random.nextInt(3) : null;
        BackupRequest request = request(1 + random.nextInt(2), generation);
        if (random.nextInt(3) > 0) {
          assertThat(fails(() -> up(bundle(true), "y1", request))).isTrue();
          before = before == null ? oldestPinned() : before;
        } else if (before != null && target.current(bundle(true)).equals(List.of("y1 (1/2)"))) {
          down(bundle(true), "x1", request);
        }
        if (before != null) {
          assertThat(rowsOf(before)).as("seed %d, step %d", seed, step).isEqualTo("1");
        }
      }
    }
  }

  private String oldestPinned() {
    List<ListBackups.Entry> pinned =
        new ArrayList<>(backups().stream().filter(e -> e.pinnedBy() != null).toList());
    return pinned.get(pinned.size() - 1).name();
  }

  private ListBackups.Entry standalone(BackupRequest request) {
    String name = new TakeBackup(database(), request, line -> {}).run().receipt().name();
    return backups().stream().filter(e -> e.name().equals(name)).findFirst().orElseThrow();
  }

  /** What a restore of it would bring back. */
  private String rowsOf(String name) {
    assertThat(Backup.open(BackupStore.in(volume), name).problems()).isEmpty();
    SystemPostgres server = SystemPostgres.get();
    Target restored = new Target(DatabaseUrl.parse(server.url(server.newDatabase())));
    RestoreRequest request =
        new RestoreRequest(1, true, Optional.empty(), Optional.of(server.bin()));
    DatabaseTarget database = new DatabaseTarget(restored.url, restored.settings);
    new RestoreBackup(BackupStore.in(volume), name, database, request, line -> {}).run();
    return restored.ask("SELECT count(*) FROM precious");
  }
}
