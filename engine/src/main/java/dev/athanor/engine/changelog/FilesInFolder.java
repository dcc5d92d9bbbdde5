package dev.athanor.engine.changelog;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Files below a directory, none of them through a symbolic link. */
record FilesInFolder(Path root) implements FilePlace {
  private static final int MAX_DEPTH = 16;

  @Override
  public boolean exists(String path) {
    Path file = root.resolve(path);
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.isSymbolicLink(file);
  }

  @Override
  public byte[] read(String path) throws IOException {
    refuseLinks(path);
    Path file = root.resolve(path);
    if (Files.isRegularFile(file)) {
      ChangelogFiles.requireSize(path, Files.size(file));
    }
    return Files.readAllBytes(file);
  }

  @Override
  public Optional<List<String>> list(String directory, boolean recursive) throws IOException {
    Path start = root.resolve(directory);
    if (!Files.isDirectory(start)) {
      return Optional.empty();
    }
    refuseLinks(directory);
    try (Stream<Path> files = Files.walk(start, recursive ? MAX_DEPTH : 1)) {
      return Optional.of(
          files
              .filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
              .map(file -> root.relativize(file).toString().replace('\\', '/'))
              .toList());
    }
  }

  private void refuseLinks(String below) {
    Path walked = root;
    for (Path part : Path.of(below)) {
      walked = walked.resolve(part);
      if (Files.isSymbolicLink(walked)) {
        throw new AthanorException(
            Reason.UNSAFE_CHANGELOG,
            below + ": lies behind the symbolic link " + root.relativize(walked),
            "Put the file itself below " + root + ".");
      }
    }
  }

  @Override
  public String toString() {
    return root.toString();
  }
}
