package dev.athanor.cli.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.cli.Commands;
import dev.athanor.cli.ExitCode;
import dev.athanor.crds.report.JobReport;
import dev.athanor.crds.report.JobReport.StoredBackup;
import dev.athanor.engine.testing.SystemPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Jobs that work on backups, against a real server and its own pg_dump. */
class BackupJobsTest {
  private static final String MAKER = "8d7c0f5e-0000-4000-8000-000000000000";

  @TempDir Path directory;

  private JobFixture jobs;
  private Path volume;

  @BeforeAll
  static void needsPostgres() {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
  }

  @BeforeEach
  void createDatabase() {
    jobs = new JobFixture(directory);
    volume = directory.resolve("volume");
  }

  @Test
  void takesOneAndTellsAllOfIt() {
    jobs.execute("CREATE TABLE old (id int)");

    JobReport report = take();

    StoredBackup taken = report.store().backups().get(0);
    assertThat(volume.toFile().list()).containsExactly(taken.name());
    assertThat(report.backup().location()).isEqualTo(taken.name());
    assertThat(taken.database()).isEqualTo(jobs.database);
    assertThat(taken.cluster()).isNotBlank();
    assertThat(taken.madeFor()).isEqualTo(MAKER + "-backup");
    assertThat(taken.revision()).isEqualTo("<base>");
    assertThat(taken.serverVersion()).isNotBlank();
    assertThat(taken.planHash()).isNull();
    assertThat(taken.bytes()).isPositive();
    assertThat(taken.digest()).startsWith("sha256:");
    assertThat(taken.dumpMillis()).isPositive();
    assertThat(taken.verifyMillis()).isNotNegative();
    assertThat(taken.keptFor()).contains("before Athanor's first run");
    assertThat(report.store().deleted()).isEmpty();
  }

  @Test
  void aRunTellsTheSameAndWhatWasDeletedAndReleased() {
    JobReport first = migrate(JobFixture.FIRST, 1);
    StoredBackup before = first.store().backups().get(0);
    assertThat(before.planHash()).isEqualTo(first.plan().hash());
    assertThat(before.pinnedBy()).isNotNull();
    StoredBackup free = take().store().backups().get(0);

    JobReport second = migrate(JobFixture.SECOND, 1);

    assertThat(second.store().backups())
        .singleElement()
        .satisfies(
            taken -> {
              assertThat(taken.name()).isEqualTo(second.backup().location());
              assertThat(taken.revision()).isEqualTo(JobFixture.FIRST);
            });
    assertThat(second.store().released()).containsExactly(before.name());
    assertThat(second.store().deleted()).containsExactly(free.name());
  }

  @Test
  void listsAPageAtATimeTheNewestFirst() throws IOException {
    String name = take().store().backups().get(0).name();
    copies(name, 40);
    take();

    List<String> listed = new ArrayList<>();
    int pages = 0;
    String after = null;
    do {
      List<String> arguments = new ArrayList<>(List.of("--database=" + jobs.database));
      if (after != null) {
        arguments.add("--after=" + after);
      }
      JobReport page = backups(arguments.toArray(String[]::new));
      page.store().backups().forEach(backup -> listed.add(backup.name()));
      after = page.store().next();
      pages++;
    } while (after != null);

    assertThat(pages).isGreaterThan(2);
    assertThat(listed)
        .hasSize(42)
        .doesNotHaveDuplicates()
        .isSortedAccordingTo(java.util.Comparator.reverseOrder());
  }

  @Test
  void listsOnlyTheDatabaseThatIsAskedFor() {
    take();
    JobFixture other = new JobFixture(directory.resolve("other"));
    assertThat(backups("--database=" + other.database).store().backups()).isEmpty();
    assertThat(backups().store().backups()).hasSize(1);
  }

  @Test
  void pinsAndLetsGo() {
    jobs.execute("CREATE TABLE old (id int)");
    take();
    String name = take().store().backups().get(0).name();
    assertThat(one(name).keptFor()).isNull();
    assertThat(one(name, "--pin").keptFor()).isEqualTo("by hand");
    assertThat(one(name).keptFor()).isEqualTo("by hand");
    assertThat(one(name, "--unpin").keptFor()).isNull();
  }

  @Test
  void deletesWhatIsItsMakersAndNothingKept() {
    String first = take().store().backups().get(0).name();
    String name = take().store().backups().get(0).name();
    assertThat(fail("--backup=" + first, "--delete", "--maker=" + MAKER).reason())
        .isEqualTo("BackupKept");
    JobReport foreign = fail("--backup=" + name, "--delete", "--maker=another");
    assertThat(foreign.reason()).isEqualTo("BackupOfAnother");
    assertThat(foreign.message()).contains(MAKER, "Another cluster may live by it");
    assertThat(foreign.retryable()).isFalse();
    assertThat(volume.toFile().list()).contains(first, name);

    assertThat(backups("--backup=" + name, "--delete", "--maker=" + MAKER).store().deleted())
        .containsExactly(name);
    assertThat(volume.toFile().list()).containsExactly(first);
    // Twice is once: the first report may have been lost.
    assertThat(backups("--backup=" + name, "--delete").store().deleted()).containsExactly(name);
  }

