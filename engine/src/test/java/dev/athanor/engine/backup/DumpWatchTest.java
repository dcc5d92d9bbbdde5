package dev.athanor.engine.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.testing.SlowTools;
import dev.athanor.engine.testing.SystemPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How far real programs are, which wait behind their work for it to be seen. */
class DumpWatchTest {
  @TempDir Path volume;
  @TempDir Path bin;

  private final BackupFixture fixture = BackupFixture.filled();
  private final List<BackingUp> seen = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void needsPostgres() {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
  }

  @BeforeEach
  void programsThatTakeLong() throws IOException {
    SlowTools.in(bin, "2.5", Set.of("pg_dump", "pg_restore"));
  }

  private Backup backUp(BackupListener listener) {
    BackupSource source = fixture.source();
    BackupRequest request = BackupRequest.into(BackupStore.in(volume)).withTools(bin);
    return BackupFixture.open(
        BackupFixture.path(
            new BackupTool(listener).backup(source.url(), source.settings(), request)));
  }

  private BackupListener listener() {
    return new BackupListener() {
      @Override
      public void progress(String line) {
        fixture.said.add(line);
      }

      @Override
      public void backingUp(BackingUp how) {
        seen.add(how);
      }
    };
  }

  @Test
  void bytesAndTablesAreThoseOfTheDump() throws IOException {
    fixture.execute(
        """
        CREATE UNLOGGED TABLE unlogged_one (a int);
        CREATE TABLE parts (a int) PARTITION BY LIST (a);
        CREATE TABLE part PARTITION OF parts FOR VALUES IN (1);
        CREATE FOREIGN DATA WRAPPER w;
        CREATE SERVER s FOREIGN DATA WRAPPER w;
        CREATE FOREIGN TABLE far (a int) SERVER s;
        """);
    Backup backup = backUp(listener());
    Path dump = BackupFixture.path(backup).resolve(Backup.DUMP);
    long bytes = 0;
    for (Path file : DurableFiles.files(dump)) {
      bytes += Files.size(file);
    }
    long members =
        DurableFiles.files(dump).stream()
            .filter(file -> file.getFileName().toString().matches("[0-9]+\\.dat.*"))
            .count();
    assertThat(members).isEqualTo(6);
    assertThat(seen).anyMatch(how -> !how.dumped()).anyMatch(BackingUp::dumped);
    BackingUp last = seen.get(seen.size() - 1);
    assertThat(last.bytes()).isEqualTo(bytes);
    assertThat(last.tables()).isEqualTo(6);
    assertThat(seen).allMatch(how -> how.of() == 6);
    assertThat(seen).isSortedAccordingTo(Comparator.comparing(BackingUp::time));
    assertThat(backup.problems()).isEmpty();
  }

  @Test
  void nothingIsSaidBehindTheBackup() throws InterruptedException {
    backUp(listener());
    int said = seen.size();
    assertThat(said).isPositive();
    Thread.sleep(1500);
    assertThat(seen).hasSize(said);
  }

  @Test
  void aListenerThatFailsFailsNoBackup() {
    Backup backup =
        backUp(
            new BackupListener() {
              @Override
              public void progress(String line) {
                fixture.said.add(line);
              }

              @Override
              public void backingUp(BackingUp how) {
                seen.add(how);
                throw new IllegalStateException("nobody can be told");
              }
            });
    assertThat(seen).hasSize(1);
    assertThat(backup.problems()).isEmpty();
    assertThat(fixture.said).anyMatch(line -> line.startsWith("Backed up "));
  }

  @Test
  void sizesAreReadable() {
    assertThat(text(0, false)).isEqualTo("0 B written, table 3 of 12, 95 s");
    assertThat(text(999, false)).startsWith("999 B ");
    assertThat(text(1000, false)).startsWith("1.0 kB ");
    assertThat(text(999_949, false)).startsWith("999.9 kB ");
    assertThat(text(999_950, false)).startsWith("1.0 MB ");
    assertThat(text(1_234_567_890, true)).isEqualTo("1.2 GB written, now being verified, 95 s");
    assertThat(text(Long.MAX_VALUE, false)).startsWith("9.2 EB ");
    assertThat(new BackingUp(1, 0, 0, false, Duration.ZERO)).hasToString("1 B written, 0 s");
    assertThat(new BackingUp(1, 3, 0, false, Duration.ZERO))
        .hasToString("1 B written, table 3, 0 s");
  }

  private static String text(long bytes, boolean dumped) {
    return new BackingUp(bytes, 3, 12, dumped, Duration.ofSeconds(95)).toString();
  }
}
