package dev.athanor.engine.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.backup.age.AgeKeys;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.testing.SystemPostgres;
import dev.athanor.s3.testing.FaultyProxy;
import dev.athanor.s3.testing.FaultyProxy.Answer;
import dev.athanor.s3.testing.FaultyProxy.Fault;
import dev.athanor.s3.testing.TestS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Backups in a bucket of a real server, with what can go wrong on the way. */
class BucketBackupTest {
  @TempDir static Path directory;
  private static final AtomicInteger PREFIXES = new AtomicInteger();
  private static TestS3 s3;
  private static BackupFixture fixture;

  private final String prefix = "p" + PREFIXES.incrementAndGet();
  private BackupStore store;

  @BeforeAll
  static void startServers() throws Exception {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
    System.setProperty("user.home", Files.createDirectory(directory.resolve("home")).toString());
    s3 = new TestS3(Files.createDirectory(directory.resolve("s3")));
    fixture = BackupFixture.filled();
  }

  @AfterAll
  static void stopServer() {
    s3.close();
  }

  @BeforeEach
  void nameStore() {
    store = BackupStore.at(s3.location(prefix));
    fixture.said.clear();
  }

  @Test
  void bringsEverythingBack() throws IOException {
    BackupReceipt.Verified receipt = fixture.backup(BackupRequest.into(store));
    assertThat(receipt.location()).isEqualTo("s3://backups/" + prefix + "/" + receipt.name());
    assertThat(receipt.bytes()).isPositive();
    Backup backup = BackupTool.list(store).get(0);
    assertThat(backup.digest()).isEqualTo(receipt.digest());
    assertThat(backup.pinnedBy()).contains("its migration");
    assertThat(backup.keptFor()).isPresent();
    assertThat(backup.problems()).isEmpty();

    BackupFixture copy = new BackupFixture();
    BackupSource target = copy.source();
    new RestoreTool(line -> {})
        .restore(backup, target.url(), target.settings(), RestoreRequest.intoEmpty());
    assertThat(copy.contents()).isEqualTo(fixture.contents());
    assertNothingStaged();
  }

  /** A member of several parts among them, which is encrypted and sent while it grows. */
  @Test
  void bringsWhatIsEncryptedBack() throws IOException {
    String key = "AGE-SECRET-KEY-1X66D40AT7YFRX6ZT7J478ZPSH6J04DCPJXVDAFFZ8YLHCAAMWZNSQLDKQV";
    BackupStore encrypted = store.with(AgeKeys.of(key, "the test"));
    BackupFixture origin = new BackupFixture();
    origin.execute(
        "CREATE TABLE large AS SELECT i, sha512(i::text::bytea) || sha512(('b' || i)::bytea) AS a"
            + " FROM generate_series(1, 130000) i");
    String name = origin.backup(BackupRequest.into(encrypted)).name();
    assertThat(s3.keys(prefix + "/" + name + "/dump/"))
        .allMatch(stored -> stored.endsWith(".age"))
        .anyMatch(stored -> s3.file(stored).toFile().length() > 16 << 20);
    assertNothingStaged();
    // Whoever has no key sees whether it is whole, and what it takes.
    Backup backup = BackupTool.list(store).get(0);
    assertThat(backup.problems()).isEmpty();
    BackupFixture copy = new BackupFixture();
    AthanorException refused = failure(() -> restore(backup, copy.source()));
    assertThat(refused.reason()).isEqualTo(Reason.BACKUP_KEY_MISSING);
    assertThat(refused).hasMessageContaining(backup.key().orElseThrow());
    restore(Backup.open(encrypted, name), copy.source());
    assertThat(copy.contents()).isEqualTo(origin.contents());
    assertNothingStaged();
  }