  /** Into another database, over what is in one, and in its place. */
  @Test
  void anEncryptedBackupIsBroughtBackWithItsKeyAlone() {
    jobs.execute("CREATE TABLE users (id int, name text); INSERT INTO users VALUES (7, 'seven')");
    String key = "--backup-key-file=" + jobs.backupKey();
    String name = take(key).store().backups().get(0).name();
    assertThat(one(name).key()).isEqualTo(JobFixture.KEY_ID);
    String target = jobs.server.newDatabase();

    JobReport refused = restore(name, target, ExitCode.RETRYABLE);
    assertThat(refused.reason()).isEqualTo("BackupKeyMissing");
    assertThat(refused.message()).contains(JobFixture.KEY_ID, "spec.backup.encryption");
    assertThat(jobs.columns(target)).isEmpty();

    restore(name, target, ExitCode.OK, key);
    assertThat(jobs.query(target, "SELECT name FROM users")).isEqualTo("seven");
    for (String way : List.of("--no-owner", "--swap")) {
      jobs.query(target, "UPDATE users SET name = 'eight' RETURNING 1");
      String token = restore(name, target, ExitCode.FAILED, key, way).restore().token();
      JobReport done = restore(name, target, ExitCode.OK, key, way, "--accept-loss=" + token);
      assertThat(done.restore().keptAs() != null).isEqualTo(way.equals("--swap"));
      assertThat(jobs.query(target, "SELECT name FROM users")).as(way).isEqualTo("seven");
    }
  }

  private JobReport restore(String backup, String into, int code, String... more) {
    List<String> arguments = new ArrayList<>(List.of("job", "restore"));
    arguments.addAll(database());
    arguments.addAll(List.of("--into=" + into, "--backup=" + backup));
    arguments.addAll(List.of(more));
    int ended = Commands.run(arguments.toArray(String[]::new));
    assertThat(ended).as(jobs.report().message()).isEqualTo(code);
    return jobs.report();
  }

  @Test
  void whatIsNotThereIsSaid() {
    take();
    assertThat(fail("--backup=none").reason()).isEqualTo("NoSuchBackup");
    assertThat(fail("--backup=none", "--pin").reason()).isEqualTo("NoSuchBackup");
    assertThat(fail("--pin").message()).contains("--backup=NAME");
  }

  @Test
  void aStoreThatCannotBeReadMayBeAskedAgain() throws IOException {
    Files.writeString(directory.resolve("file"), "");
    int code =
        Commands.run(
            "job",
            "backups",
            "--backup-dir=" + directory.resolve("file"),
            "--report=" + jobs.report);
    assertThat(code).isEqualTo(ExitCode.RETRYABLE);
    assertThat(jobs.report().reason()).isEqualTo("BackupStoreFailed");
    assertThat(jobs.report().retryable()).isTrue();
  }

  private StoredBackup one(String name, String... more) {
    List<String> arguments = new ArrayList<>(List.of("--backup=" + name));
    arguments.addAll(List.of(more));
    return backups(arguments.toArray(String[]::new)).store().backups().get(0);
  }

  private JobReport take(String... more) {
    List<String> arguments = new ArrayList<>(List.of("job", "take-backup"));
    arguments.addAll(database());
    arguments.add("--generation-key=" + MAKER + "-backup");
    arguments.addAll(List.of(more));
    int code = Commands.run(arguments.toArray(String[]::new));
    JobReport report = jobs.report();
    assertThat(code).as(report.message()).isEqualTo(ExitCode.OK);
    assertThat(report.step()).isEqualTo("take-backup");
    return report;
  }

  private List<String> database() {
    return List.of(
        "--database-host=127.0.0.1",
        "--database-port=" + jobs.server.port(),
        "--database-name=" + jobs.database,
        "--credentials-dir=" + jobs.credentials(),
        "--backup-dir=" + volume,
        "--report=" + jobs.report);
  }

  private JobReport backups(String... more) {
    int code = Commands.run(command(more));
    JobReport report = jobs.report();
    assertThat(code).as(report.message()).isEqualTo(ExitCode.OK);
    assertThat(report.step()).isEqualTo("backups");
    return report;
  }

  private JobReport fail(String... more) {
    assertThat(Commands.run(command(more))).isNotZero();
    return jobs.report();
  }

  private String[] command(String... more) {
    return Stream.concat(
            Stream.of("job", "backups", "--backup-dir=" + volume, "--report=" + jobs.report),
            Stream.of(more))
        .toArray(String[]::new);
  }

  /** What the backup before that migration reported. */
  private JobReport migrate(String target, int retain) {
    Commands.run(jobs.step("plan", target));
    String hash = "--plan-hash=" + jobs.report().plan().hash();
    int code =
        Commands.run(
            jobs.step(
                "backup", target, hash, "--backup-dir=" + volume, "--backup-retain=" + retain));
    JobReport backup = jobs.report();
    assertThat(code).as(backup.message()).isEqualTo(ExitCode.OK);
    assertThat(Commands.run(jobs.step("apply", target, hash))).isEqualTo(ExitCode.OK);
    return backup;
  }

  /** So many more of the same under other names. */
  private void copies(String name, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Path from = volume.resolve(name);
      Path to = volume.resolve(name.replace("-20", "-19") + "-" + i);
      try (Stream<Path> files = Files.walk(from)) {
        for (Path file : files.toList()) {
          Files.copy(file, to.resolve(from.relativize(file)));
        }
      }
    }
  }
}
