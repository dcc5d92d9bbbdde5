package dev.athanor.engine.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Digest;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.testing.Patience;
import dev.athanor.engine.testing.SystemPostgres;
import dev.athanor.engine.testing.TestPostgres;
import dev.athanor.engine.testing.Tmpfs;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real server and its own pg_dump. */
class BackupToolTest {
  private static final Duration NEVER = Duration.ZERO;

  @TempDir Path volume;

  @BeforeAll
  static void needsPostgres() {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
  }

  @Test
  void leavesAVerifiedBackupAndNothingElse() throws Exception {
    BackupFixture fixture = BackupFixture.filled();
    fixture.execute("ALTER DATABASE " + fixture.database + " SET search_path = athanor, public");
    BackupReceipt.Verified receipt = fixture.backup(BackupRequest.into(BackupStore.in(volume)));

    assertThat(entries()).containsExactly(BackupFixture.path(receipt));
    Backup backup = BackupFixture.open(BackupFixture.path(receipt));
    assertThat(backup.problems()).isEmpty();
    assertThat(receipt.digest()).isEqualTo(backup.digest());
    assertThat(receipt.bytes()).isEqualTo(backup.bytes()).isPositive();
    assertThat(receipt.historyFingerprint()).isEqualTo(fixture.fingerprint());
    assertThat(receipt.planHash()).isEqualTo(Digest.of("plan[a][b]"));
    assertThat(receipt.reused()).isFalse();
    assertThat(backup.metadata().settings())
        .containsExactly(new BackupMetadata.Setting("", "search_path", "athanor, public"));
    assertThat(backup.metadata().database().name()).isEqualTo(fixture.database);
    assertThat(backup.metadata().activity()).containsEntry("public.users", 3000L);
    assertThat(Files.readString(BackupFixture.path(receipt).resolve("roles.sql")))
        .contains("CREATE ROLE postgres");
    assertThat(sha256sum(BackupFixture.path(receipt))).isZero();
  }