  @Test
  void keepsPinsAndDeletesByTheSameRulesAsADirectory() throws IOException {
    Path volume = directory.resolve("volume" + prefix);
    BackupStore disk = BackupStore.in(volume);
    for (BackupStore each : List.of(store, disk)) {
      BackupRequest request = BackupRequest.into(each).withRetain(2);
      for (String step : List.of("g1", "g1", "g2", "g2", "g3")) {
        fixture.backup(request.withGeneration(step));
      }
    }
    assertThat(marks(store)).isEqualTo(marks(disk)).hasSizeGreaterThan(2);
    String first = BackupTool.list(store).get(0).name();
    BackupTool.keep(store, first);
    assertThat(BackupTool.list(store).get(0).keptFor()).contains("by hand");
    BackupTool.release(store, first);
    assertThat(BackupTool.list(store).get(0).keptFor()).isEmpty();
    assertThat(BackupTool.list(store).get(0).pinnedBy()).isEmpty();
    // What was deleted is gone altogether.
    for (String key : s3.keys(prefix + "/")) {
      assertThat(BackupTool.list(store)).anyMatch(b -> key.startsWith(prefix + "/" + b.name()));
    }
  }

  @Test
  void whoKeepsRecordsSeesAllOfAPrefixAndDeletesItsOwn() throws IOException {
    BackupReceipt.Verified first = fixture.backup(BackupRequest.into(store).withGeneration("a-1"));
    BackupReceipt.Verified theirs = fixture.backup(BackupRequest.into(store).withGeneration("b-1"));
    StoredBackups stored = new StoredBackups(store);
    assertThat(stored.all()).extracting(Backup::name).contains(first.name(), theirs.name());
    assertThat(stored.get(theirs.name()).generation()).contains("b-1");
    assertThat(stored.get(theirs.name()).dumped()).isPresent();
    assertThat(failure(() -> stored.delete(first.name(), Optional.empty())).reason())
        .isEqualTo(Reason.BACKUP_KEPT);
    BackupTool.release(store, theirs.name());
    assertThat(failure(() -> stored.delete(theirs.name(), Optional.of("a"))).reason())
        .isEqualTo(Reason.BACKUP_OF_ANOTHER);
    assertThat(stored.delete(theirs.name(), Optional.of("b"))).isTrue();
    assertThat(stored.delete(theirs.name(), Optional.of("b"))).isFalse();
    assertThat(s3.keys(prefix + "/" + theirs.name())).isEmpty();
    assertThat(failure(() -> stored.get(theirs.name())).reason()).isEqualTo(Reason.NO_SUCH_BACKUP);
  }

  private static List<String> marks(BackupStore store) {
    return BackupTool.list(store).stream()
        .map(backup -> backup.pinnedBy() + " " + backup.keptFor() + " " + backup.revisions())
        .toList();
  }

  @Test
  void servesAgainWhileItVerifies() throws IOException {
    BackupRequest request = BackupRequest.into(store).withMaxAge(Duration.ofHours(1));
    BackupReceipt.Verified first = fixture.backup(request);
    BackupReceipt.Verified again = fixture.backup(request);
    assertThat(again.reused()).isTrue();
    assertThat(again.name()).isEqualTo(first.name());
    Path toc = s3.file(prefix + "/" + first.name() + "/dump/toc.dat");
    byte[] content = Files.readAllBytes(toc);
    content[content.length / 2] ^= 1;
    Files.write(toc, content);
    assertThat(fixture.backup(request).reused()).isFalse();
    assertThat(fixture.said.toString()).contains("is not used again: dump/toc.dat was altered");
  }

  @Test
  void refusesToRestoreWhatTheStoreHasOtherwise() throws IOException {
    fixture.backup(BackupRequest.into(store));
    Backup backup = BackupTool.list(store).get(0);
    Path toc = s3.file(prefix + "/" + backup.name() + "/dump/toc.dat");
    byte[] content = Files.readAllBytes(toc);
    BackupSource target = new BackupFixture().source();
    for (byte[] other : List.of(new byte[0], Arrays.copyOf(content, 9))) {
      Files.write(toc, other);
      assertThat(failure(() -> restore(backup, target)))
          .hasMessageContaining("dump/toc.dat was altered")
          .extracting(AthanorException::reason)
          .isEqualTo(Reason.RESTORE_FAILED);
    }
    Files.delete(toc);
    assertThat(failure(() -> restore(backup, target)))
        .hasMessageContaining("dump/toc.dat is missing");
    assertNothingStaged();
  }

