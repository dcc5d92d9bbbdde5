package dev.athanor.engine.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.backup.age.AgeKeys;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Digest;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.testing.SystemPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encrypted backups in a directory; the real age reads them, too. */
class EncryptedBackupTest {
  private static final String KEY =
      "AGE-SECRET-KEY-1X66D40AT7YFRX6ZT7J478ZPSH6J04DCPJXVDAFFZ8YLHCAAMWZNSQLDKQV";
  private static final String ID = "age1r36gvpa9ddc486xyge6c55akyu739jcretsvrv0rvvys54l9uqjq5kkzzu";
  private static final String OTHER =
      "AGE-SECRET-KEY-1S600PDEDMYR82D4A5WKX7M65NMG5296RY98HU52RRAM9PKMM2VDSS8VUYL";
  private static final String OTHER_ID =
      "age1g66lq42rqnp4kjf2ss3qc4yz4x5ekutj9s3ndvnjtwune5z89ppq73x96d";
  private static final String SECRET = "a-secret-in-a-setting";

  @TempDir static Path directory;
  private static BackupFixture origin;
  private static BackupFixture small;
  private static String home;

  @TempDir Path volume;
  private BackupStore plain;
  private BackupStore store;

  @BeforeAll
  static void fill() throws IOException {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
    home =
        System.setProperty("user.home", Files.createDirectory(directory.resolve("h")).toString());
    small = BackupFixture.filled();
    origin = BackupFixture.filled();
    // Large enough to be encrypted while pg_dump writes, and of what nothing compresses.
    origin.execute(
        "CREATE TABLE large AS SELECT i, sha512(i::text::bytea) AS a, sha512(('b' || i)::bytea) AS b"
            + " FROM generate_series(1, 40000) i; ALTER DATABASE "
            + origin.database
            + " SET app.jwt_secret = '"
            + SECRET
            + "'");
  }

  @AfterAll
  static void restoreHome() {
    if (home != null) {
      System.setProperty("user.home", home);
    }
  }

  @BeforeEach
  void openStore() {
    plain = BackupStore.in(volume);
    store = plain.with(AgeKeys.of("# of a test\n" + KEY + "\n", "the test"));
    origin.said.clear();
  }

  @Test
  void bringsEverythingBackAndStoresNothingThatCanBeReadWithoutTheKey() throws Exception {
    BackupReceipt.Verified receipt = origin.backup(BackupRequest.into(store));
    Path stored = BackupFixture.path(receipt);
    try (Stream<Path> files = Files.walk(stored)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = stored.relativize(file).toString();
        byte[] content = Files.readAllBytes(file);
        if (name.endsWith(".age")) {
          assertThat(new String(content, 0, 21)).as(name).isEqualTo("age-encryption.org/v1");
        } else {
          assertThat(name).isIn("backup.json", "SHA256SUMS", "PINNED", "KEPT");
          assertThat(new String(content)).as(name).doesNotContain(SECRET);
        }
      }
    }
    assertThat(stored.resolve("roles.sql.age")).exists();
    assertThat(Files.size(largest(stored))).isGreaterThan(4L << 20);
    Backup backup = BackupTool.list(plain).get(0);
    assertThat(backup.key()).contains(ID);
    assertThat(backup.digest()).isEqualTo(receipt.digest());
    // Whoever has no key sees whether it is whole.
    assertThat(backup.problems()).isEmpty();
    assertThat(sha256sum(stored)).isZero();
    assertThat(origin.said).contains("It is encrypted to " + ID + ".");
    assertNothingStaged();

