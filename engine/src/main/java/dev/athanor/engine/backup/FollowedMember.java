package dev.athanor.engine.backup;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A member of a dump on its way through a pg_restore, which decompresses all of it, while it grows.
 *
 * <p>pg_restore is shown a directory that has the table of contents and, in the member's place, a
 * link to its own standard input.
 */
final class FollowedMember {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final long PAUSE_MILLIS = 20;
  private static final Duration IDLE = Duration.ofSeconds(1);

  private final PostgresTools tools;
  private final Path file;
  private final String entry;
  private final Watch watch;
  private final MessageDigest sha256 = Digest.sha256();
  private volatile long bytes;
  private volatile long grewAt = System.nanoTime();
  private volatile boolean ending;
  private volatile boolean over;

  /**
   * @param file which may still grow
   * @param entry its line of the table of contents
   */
  FollowedMember(PostgresTools tools, Path file, String entry, Watch watch) {
    this.tools = tools;
    this.file = file;
    this.entry = entry;
    this.watch = watch;
  }

  Path file() {
    return file;
  }

  /** Whether its end is not waited for any more. */
  boolean isEnding() {
    return ending;
  }

  boolean isIdle() {
    return idle().compareTo(IDLE) > 0;
  }

  Duration idle() {
    return Duration.ofNanos(System.nanoTime() - grewAt);
  }

  /** What is there now is all. */
  void end() {
    ending = true;
  }

  /**
   * Reads it to its end, which {@link #end} says.
   *
   * @return whether pg_restore had nothing to object; if it had, the reading afterwards says what
   */
  boolean read() {
    try {
      Path directory = Files.createTempDirectory("athanor-follow");
      try {
        Path contents = file.toAbsolutePath().resolveSibling("toc.dat");
        Files.createSymbolicLink(directory.resolve("toc.dat"), contents);
        Files.createSymbolicLink(directory.resolve(file.getFileName()), Path.of("/dev/stdin"));
        Path list = Files.write(directory.resolve("list"), List.of(entry));
        return DumpVerifier.isWhole(pgRestore(directory, list));
      } finally {
        delete(directory);
      }
    } catch (IOException | UnsupportedOperationException | AthanorException unread) {
      return false;
    } finally {
      over = true;
    }
  }

  private ToolProcess.Result pgRestore(Path directory, Path list) {
    List<String> command =
        List.of(
            tools.program("pg_restore"),
            "--file=/dev/null",
            "--use-list=" + list,
            directory.toString());
    return new ToolProcess(command, LibpqEnvironment.nowhere(), watch).runOn(this::copy);
  }

  private void copy(OutputStream input) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      while (!over) {
        // Asked before the file is: what was written before the end was said is read.
        boolean last = ending;
        int n = in.read(buffer);
        if (n > 0) {
          sha256.update(buffer, 0, n);
          input.write(buffer, 0, n);
          bytes += n;
          grewAt = System.nanoTime();
        } else if (last) {
          return;
        } else {
          Thread.sleep(PAUSE_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void delete(Path directory) throws IOException {
    for (Path file : DurableFiles.reverse(directory)) {
      Files.deleteIfExists(file);
    }
  }

  /** The SHA-256 of the file that was read; empty when that was not all of it. */
  Optional<String> sumOfWhole() throws IOException {
    return bytes == Files.size(file) && ZstdFile.problemOf(file).isEmpty()
        ? Optional.of(Checksums.hex(sha256))
        : Optional.empty();
  }
}