  private static void restore(Backup backup, BackupSource target) {
    new RestoreTool(line -> {})
        .restore(backup, target.url(), target.settings(), RestoreRequest.intoEmpty());
  }

  @Test
  void twoOperatorsOnOnePrefixKeepOutOfEachOthersWay() throws Exception {
    BackupFixture other = BackupFixture.filled();
    BackupRequest request = BackupRequest.into(store).withRetain(1);
    Throwable[] thrown = new Throwable[2];
    Thread[] threads = new Thread[2];
    for (int i = 0; i < 2; i++) {
      BackupFixture own = i == 0 ? fixture : other;
      int place = i;
      threads[i] =
          new Thread(
              () -> {
                try {
                  for (int n = 0; n < 3; n++) {
                    own.backup(request);
                  }
                } catch (RuntimeException e) {
                  thrown[place] = e;
                }
              });
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(thrown).containsOnlyNulls();
    for (BackupFixture each : List.of(fixture, other)) {
      List<Backup> own =
          BackupTool.list(store).stream().filter(b -> b.database().equals(each.database)).toList();
      // The first is kept; of those since, as many as were asked for and what is pinned.
      assertThat(own).hasSizeBetween(2, 3).allMatch(b -> b.problems().isEmpty());
    }
  }

  @Test
  void removesWhatADeadRunLeftAndNothingElse() throws IOException {
    Path dead = s3.file(prefix + "/dead/dump/1.dat.gz");
    Files.createDirectories(dead.getParent());
    Files.writeString(dead, "x");
    Files.writeString(s3.file(prefix + "/dead/" + BucketStore.SIGN), "x");
    s3.age(prefix + "/", Duration.ofHours(1));
    Path running = s3.file(prefix + "/running/dump/1.dat.gz");
    Files.createDirectories(running.getParent());
    Files.writeString(running, "x");
    Files.writeString(s3.file(prefix + "/running/" + BucketStore.SIGN), "x");
    Path cat = s3.file(prefix + "/images/cat.png");
    Files.createDirectories(cat.getParent());
    Files.writeString(cat, "x");
    s3.age(prefix + "/images/", Duration.ofDays(99));

    fixture.backup(BackupRequest.into(store));

    assertThat(dead).doesNotExist();
    assertThat(running).exists();
    assertThat(cat).exists();
    assertThat(BackupTool.list(store)).hasSize(1);
  }

  /** What passes with time, or when it is tried again. */
  static Stream<Function<String, Fault>> whatPasses() {
    AtomicInteger n = new AtomicInteger();
    String shifted =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            Instant.now().minus(Duration.ofHours(2)).atOffset(ZoneOffset.UTC));
    return Stream.of(
        line -> n.incrementAndGet() % 3 == 0 ? new Answer(503, "SlowDown", "") : FaultyProxy.PASS,
        line -> n.incrementAndGet() % 4 == 0 ? new FaultyProxy.Cut(0) : FaultyProxy.PASS,
        line -> n.incrementAndGet() % 5 == 0 ? new FaultyProxy.Cut(400) : FaultyProxy.PASS,
        line -> new FaultyProxy.Slow(Duration.ofMillis(n.incrementAndGet() % 200)),
        line ->
            n.incrementAndGet() == 30
                ? new Answer(403, "RequestTimeTooSkewed", "Date: " + shifted + "\r\n")
                : FaultyProxy.PASS);
  }

