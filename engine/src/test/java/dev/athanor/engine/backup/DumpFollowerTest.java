package dev.athanor.engine.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.testing.SystemPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read back while it is written, and what of it counts. */
class DumpFollowerTest {
  private static BackupFixture fixture;
  @TempDir static Path shared;
  @TempDir Path directory;

  /** A dump whose two large members are five mebibytes each. */
  @BeforeAll
  static void dumpOnce() {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
    fixture = new BackupFixture();
    for (String table : List.of("one", "two")) {
      fixture.execute(
          "CREATE TABLE %s AS SELECT md5(random()::text) || md5(random()::text) AS noise FROM generate_series(1, 160000)"
              .formatted(table));
    }
    dump(shared.resolve("dump"), 2);
  }

  private static void dump(Path to, int jobs) {
    ToolProcess.Result result =
        new ToolProcess(
                List.of(
                    BackupFixture.tools().program("pg_dump"),
                    "--format=directory",
                    "--compress=1",
                    "--jobs=" + jobs,
                    "--file=" + to),
                fixture.source().libpq(),
                Watch.OF_FILES)
            .run();
    assertThat(result.errors()).isEmpty();
  }

  @Test
  void readsWhatPgDumpWritesWhileItDoes() throws IOException {
    Path dump = directory.resolve("dump");
    Map<Path, String> sums;
    try (DumpFollower follower = follow(dump, 2)) {
      dump(dump, 2);
      sums = follower.finish();
    }

    Checksums all = Checksums.of(dump, Set.of());
    assertThat(sums.keySet()).containsExactlyInAnyOrderElementsOf(large(dump));
    sums.forEach((file, sum) -> assertThat(sum).isEqualTo(all.of(file.getFileName().toString())));
    new DumpVerifier(BackupFixture.tools(), 2, Watch.OF_FILES).verify(dump, sums.keySet());
  }

  @Test
  void aMemberThatIsCutIsNotWhole() throws IOException {
    byte[] whole = whole();
    Path member = begun();
    Files.write(member, Arrays.copyOf(whole, whole.length - 1));
    FollowedMember followed = followed(member);
    followed.end();

    assertThat(followed.read()).isFalse();
  }

  /** Taken for done because nothing came for so long, and another one wanted its place. */
  @Test
  void aMemberThatGrewAfterItsEndDoesNotCount() throws IOException {
    byte[] whole = whole();
    Path member = begun();
    Files.write(member, Arrays.copyOf(whole, whole.length / 2));
    FollowedMember followed = followed(member);
    followed.end();
    followed.read();
    Files.write(member, whole);

    assertThat(followed.sumOfWhole()).isEmpty();
  }

  private static FollowedMember followed(Path member) {
    String number = member.getFileName().toString().replaceFirst("\\..*", "");
    String entry =
        DumpVerifier.tableOfContents(BackupFixture.tools(), member.getParent(), Watch.OF_FILES)
            .stream()
            .filter(line -> DumpVerifier.number(line).equals(number))
            .findFirst()
            .orElseThrow();
    return new FollowedMember(BackupFixture.tools(), member, entry, Watch.OF_FILES);
  }

  private static byte[] whole() throws IOException {
    return Files.readAllBytes(large(shared.resolve("dump")).get(0));
  }

  /** Where that member is going to be, beside the table of contents. */
  private Path begun() throws IOException {
    Path dump = Files.createDirectory(directory.resolve("dump"));
    Files.copy(shared.resolve("dump").resolve("toc.dat"), dump.resolve("toc.dat"));
    return dump.resolve(large(shared.resolve("dump")).get(0).getFileName());
  }

  private static DumpFollower follow(Path dump, int jobs) {
    return DumpFollower.begin(BackupFixture.tools(), dump, jobs, Watch.OF_FILES);
  }

  private static List<Path> large(Path dump) throws IOException {
    return DurableFiles.files(dump).stream().filter(f -> f.toFile().length() >= 4 << 20).toList();
  }
}
