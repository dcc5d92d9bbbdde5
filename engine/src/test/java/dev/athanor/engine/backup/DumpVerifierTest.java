package dev.athanor.engine.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.testing.SystemPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What pg_dump could have left behind, before there is a checksum to compare with. */
class DumpVerifierTest {
  private static Path taken;
  @TempDir static Path volume;
  @TempDir Path directory;

  private Path dump;

  @BeforeAll
  static void dumpOnce() {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
    taken =
        BackupFixture.path(
                BackupFixture.filled().backup(BackupRequest.into(BackupStore.in(volume))))
            .resolve("dump");
  }

  @BeforeEach
  void copy() throws IOException {
    dump = Files.createDirectory(directory.resolve("dump"));
    for (Path file : DurableFiles.files(taken)) {
      Files.copy(file, dump.resolve(file.getFileName()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void passesAWholeDump(int jobs) throws IOException {
    verifier(jobs).verify(dump, Set.of());
  }

  @Test
  void findsATruncatedMember() throws IOException {
    for (Path member : members()) {
      byte[] whole = Files.readAllBytes(member);
      Files.write(member, Arrays.copyOf(whole, whole.length - 1));
      assertThat(failure()).as(member.toString()).isEqualTo(Reason.BACKUP_FAILED);
      Files.write(member, whole);
    }
  }

  /** pg_restore itself takes it for whole. */
  @Test
  void findsATruncatedFileOfZstd() throws IOException {
    Path member = dump.resolve("1.dat.zst");
    byte[] whole = Base64.getDecoder().decode(ZstdFileTest.PLAIN);
    Files.write(member, whole);
    verifier(1).verify(dump, Set.of());
    Files.write(member, Arrays.copyOf(whole, whole.length - 1));
    assertThat(failure()).isEqualTo(Reason.BACKUP_FAILED);
  }

  @Test
  void findsAMissingMember() throws IOException {
    for (Path member : members()) {
      byte[] whole = Files.readAllBytes(member);
      Files.delete(member);
      assertThat(failure()).as(member.toString()).isEqualTo(Reason.BACKUP_FAILED);
      Files.write(member, whole);
    }
  }

  @Test
  void findsADamagedMember() throws IOException {
    Path largest =
        members().stream().max(Comparator.comparingLong(m -> m.toFile().length())).orElseThrow();
    byte[] bytes = Files.readAllBytes(largest);
    bytes[bytes.length / 2] ^= 0x10;
    Files.write(largest, bytes);
    assertThat(failure()).isEqualTo(Reason.BACKUP_FAILED);
  }

  @Test
  void findsADamagedTableOfContents() throws IOException {
    Path toc = dump.resolve("toc.dat");
    byte[] whole = Files.readAllBytes(toc);
    for (int length : new int[] {0, 3, 40, whole.length / 2, whole.length - 1}) {
      Files.write(toc, Arrays.copyOf(whole, length));
      assertThat(failure()).as("%d bytes", length).isEqualTo(Reason.BACKUP_FAILED);
    }
    Files.delete(toc);
    assertThat(failure()).isEqualTo(Reason.BACKUP_FAILED);
  }

  private List<Path> members() throws IOException {
    return DurableFiles.files(dump).stream()
        .filter(f -> f.toString().endsWith(".gz") || f.toString().endsWith(".zst"))
        .toList();
  }

  private Reason failure() {
    return catchThrowableOfType(AthanorException.class, () -> verifier(2).verify(dump, Set.of()))
        .reason();
  }

  private static DumpVerifier verifier(int jobs) {
    return new DumpVerifier(BackupFixture.tools(), jobs, Watch.OF_FILES);
  }
}