  @ParameterizedTest
  @MethodSource("whatPasses")
  void getsOverWhatPasses(Function<String, Fault> faults) throws IOException {
    try (FaultyProxy proxy = new FaultyProxy(s3.port(), faults)) {
      BackupStore behind = BackupStore.at(s3.location(proxy.port(), prefix));
      fixture.backup(BackupRequest.into(behind));
      assertThat(BackupTool.list(behind)).hasSize(1);
    }
    assertThat(BackupTool.list(store)).hasSize(1).allMatch(b -> b.problems().isEmpty());
    assertNothingStaged();
  }

  private static boolean member(String line, String verb) {
    return line.startsWith(verb) && line.contains("/dump/");
  }

  @Test
  void aStoreThatGivesBackOtherBytesHasNoBackup() throws IOException {
    AthanorException e =
        behind(line -> member(line, "GET") ? new FaultyProxy.AlterAnswer() : FaultyProxy.PASS);
    assertThat(e.reason()).isEqualTo(Reason.BACKUP_FAILED);
    assertThat(e).hasMessageContaining("is not what was stored there");
    assertThat(s3.keys(prefix + "/")).isEmpty();
  }

  @Test
  void whatIsAlteredOnTheWayIsNotStored() throws IOException {
    AthanorException e =
        behind(line -> member(line, "PUT") ? new FaultyProxy.AlterRequest() : FaultyProxy.PASS);
    assertThat(e.reason()).isEqualTo(Reason.BACKUP_FAILED);
    assertThat(s3.keys(prefix + "/")).isEmpty();
  }

  @Test
  void aFullBucketIsCalledThat() throws IOException {
    AtomicInteger n = new AtomicInteger();
    AthanorException e =
        behind(
            line ->
                line.startsWith("PUT") && n.incrementAndGet() > 3
                    ? new Answer(507, "XMinioStorageFull", "")
                    : FaultyProxy.PASS);
    assertThat(e.reason()).isEqualTo(Reason.BACKUP_VOLUME_FULL);
    assertThat(e).hasMessageContaining("s3://backups/" + prefix + " is full");
    assertThat(s3.keys(prefix + "/")).isEmpty();
  }

  @Test
  void aStoreThatGoesAwayHasNoBackup() throws IOException {
    AtomicInteger n = new AtomicInteger();
    AthanorException e =
        behind(line -> n.incrementAndGet() > 9 ? new Answer(403, "Gone", "") : FaultyProxy.PASS);
    assertThat(e.reason()).isEqualTo(Reason.BACKUP_FAILED);
    assertThat(fixture.said.toString()).contains("could not be deleted");
    assertThat(BackupTool.list(store)).isEmpty();
    assertNothingStaged();
    // Half an hour later it is nobody's any more.
    assertThat(s3.keys(prefix + "/")).isNotEmpty();
    s3.age(prefix + "/", Duration.ofHours(1));
    fixture.backup(BackupRequest.into(store));
    String name = BackupTool.list(store).get(0).name();
    assertThat(s3.keys(prefix + "/")).allMatch(key -> key.startsWith(prefix + "/" + name + "/"));
  }

  /** Nothing is believed of an ETag: what counts is what can be read. */
  @Test
  void anETagThatLiesChangesNothing() throws IOException {
    try (FaultyProxy proxy =
        new FaultyProxy(
            s3.port(),
            line -> new FaultyProxy.Header("ETag", "\"0123456789abcdef0123456789abcdef\""))) {
      BackupStore behind = BackupStore.at(s3.location(proxy.port(), prefix));
      fixture.backup(BackupRequest.into(behind));
      assertThat(BackupTool.list(behind)).hasSize(1).allMatch(b -> b.problems().isEmpty());
    }
    assertThat(BackupTool.list(store)).hasSize(1).allMatch(b -> b.problems().isEmpty());
  }