    BackupFixture copy = new BackupFixture();
    restore(Backup.open(store, backup.name()), copy);
    assertThat(copy.contents()).isEqualTo(origin.contents());
    assertThat(copy.query("SHOW app.jwt_secret")).isEqualTo(SECRET);
    assertNothingStaged();
  }

  /** As docs/backup.md has it for the day on which there is no Athanor. */
  @Test
  void ageItselfReadsIt() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/age")), "age is not installed");
    Path keys = directory.resolve("keys.txt");
    assertThat(run(directory, "age-keygen -o " + keys)).isZero();
    AgeKeys made = AgeKeys.find(keys, Map.of()).orElseThrow();
    Path stored =
        BackupFixture.path(origin.backup(BackupRequest.into(BackupStore.in(volume).with(made))));
    assertThat(
            run(
                stored,
                "find . -name '*.age' | while read f; do age -d -i "
                    + keys
                    + " -o \"${f%.age}\" \"$f\" || exit 1; done"))
        .isZero();
    BackupFixture copy = new BackupFixture();
    PostgresTools tools = BackupFixture.tools();
    ToolProcess.Result restored =
        new ToolProcess(
                List.of(
                    tools.program("pg_restore"),
                    "--dbname=" + copy.source().libpq().connectionString(),
                    stored.resolve("dump").toString()),
                copy.source().libpq(),
                Watch.OF_FILES)
            .run();
    assertThat(restored.errors()).isEmpty();
    assertThat(copy.contents()).isEqualTo(origin.contents());
    assertThat(Files.readString(stored.resolve("settings.json"))).contains(SECRET);
    assertThat(stored.resolve("roles.sql")).content().contains("CREATE ROLE");
  }

  @Test
  void namesTheKeyThatItNeedsBeforeItDoesAnything() throws IOException {
    String name = small.backup(BackupRequest.into(store)).name();
    BackupFixture copy = new BackupFixture();
    for (BackupStore each : List.of(plain, plain.with(AgeKeys.of(OTHER, "the test")))) {
      Backup backup = Backup.open(each, name);
      // Damage would be seen later.
      AthanorException refused = failure(() -> restore(backup, copy));
      assertThat(refused.reason()).isEqualTo(Reason.BACKUP_KEY_MISSING);
      assertThat(refused).hasMessageContaining(name).hasMessageContaining(ID);
      assertThat(refused.getMessage().contains(OTHER_ID)).isEqualTo(each != plain);
      assertThat(refused.toString()).doesNotContain("SECRET-KEY-1");
    }
    assertThat(copy.contents()).isEqualTo(new BackupFixture().contents());
    assertNothingStaged();
  }

  @Test
  void takesThePlaceOfTheDatabaseThatIsThere() throws IOException {
    BackupFixture own = BackupFixture.filled();
    Map<String, String> before = own.contents();
    String name = own.backup(BackupRequest.into(store)).name();
    own.execute("DELETE FROM public.\"Odd \"\"Name\"");
    RestoreTool tool = new RestoreTool(line -> {});
    AthanorException refused =
        failure(() -> swap(tool, Backup.open(store, name), own, Optional.empty()));
    Matcher token = Pattern.compile("acceptLoss ([0-9a-f]{12})\\.").matcher(refused.nextStep());
    assertThat(token.find()).as(refused.nextStep()).isTrue();
    assertThat(swap(tool, Backup.open(store, name), own, Optional.of(token.group(1)))).isPresent();
    assertThat(own.contents()).isEqualTo(before);
    assertNothingStaged();
  }

  private static Optional<?> swap(
      RestoreTool tool, Backup backup, BackupFixture target, Optional<String> token) {
    return tool.restore(
        backup,
        target.source().url(),
        target.source().settings(),
        new RestoreRequest(2, true, token, Optional.empty(), true));
  }

  @Test
  void aBackupIsNotBegunWithoutItsKey() {
    Map<String, String> environment = Map.of(AgeKeys.VARIABLE, KEY);
    assertThat(AgeKeys.find(null, environment)).get().hasToString(ID);
    assertThat(AgeKeys.find(null, Map.of())).isEmpty();
    assertThat(failure(() -> AgeKeys.find(volume.resolve("none"), environment)))
        .hasMessageContaining("none")
        .extracting(AthanorException::reason)
        .isEqualTo(Reason.BACKUP_KEY_MISSING);
    for (String wrong : List.of("", "# nothing", KEY + "X", KEY.substring(1), ID, "s3cret")) {
      AthanorException refused = failure(() -> AgeKeys.of("#\n" + wrong, "the Secret"));
      assertThat(refused.reason()).isEqualTo(Reason.BACKUP_KEY_MISSING);
      assertThat(refused).hasMessageContaining("the Secret");
      assertThat(refused.getMessage() + refused.getCause())
          .doesNotContain("X66D40AT7YFRX6")
          .doesNotContain("s3cret");
    }
  }

  @Test
  void servesAgainOnlyWhereItsKeyIsThere() throws IOException {
    BackupRequest hour = BackupRequest.into(store).withMaxAge(Duration.ofHours(1)).withRetain(9);
    BackupReceipt.Verified first = small.backup(hour);
    assertThat(small.backup(hour).reused()).isTrue();
    BackupStore rotated = plain.with(AgeKeys.of(OTHER + "\n" + KEY, "the test"));
    assertThat(small.backup(into(rotated)).reused()).isTrue();
    BackupStore changed = plain.with(AgeKeys.of(OTHER, "the test"));
    BackupReceipt.Verified second = small.backup(into(changed));
    assertThat(second.reused()).isFalse();
    assertThat(Backup.open(plain, second.name()).key()).contains(OTHER_ID);
    // What is not encrypted is no backup for who asks for encryption, nor the other way round.
    BackupReceipt.Verified open = small.backup(into(plain));
    assertThat(open.reused()).isFalse();
    assertThat(small.backup(into(plain)).name()).isEqualTo(open.name());
    assertThat(small.backup(into(rotated)).name()).isEqualTo(second.name());

    BackupFixture copy = new BackupFixture();
    restore(Backup.open(rotated, first.name()), copy);
    assertThat(copy.contents()).isEqualTo(small.contents());
  }

  private static BackupRequest into(BackupStore store) {
    return BackupRequest.into(store).withMaxAge(Duration.ofHours(1)).withRetain(9);
  }

  /** Whoever can write there can write checksums, too; a key they have not. */
  @Test
  void whatWasAlteredUnderGoodChecksumsIsNotRestored() throws IOException {
    Path stored = BackupFixture.path(origin.backup(BackupRequest.into(store)));
    Path large = largest(stored);
    byte[] whole = Files.readAllBytes(large);
    byte[] flipped = whole.clone();
    flipped[whole.length / 2] ^= 1;
    byte[] roles = Files.readAllBytes(stored.resolve("roles.sql.age"));
    int chunk = (64 << 10) + 16;
    for (byte[] other :
        List.of(flipped, Arrays.copyOf(whole, whole.length - chunk), new byte[0], roles)) {
      Files.write(large, other);
      Files.write(
          stored.resolve(Checksums.FILE),
          Checksums.of(stored, DirectoryStore.OUTSIDE_CHECKSUMS).bytes());
      BackupFixture copy = new BackupFixture();
      AthanorException refused =
          failure(() -> restore(Backup.open(store, stored.getFileName().toString()), copy));
      assertThat(refused.reason()).isEqualTo(Reason.RESTORE_FAILED);
      if (other != roles) {
        assertThat(refused)
            .hasMessageContaining("is damaged")
            .hasMessageContaining(large.getFileName().toString());
        assertThat(copy.contents()).isEqualTo(new BackupFixture().contents());
      }
    }
    assertNothingStaged();
  }

  /** As a disk or a memory does that changes bits. */
  @Test
  void whatTheKeyGivesBackOtherwiseIsNoBackup() throws IOException {
    BackupDraft draft = store.draft("x");
    Path member = Files.createDirectory(draft.directory().resolve("dump")).resolve("1.dat");
    Files.writeString(member, "encrypted");
    draft.written();
    String other = Digest.of("altered meanwhile").substring("sha256:".length());
    Checksums read = Checksums.of(Map.of("dump/1.dat", other));
    AthanorException refused =
        catchThrowableOfType(AthanorException.class, () -> draft.finish(read, Map.of()));
    draft.discard();
    assertThat(refused.reason()).isEqualTo(Reason.BACKUP_FAILED);
    assertThat(refused).hasMessageContaining("dump/1.dat");
    assertThat(BackupTool.list(store)).isEmpty();
    assertThat(volume).isEmptyDirectory();
    assertNothingStaged();
  }

  private static Path largest(Path stored) throws IOException {
    Path largest = null;
    for (Path file : DurableFiles.files(stored.resolve("dump"))) {
      if (largest == null || Files.size(file) > Files.size(largest)) {
        largest = file;
      }
    }
    return largest;
  }

  private static void restore(Backup backup, BackupFixture target) {
    new RestoreTool(line -> {})
        .restore(
            backup, target.source().url(), target.source().settings(), RestoreRequest.intoEmpty());
  }

  private static AthanorException failure(ThrowingCallable call) {
    return catchThrowableOfType(AthanorException.class, call);
  }

  private static int sha256sum(Path stored) throws Exception {
    return run(stored, "sha256sum --check --quiet --strict SHA256SUMS");
  }

  private static int run(Path in, String command) throws Exception {
    return new ProcessBuilder("sh", "-c", command)
        .directory(in.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private static void assertNothingStaged() throws IOException {
    try (Stream<Path> staged = Files.list(directory.resolve("h/.athanor/staging"))) {
      assertThat(staged).isEmpty();
    }
  }
}
