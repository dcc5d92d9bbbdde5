package dev.athanor.engine.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.backup.object.ObjectStore;
import dev.athanor.s3.S3Provider;
import dev.athanor.s3.testing.FaultyProxy;
import dev.athanor.s3.testing.FaultyProxy.Answer;
import dev.athanor.s3.testing.TestS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are sent while they grow, as pg_dump's do. */
class GrowingUploadsTest {
  private static final int MEBIBYTE = 1 << 20;

  @TempDir Path directory;
  private final Random random = new Random(1);
  private TestS3 s3;
  private Path member;

  @BeforeEach
  void start() throws Exception {
    s3 = new TestS3(Files.createDirectory(directory.resolve("s3")));
    member = directory.resolve("local/dump/1.dat.gz");
    Files.createDirectories(member.getParent());
    Files.createFile(member);
  }

  @AfterEach
  void stop() {
    s3.close();
  }

  private void grow(int bytes) throws IOException {
    byte[] more = new byte[bytes];
    random.nextBytes(more);
    Files.write(member, more, StandardOpenOption.APPEND);
  }

  @Test
  void sendsPartsBeforeAllIsWritten() throws Exception {
    try (FaultyProxy proxy = new FaultyProxy(s3.port(), line -> FaultyProxy.PASS);
        ObjectStore objects = new S3Provider().open(s3.location(proxy.port(), "p"));
        GrowingUploads uploads = new GrowingUploads(objects, "b", directory.resolve("local"))) {
      grow(17 * MEBIBYTE);
      await(proxy, "partNumber=1");
      grow(20 * MEBIBYTE);
      await(proxy, "partNumber=2");
      grow(3);
      Files.writeString(directory.resolve("local/dump/toc.dat"), "toc");
      List<String> files = List.of("dump/1.dat.gz", "dump/toc.dat");
      uploads.written();
      Files.writeString(directory.resolve("local/late"), "written while it was verified");
      files = new ArrayList<>(files);
      files.add("late");
      Checksums local = Checksums.of(directory.resolve("local"), Set.of());

      assertThat(Checksums.of(uploads.finish(files)).bytes()).isEqualTo(local.bytes());
      assertThat(s3.file("p/b/dump/1.dat.gz")).hasSameBinaryContentAs(member);
      assertThat(proxy.requests()).anyMatch(line -> line.contains("partNumber=3"));
    }
  }

  @Test
  void leavesNoPartsWhereItDoesNotComeToAnEnd() throws Exception {
    try (FaultyProxy proxy =
            new FaultyProxy(
                s3.port(),
                line ->
                    line.contains("partNumber=2")
                        ? new Answer(403, "AccessDenied", "")
                        : FaultyProxy.PASS);
        ObjectStore objects = new S3Provider().open(s3.location(proxy.port(), "p"))) {
      try (GrowingUploads uploads = new GrowingUploads(objects, "b", directory.resolve("local"))) {
        grow(40 * MEBIBYTE);
        uploads.written();
        assertThatThrownBy(() -> uploads.finish(List.of("dump/1.dat.gz")))
            .hasMessageContaining("AccessDenied");
      }
      assertThat(proxy.requests()).anyMatch(line -> line.startsWith("DELETE"));
      assertThat(s3.keys("p/")).isEmpty();
    }
  }

  private static void await(FaultyProxy proxy, String request) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (proxy.requests().stream().noneMatch(line -> line.contains(request))) {
      assertThat(System.nanoTime()).as("no %s", request).isLessThan(end);
      Thread.sleep(50);
    }
  }
}