  /** Its answers name versions, and what was deleted is a mark. */
  @Test
  void aBucketWithVersionsIsOneLikeAnother() throws IOException {
    try (FaultyProxy proxy =
        new FaultyProxy(
            s3.port(),
            line ->
                line.startsWith("GET") && line.contains("/dump/")
                    ? new FaultyProxy.Header("x-amz-version-id", "v1")
                    : new FaultyProxy.Header("x-amz-delete-marker", "true"))) {
      BackupStore behind = BackupStore.at(s3.location(proxy.port(), prefix));
      fixture.backup(BackupRequest.into(behind).withRetain(1));
      String second = fixture.backup(BackupRequest.into(behind).withRetain(1)).name();
      BackupTool.release(behind, second);
      assertThat(new StoredBackups(behind).delete(second, Optional.empty())).isTrue();
      assertThat(failure(() -> Backup.open(behind, second)).reason())
          .isEqualTo(Reason.RESTORE_FAILED);
      assertThat(BackupTool.list(behind)).hasSize(1).allMatch(b -> b.problems().isEmpty());
    }
  }

  /** As a bucket with versions has it, or one that is behind its own copies. */
  @Test
  void anOldVersionOfAnObjectIsSeen() throws IOException {
    BackupRequest request = BackupRequest.into(store).withRetain(9);
    String old = fixture.backup(request).name();
    fixture.execute("CREATE TABLE since_" + prefix + " (a int)");
    String name = fixture.backup(request).name();
    Backup backup = Backup.open(store, name);
    BackupSource target = new BackupFixture().source();
    for (String file : List.of("dump/toc.dat", "backup.json", "SHA256SUMS")) {
      Path object = s3.file(prefix + "/" + name + "/" + file);
      byte[] right = Files.readAllBytes(object);
      Files.write(object, Files.readAllBytes(s3.file(prefix + "/" + old + "/" + file)));
      Backup seen = Backup.open(BackupStore.at(s3.location(prefix)), name);
      assertThat(seen.problems()).as(file).isNotEmpty();
      assertThat(failure(() -> restore(seen, target)))
          .as(file)
          .hasMessageContaining("is damaged")
          .extracting(AthanorException::reason)
          .isEqualTo(Reason.RESTORE_FAILED);
      Files.write(object, right);
    }
    assertThat(backup.problems()).isEmpty();
  }

  /** What {@code sha256sum} reads, of objects that somebody has copied out of the bucket. */
  @Test
  void hasAManifestThatPeopleCanCheckWithoutUs() throws Exception {
    String name = fixture.backup(BackupRequest.into(store)).name();
    Path objects = s3.file(prefix + "/" + name);
    assertThat(sha256sum(objects)).isZero();
    assertThat(Files.readAllLines(objects.resolve("SHA256SUMS")))
        .anyMatch(line -> line.endsWith("  backup.json"))
        .anyMatch(line -> line.endsWith("  dump/toc.dat"))
        .noneMatch(line -> line.contains(BucketStore.SIGN));
    Files.writeString(objects.resolve("backup.json"), " ");
    assertThat(sha256sum(objects)).isNotZero();
  }