  /** Also where somebody copies its files out of the directory. */
  @Test
  void isForItsOwnerAlone() throws Exception {
    Path backup =
        BackupFixture.path(
            BackupFixture.filled().backup(BackupRequest.into(BackupStore.in(volume))));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
        .isEqualTo("rwx------");
    for (String file : List.of(Backup.ROLES, BackupMetadata.FILE)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup.resolve(file))))
          .as(file)
          .isEqualTo("rw-------");
    }
  }

  @Test
  void dumpsTheSnapshotInWhichItReadTheHistory() {
    BackupFixture fixture = BackupFixture.filled();
    MigrationPlan plan = fixture.plan(List.of(), List.of("b"));
    fixture.apply("by somebody else");
    AthanorException e =
        failure(() -> fixture.backup(plan, BackupRequest.into(BackupStore.in(volume))));
    assertThat(e.reason()).isEqualTo(Reason.PLAN_CHANGED);
    assertThat(entries()).isEmpty();
  }

  @Test
  void refusesAServerNewerThanItsClient() {
    PostgresTools tools = BackupFixture.tools();
    assumeTrue(tools.major() < 17, "the installed client is not older than the embedded server");
    DatabaseUrl newer = DatabaseUrl.parse(TestPostgres.newDatabase());
    AthanorException e =
        failure(
            () ->
                new BackupTool(line -> {})
                    .backup(
                        newer,
                        SessionSettings.DEFAULTS,
                        BackupRequest.into(BackupStore.in(volume))));
    assertThat(e.reason()).isEqualTo(Reason.BACKUP_TOOL_UNUSABLE);
    assertThat(e).hasMessageContaining(tools.version()).hasMessageContaining("17.");
    assertThat(entries()).isEmpty();
  }

  @Test
  void reusesAYoungBackupOfTheSameHistoryThatStillVerifies() throws Exception {
    BackupFixture fixture = BackupFixture.filled();
    BackupRequest hour = BackupFixture.request(volume, 9, Duration.ofHours(1), null);
    BackupReceipt.Verified first = fixture.backup(hour);
    assertThat(fixture.backup(hour))
        .matches(BackupReceipt.Verified::reused)
        .extracting(BackupReceipt.Verified::digest)
        .isEqualTo(first.digest());

    assertThat(fixture.backup(BackupFixture.request(volume, 9, NEVER, null)).reused()).isFalse();
    for (Backup backup : BackupTool.list(BackupStore.in(volume))) {
      Path toc = BackupFixture.path(backup).resolve("dump/toc.dat");
      Files.write(toc, new byte[] {1});
    }
    assertThat(fixture.backup(hour).reused()).isFalse();
    assertThat(fixture.said).anyMatch(s -> s.contains("toc.dat was altered"));

    fixture.apply("moved on");
    assertThat(fixture.backup(hour).reused()).isFalse();
  }

  @Test
  void keepsWhatWasThereBeforeAWayUntilItHasEnded() {
    BackupFixture fixture = adopted();
    Path pinned = take(fixture, 1, null, List.of("a"), List.of("b"));
    fixture.ran(false, List.of("a"), List.of("b"));
    take(fixture, 1, null, List.of("a"), List.of("b"));
    fixture.ran(false, List.of("a"), List.of("b"));
    Path retry = take(fixture, 1, null, List.of("a"), List.of("b"));
    assertThat(BackupFixture.open(pinned).pinnedBy()).contains("its migration");
    assertThat(BackupFixture.open(retry).pinnedBy()).isEmpty();
    assertThat(entries()).containsExactlyInAnyOrder(pinned, retry);

    fixture.ran(true, List.of("a"), List.of("b"));
    Path next = take(fixture, 1, null, List.of("b"), List.of("c"));
    assertThat(entries()).containsExactly(next);
  }

  @Test
  void pinsTheFirstOfEachGeneration() {
    BackupFixture fixture = adopted();
    Path pinned = take(fixture, 2, "g1", List.of("a"), List.of("b"));
    fixture.ran(false, List.of("a"), List.of("b"));
    Path retry = take(fixture, 2, "g1", List.of("a"), List.of("b"));
    Path second = take(fixture, 2, "g2", List.of("a"), List.of("c"));
    assertThat(BackupFixture.open(pinned).pinnedBy()).contains("g1");
    assertThat(BackupFixture.open(second).pinnedBy()).contains("g2");
    assertThat(entries()).containsExactlyInAnyOrder(pinned, retry, second);

    fixture.ran(true, List.of("a"), List.of("c"));
    Path next = take(fixture, 1, "g3", List.of("c"), List.of("d"));
    assertThat(BackupFixture.open(next).pinnedBy()).contains("g3");
    assertThat(entries()).containsExactly(next);
  }

  @Test
  void pinsTheNewestWhereNothingWasTriedInBetween() {
    BackupFixture fixture = adopted();
    take(fixture, 1, "g1", List.of("a"), List.of("b"));
    Path second = take(fixture, 1, "g1", List.of("a"), List.of("b"));
    assertThat(BackupFixture.open(second).pinnedBy()).contains("g1");
    assertThat(entries()).containsExactly(second);
  }

  @Test
  void keepsTheFirstEverAndWhatSomebodyPinsUntilTheySayOtherwise() {
    BackupFixture fixture = BackupFixture.filled();
    Path first = take(fixture, 1, null, List.of(), List.of("a"));
    fixture.ran(true, List.of(), List.of("a"));
    Path byHand =
        BackupFixture.path(
            fixture.backup(
                BackupRequest.into(BackupStore.in(volume)).withRetain(1).withKeep(true),
                List.of("a"),
                List.of("b")));
    for (String at : List.of("b", "c")) {
      fixture.ran(true, List.of(), List.of(at));
      take(fixture, 1, null, List.of(at), List.of(at + "x"));
    }
    assertThat(entries()).hasSize(3).contains(first, byHand);
    assertThat(BackupFixture.open(first).keptFor())
        .hasValueSatisfying(w -> assertThat(w).contains("first"));
    assertThat(BackupFixture.open(byHand).keptFor()).contains("by hand");
    assertThat(BackupFixture.open(byHand).problems()).isEmpty();

    BackupTool.release(BackupStore.in(volume), first.getFileName().toString());
    BackupTool.release(BackupStore.in(volume), byHand.getFileName().toString());
    fixture.ran(true, List.of(), List.of("d"));
    Path last = take(fixture, 1, null, List.of("d"), List.of("e"));
    assertThat(entries()).containsExactly(last);

    BackupTool.keep(BackupStore.in(volume), last.getFileName().toString());
    assertThat(BackupFixture.open(last).keptFor()).contains("by hand");
    assertThat(failure(() -> BackupTool.keep(BackupStore.in(volume), "none")).reason())
        .isEqualTo(Reason.INVALID_CONFIGURATION);
  }

  @Test
  void doesNotReuseOneFromTheFuture() throws Exception {
    BackupFixture fixture = BackupFixture.filled();
    BackupRequest hour = BackupFixture.request(volume, 9, Duration.ofHours(1), null);
    Path future = BackupFixture.path(fixture.backup(hour));
    Path json = future.resolve(BackupMetadata.FILE);
    String takenAt = BackupFixture.open(future).takenAt().toString();
    Files.writeString(
        json,
        Files.readString(json)
            .replace(takenAt, Instant.now().plus(Duration.ofDays(300)).toString()));
    Files.write(
        future.resolve(Checksums.FILE),
        Checksums.of(future, DirectoryStore.OUTSIDE_CHECKSUMS).bytes());
    assertThat(fixture.backup(hour).reused()).isFalse();
  }

  @Test
  void twoThatBeginInTheSameSecondDoNotMeet() throws Exception {
    BackupFixture fixture = adopted();
    List<Path> made = Collections.synchronizedList(new ArrayList<>());
    List<Thread> replicas = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Thread replica =
          new Thread(
              () ->
                  made.add(
                      BackupFixture.path(
                          fixture.backup(
                              BackupRequest.into(BackupStore.in(volume)).withRetain(9)))));
      replica.start();
      replicas.add(replica);
    }
    for (Thread replica : replicas) {
      replica.join();
    }
    assertThat(made).doesNotHaveDuplicates().hasSize(4);
    assertThat(entries()).containsExactlyInAnyOrderElementsOf(made);
  }

  @Test
  void databasesOfOddNamesShareAVolume() {
    BackupFixture fixture = BackupFixture.filled();
    List<Path> made = new ArrayList<>();
    for (String name : List.of("it's \\ odd/../é", "it's \\ odd_.._e", "IT'S")) {
      String database = name + fixture.database;
      fixture.execute("CREATE DATABASE \"" + database + "\"");
      for (int i = 0; i < 2; i++) {
        made.add(
            BackupFixture.path(
                new BackupTool(fixture.said::add)
                    .backup(
                        fixture.source(database).url(),
                        SessionSettings.DEFAULTS,
                        BackupRequest.into(BackupStore.in(volume))
                            .withRetain(1)
                            .withKeep(i == 0))));
      }
      Backup last = BackupFixture.open(made.get(made.size() - 1));
      assertThat(last.database()).isEqualTo(database);
      assertThat(BackupFixture.path(last).getParent()).isEqualTo(volume);
    }
    assertThat(entries()).containsExactlyInAnyOrderElementsOf(made);
  }

  @Test
  void pinsABackupThatServesAgain() {
    BackupFixture fixture = adopted();
    BackupRequest young = BackupFixture.request(volume, 1, Duration.ofHours(1), null);
    Path first =
        BackupFixture.path(
            new BackupTool(fixture.said::add)
                .backup(fixture.source().url(), SessionSettings.DEFAULTS, young));
    assertThat(BackupFixture.open(first).pinnedBy()).isEmpty();
    BackupRequest of = BackupFixture.request(volume, 1, Duration.ofHours(1), "g1");
    assertThat(BackupFixture.path(fixture.backup(of))).isEqualTo(first);
    assertThat(BackupFixture.open(first).pinnedBy()).contains("g1");

    fixture.apply("partly");
    fixture.ran(false, List.of("a"), List.of("b"));
    Path second = BackupFixture.path(fixture.backup(of));
    assertThat(BackupFixture.open(second).pinnedBy()).isEmpty();
    assertThat(entries()).containsExactlyInAnyOrder(first, second);
  }

  @Test
  void givesUpOnATableThatStaysLocked() throws Exception {
    BackupFixture fixture = BackupFixture.filled();
    BackupSource source =
        new BackupSource(
            fixture.source().url(),
            SessionSettings.DEFAULTS.withLockTimeout(Duration.ofMillis(300)));
    try (var blocker = fixture.server.connect(fixture.database)) {
      blocker.setAutoCommit(false);
      blocker.createStatement().execute("LOCK TABLE users IN ACCESS EXCLUSIVE MODE");
      AthanorException e =
          failure(
              () ->
                  new BackupTool(fixture.said::add)
                      .backup(
                          source.url(),
                          source.settings(),
                          BackupRequest.into(BackupStore.in(volume))));
      assertThat(e.reason()).isEqualTo(Reason.LOCK_TIMEOUT);
      assertThat(e).hasMessageContaining("users");
    }
    assertThat(entries()).isEmpty();
  }

  @Test
  void listsTheOthersWhereOneIsDamaged() throws Exception {
    BackupFixture fixture = BackupFixture.filled();
    Path damaged = take(fixture, 9, null, List.of("a"), List.of("b"));
    Path whole = take(fixture, 9, null, List.of("a"), List.of("b"));
    Files.writeString(damaged.resolve("backup.json"), "{\"version\": 9");
    assertThat(BackupTool.list(BackupStore.in(volume)))
        .extracting(BackupFixture::path)
        .containsExactly(whole);
  }

  @Test
  void neverDeletesWhatIsDamagedOrAnothersOrItself() throws Exception {
    BackupFixture fixture = adopted();
    BackupFixture other = new BackupFixture();
    Path others = BackupFixture.path(other.backup(BackupFixture.request(volume, 1, NEVER, null)));
    Path damaged = take(fixture, 1, null, List.of("a"), List.of("b"));
    Files.delete(damaged.resolve("dump/toc.dat"));
    Path last = take(fixture, 1, null, List.of("a"), List.of("b"));
    assertThat(entries()).containsExactlyInAnyOrder(others, damaged, last);
  }

  @Test
  void removesWhatADeadRunLeftButNotALiveOnes() throws Exception {
    BackupFixture fixture = BackupFixture.filled();
    Path dead = Files.createDirectories(volume.resolve("x-1.partial/dump")).getParent();
    Files.createFile(dead.resolve(".owner"));
    Path older = Files.createDirectory(volume.resolve("x-3.partial"));
    Files.setLastModifiedTime(older, FileTime.from(Instant.now().minusSeconds(90)));
    Path beginning = Files.createDirectory(volume.resolve("x-4.partial"));
    Path alive = Files.createDirectories(volume.resolve("x-2.partial"));
    try (FileChannel owner =
        FileChannel.open(
            alive.resolve(".owner"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      owner.lock();
      fixture.backup(BackupRequest.into(BackupStore.in(volume)));
      assertThat(dead).doesNotExist();
      assertThat(older).doesNotExist();
      assertThat(beginning).isEmptyDirectory();
      assertThat(alive).exists();
    }
  }

  @Test
  void removesEverythingWhenItIsInterrupted() throws Exception {
    BackupFixture fixture = BackupFixture.filled();
    try (var blocker = fixture.server.connect(fixture.database)) {
      blocker.setAutoCommit(false);
      blocker.createStatement().execute("LOCK TABLE users IN ACCESS EXCLUSIVE MODE");
      Throwable[] thrown = new Throwable[1];
      Thread run =
          new Thread(
              () ->
                  thrown[0] =
                      failure(() -> fixture.backup(BackupRequest.into(BackupStore.in(volume)))));
      run.start();
      String waiting =
          "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND"
              + " application_name LIKE 'athanor %' AND datname = '"
              + fixture.database
              + "'";
      long deadline = System.nanoTime() + Patience.PATIENCE.toNanos();
      while (!"1".equals(fixture.query(waiting)) && System.nanoTime() < deadline) {
        Thread.sleep(20);
      }
      run.interrupt();
      run.join(Patience.PATIENCE.toMillis());
      assertThat(((AthanorException) thrown[0]).reason()).isEqualTo(Reason.INTERRUPTED);
      assertThat(entries()).isEmpty();
    }
  }

  @Test
  void saysThatTheVolumeIsFullAndLeavesNothingOnIt() throws Exception {
    assumeTrue(Tmpfs.mount(volume, "3m"), "no mount here");
    try {
      BackupFixture fixture = BackupFixture.filled();
      fixture.execute(
          "CREATE TABLE big AS SELECT md5(i::text) || md5((-i)::text) AS t"
              + " FROM generate_series(1, 200000) i");
      AthanorException e =
          failure(() -> fixture.backup(BackupRequest.into(BackupStore.in(volume))));
      assertThat(e.reason()).isEqualTo(Reason.BACKUP_VOLUME_FULL);
      assertThat(e).hasMessageContaining(volume.toString());
      assertThat(entries()).isEmpty();
    } finally {
      Tmpfs.unmount(volume);
    }
  }

  @Test
  void neverPutsThePasswordWhereItCanBeSeen() {
    BackupFixture fixture = BackupFixture.filled();
    // May connect, and may not read the tables.
    String role = "reader_of_" + fixture.database;
    fixture.execute("CREATE ROLE " + role + " LOGIN; GRANT USAGE ON SCHEMA athanor TO " + role);
    DatabaseUrl url = fixture.source().url().withCredentials(role, "s3cret");
    assertThat(LibpqEnvironment.of(url).toString()).doesNotContain("s3cret");
    AthanorException e =
        failure(
            () ->
                new BackupTool(fixture.said::add)
                    .backup(
                        url, SessionSettings.DEFAULTS, BackupRequest.into(BackupStore.in(volume))));
    assertThat(e.reason()).isEqualTo(Reason.BACKUP_FAILED);
    assertThat(e.describe()).doesNotContain("s3cret").contains("pg_dump");
    assertThat(entries()).isEmpty();
  }

  /** One that Athanor has migrated already: its backups are not from before that. */
  private static BackupFixture adopted() {
    BackupFixture fixture = BackupFixture.filled();
    fixture.ran(true, List.of(), List.of("a"));
    return fixture;
  }

  private Path take(
      BackupFixture fixture, int retain, String generation, List<String> from, List<String> to) {
    return BackupFixture.path(
        fixture.backup(BackupFixture.request(volume, retain, NEVER, generation), from, to));
  }

  private List<Path> entries() {
    try (Stream<Path> entries = Files.list(volume)) {
      return entries.toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static AthanorException failure(Runnable action) {
    return catchThrowableOfType(AthanorException.class, action::run);
  }

  private static int sha256sum(Path directory) throws Exception {
    return new ProcessBuilder("sha256sum", "--check", "--quiet", "--strict", "SHA256SUMS")
        .directory(directory.toFile())
        .start()
        .waitFor();
  }
}
