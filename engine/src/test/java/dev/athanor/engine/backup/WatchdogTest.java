package dev.athanor.engine.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.testing.SystemPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that hang are ended, and slow ones are let alone. */
class WatchdogTest {
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  @TempDir Path volume;
  @TempDir Path bin;

  private final BackupFixture fixture = BackupFixture.filled();

  @BeforeAll
  static void needsPostgres() {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
  }

  @BeforeEach
  void realPrograms() throws IOException {
    for (String program : new String[] {"pg_dump", "pg_dumpall", "pg_restore", "psql"}) {
      fake(program, "exec " + real(program) + " \"$@\"");
    }
  }

  private static String real(String program) {
    return SystemPostgres.get().bin().resolve(program).toString();
  }

  private void fake(String program, String script) throws IOException {
    Path file = bin.resolve(program);
    Files.deleteIfExists(file);
    Files.writeString(
        file,
        "#!/bin/sh\n[ \"$1\" = --version ] && exec " + real(program) + " \"$@\"\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private BackupReceipt.Verified backUp() {
    return new BackupTool(fixture.said::add, PATIENCE)
        .backup(
            fixture.source().url(),
            SessionSettings.DEFAULTS,
            BackupRequest.into(BackupStore.in(volume)).withTools(bin));
  }

  private AthanorException hung() {
    return catchThrowableOfType(AthanorException.class, this::backUp);
  }

  /** With a child of its own, as a parallel pg_dump has. */
  @ParameterizedTest
  @ValueSource(strings = {"pg_dump", "pg_restore"})
  void aProgramThatHangsIsEnded(String program) throws Exception {
    fake(
        program,
        "trap '' TERM; sleep 600 & echo $! > " + bin.resolve("child") + "; wait; sleep 600");
    AthanorException failure = hung();
    assertThat(failure.reason()).isEqualTo(Reason.BACKUP_FAILED);
    assertThat(failure)
        .hasMessageContaining(program)
        .hasMessageContaining("neither read nor written anything for 4 s");
    assertThat(volume).isEmptyDirectory();
    long child = Long.parseLong(Files.readString(bin.resolve("child")).strip());
    for (int i = 0; i < 500 && runs(child); i++) {
      Thread.sleep(10);
    }
    assertThat(runs(child)).isFalse();
  }

  /** One that nobody has reaped yet does not. */
  private static boolean runs(long pid) {
    try {
      return !Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
    } catch (IOException gone) {
      return false;
    }
  }

  @Test
  void rolesThatHangAreLeftOut() throws IOException {
    fake("pg_dumpall", "sleep 600");
    Backup backup = BackupFixture.open(BackupFixture.path(backUp()));
    assertThat(fixture.said).anyMatch(s -> s.contains("roles are not in the backup"));
    assertThat(backup.problems()).isEmpty();
  }

  @Test
  void oneThatIsSlowButWritesIsLetAlone() throws IOException {
    fake(
        "pg_dump",
        "i=0; while [ $i -lt 12 ]; do sleep 0.5; echo . >> "
            + bin.resolve("slow")
            + "; i=$((i+1)); done; exec "
            + real("pg_dump")
            + " \"$@\"");
    assertThat(BackupFixture.open(BackupFixture.path(backUp())).problems()).isEmpty();
  }

  /** No byte for longer than the patience, and the server at work all the while. */
  @Test
  void oneWhoseServerWorksIsLetAlone() throws IOException {
    fake(
        "pg_dump",
        real("psql")
            + " -X -q -c 'SELECT pg_sleep(7)' -o /dev/null && exec "
            + real("pg_dump")
            + " \"$@\"");
    assertThat(BackupFixture.open(BackupFixture.path(backUp())).problems()).isEmpty();
  }

  @Test
  void oneWhoseSessionIdlesHangs() throws IOException {
    fake("pg_dump", "sleep 600 | " + real("psql") + " -X -q");
    assertThat(hung()).hasMessageContaining("in the server process").hasMessageContaining("idle");
  }

  @ParameterizedTest
  @ValueSource(strings = {"psql", "pg_restore"})
  void aRestoreThatHangsIsEndedAndLeavesWhatWasThere(String program) throws IOException {
    Backup backup = BackupFixture.open(BackupFixture.path(backUp()));
    fake(program, "sleep 600");
    String token = token(backup);
    AthanorException failure =
        catchThrowableOfType(AthanorException.class, () -> restore(backup, token));
    assertThat(failure.reason()).isEqualTo(Reason.RESTORE_FAILED);
    assertThat(failure).hasMessageContaining("neither read nor written");
    assertThat(fixture.query("SELECT count(*) FROM users")).isEqualTo("3000");
  }

  private String token(Backup backup) {
    String refused =
        catchThrowableOfType(AthanorException.class, () -> restore(backup, null)).nextStep();
    return refused.replaceAll("(?s).*([0-9a-f]{12}).*", "$1");
  }

  private void restore(Backup backup, String token) {
    new RestoreTool(fixture.said::add, () -> {}, PATIENCE)
        .restore(
            backup,
            fixture.source().url(),
            SessionSettings.DEFAULTS,
            new RestoreRequest(2, true, Optional.ofNullable(token), Optional.of(bin)));
  }
}