  private static int sha256sum(Path objects) throws Exception {
    return new ProcessBuilder("sha256sum", "--check", "--quiet", "--strict", "SHA256SUMS")
        .directory(objects.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /** Before the dump and, for what is deleted, after it; what never changes is read once. */
  @Test
  void asksTheStoreForNothingTwice() throws IOException {
    BackupRequest three = BackupRequest.into(store).withRetain(3);
    for (int i = 0; i < 4; i++) {
      fixture.backup(three);
    }
    try (FaultyProxy proxy = new FaultyProxy(s3.port(), line -> FaultyProxy.PASS)) {
      BackupStore behind = BackupStore.at(s3.location(proxy.port(), prefix));
      String made = fixture.backup(BackupRequest.into(behind).withRetain(3)).name();
      List<String> asked = proxy.requests();
      assertThat(asked)
          .filteredOn(line -> line.contains("prefix=" + prefix + "%2F "))
          .as("listings of all there is")
          .hasSize(2);
      for (String file : List.of("backup.json", "SHA256SUMS")) {
        assertThat(asked)
            .filteredOn(line -> line.startsWith("GET") && line.contains("/" + file))
            // Of the new one the store has to prove that it has it.
            .filteredOn(line -> !line.contains(made))
            .as(file)
            .isNotEmpty()
            .doesNotHaveDuplicates();
      }
      proxy.forget();
      new StoredBackups(behind).get(BackupTool.list(store).get(0).name());
      assertThat(proxy.requests()).noneMatch(line -> line.contains("prefix=" + prefix + "%2F "));
    }
  }

  @Test
  void aBackupIsGoodWhereOldOnesCannotBeDeleted() throws IOException {
    fixture.backup(BackupRequest.into(store).withRetain(1));
    fixture.backup(BackupRequest.into(store).withRetain(1));
    try (FaultyProxy proxy =
        new FaultyProxy(
            s3.port(),
            line ->
                line.startsWith("DELETE") || line.contains("?delete")
                    ? new Answer(403, "AccessDenied", "")
                    : FaultyProxy.PASS)) {
      BackupStore behind = BackupStore.at(s3.location(proxy.port(), prefix));
      fixture.backup(BackupRequest.into(behind).withRetain(1));
    }
    assertThat(BackupTool.list(store)).hasSize(3).allMatch(b -> b.problems().isEmpty());
    assertThat(fixture.said.toString())
        .contains("Old backups stay, for they cannot be changed or deleted", "AccessDenied");
  }

  @Test
  void aDumpThatMayNotBeDeletedStaysWholeAndMayBeTriedAgain() throws IOException {
    String name = fixture.backup(BackupRequest.into(store)).name();
    BackupTool.release(store, name);
    try (FaultyProxy proxy =
        new FaultyProxy(
            s3.port(),
            line ->
                line.startsWith("DELETE") || line.contains("?delete")
                    ? new Answer(403, "AccessDenied", "")
                    : FaultyProxy.PASS)) {
      StoredBackups behind = new StoredBackups(BackupStore.at(s3.location(proxy.port(), prefix)));
      AthanorException refused = failure(() -> behind.delete(name, Optional.empty()));
      assertThat(refused.reason()).isEqualTo(Reason.BACKUP_STORE_FAILED);
      assertThat(refused.reason().retryable()).isTrue();
      assertThat(refused).hasMessageContaining("AccessDenied");
    }
    assertThat(new StoredBackups(store).get(name).problems()).isEmpty();
  }

  @Test
  void wrongCredentialsAndBucketsAreNamed() throws IOException {
    BackupStore nowhere =
        BackupStore.at(s3.location("x").replace("s3://backups/", "s3://no-such-bucket/"));
    assertThat(failure(() -> fixture.backup(BackupRequest.into(nowhere))))
        .hasMessageContaining("NoSuchBucket");
    String right = System.setProperty("aws.secretAccessKey", "wrong");
    try {
      assertThat(
              failure(
                  () -> fixture.backup(BackupRequest.into(BackupStore.at(s3.location(prefix))))))
          .hasMessageContaining("SignatureDoesNotMatch");
    } finally {
      System.setProperty("aws.secretAccessKey", right);
    }
  }

  private AthanorException behind(Function<String, Fault> faults) throws IOException {
    try (FaultyProxy proxy = new FaultyProxy(s3.port(), faults)) {
      BackupStore behind = BackupStore.at(s3.location(proxy.port(), prefix));
      AthanorException e = failure(() -> fixture.backup(BackupRequest.into(behind)));
      assertThat(BackupTool.list(store)).isEmpty();
      return e;
    }
  }

  private static AthanorException failure(ThrowingCallable call) {
    return catchThrowableOfType(AthanorException.class, call);
  }

  private static void assertNothingStaged() throws IOException {
    try (Stream<Path> staged = Files.list(directory.resolve("home/.athanor/staging"))) {
      assertThat(staged).isEmpty();
    }
  }
}
