package dev.athanor.engine.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** File operations that are on the disk when they return. */
final class DurableFiles {
  private DurableFiles() {}

  /** A directory that its owner alone can enter, as pg_dump makes its own. */
  static void createPrivateDirectory(Path directory) throws IOException {
    Files.createDirectory(directory, only(directory, "rwx------"));
  }

  /** A file that its owner alone can read. */
  static void createPrivateFile(Path file) throws IOException {
    Files.createFile(file, only(file, "rw-------"));
  }

  private static FileAttribute<?>[] only(Path path, String owners) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(owners))
        }
        : new FileAttribute<?>[0];
  }

  /** Writes and fsyncs a file; its directory is the caller's to sync. */
  static void write(Path file, byte[] content) throws IOException {
    Files.write(file, content);
    syncFile(file);
  }

  /** Fsyncs every file and directory of a tree, the root included. */
  static void syncTree(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            syncFile(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            syncDirectory(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Renames in one step, and makes the new name last. */
  static void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    syncDirectory(to.toAbsolutePath().getParent());
  }

  /**
   * Deletes a tree. It is renamed first, so that a crash in between never leaves half a directory
   * under the name of a whole one. What somebody else deletes meanwhile is as good as deleted.
   */
  static void deleteTree(Path root) throws IOException {
    Path doomed = root.resolveSibling(root.getFileName() + DirectoryStore.PARTIAL);
    Path start = root;
    try {
      if (!root.getFileName().toString().endsWith(DirectoryStore.PARTIAL)) {
        rename(root, doomed);
        start = doomed;
      }
      for (Path path : reverse(start)) {
        Files.deleteIfExists(path);
      }
    } catch (NoSuchFileException e) {
      return;
    }
  }

  /** All regular files below a directory, in the order of their names. */
  static List<Path> files(Path root) throws IOException {
    try (Stream<Path> tree = Files.walk(root)) {
      return tree.filter(Files::isRegularFile).sorted().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** All of a tree, what is in a directory before it. */
  static List<Path> reverse(Path root) throws IOException {
    try (Stream<Path> tree = Files.walk(root)) {
      return tree.sorted((a, b) -> b.compareTo(a)).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void syncFile(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  static void syncDirectory(Path directory) throws IOException {
    // Read is how a directory is opened for fsync on Linux and macOS.
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
