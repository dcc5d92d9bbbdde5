package dev.athanor.engine.changelog;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The only way to a changelog's files: nothing outside the root, nothing through a symbolic link,
 * nothing that is not UTF-8, nothing of absurd size.
 *
 * <p>A file is read once: what was checked and hashed is what is compiled, whoever writes to it in
 * the meantime.
 */
public final class ChangelogFiles {
  /** No changelog file or data file may be larger than this many bytes. */
  public static final long MAX_FILE_BYTES = 64L << 20;

  private static final int MAX_DEPTH = 16;

  private final Path root;
  private final Map<String, byte[]> read = new ConcurrentHashMap<>();

  public ChangelogFiles(Path root) {
    this.root = Objects.requireNonNull(root, "root").toAbsolutePath().normalize();
  }

  public Path root() {
    return root;
  }

  /**
   * The one spelling of a path below the root: forward slashes, no {@code .} or {@code ..}. A slash
   * before it means the root, as {@code classpath:} does: so Liquibase finds and records it.
   *
   * @param path as a changelog writes it
   * @throws AthanorException UNSAFE_CHANGELOG when it is a URL or leaves the root
   */
  public String normalize(String path) {
    String slashed = path.replace('\\', '/');
    if (slashed.startsWith("classpath:")) {
      slashed = slashed.substring("classpath:".length());
    }
    while (slashed.startsWith("/")) {
      slashed = slashed.substring(1);
    }
    if (slashed.indexOf('\0') >= 0 || slashed.matches("[A-Za-z][A-Za-z0-9+.-]*:.*")) {
      throw leaves(path);
    }
    try {
      Path resolved = root.resolve(slashed).normalize();
      if (!resolved.startsWith(root)) {
        throw leaves(path);
      }
      return root.relativize(resolved).toString().replace('\\', '/');
    } catch (InvalidPathException e) {
      throw leaves(path);
    }
  }

  /** The path that {@code path} means in the file {@code from}. */
  public String resolveSibling(String from, String path) {
    int slash = from.lastIndexOf('/');
    return normalize(slash < 0 ? path : from.substring(0, slash + 1) + path);
  }

  public boolean exists(String path) {
    return Files.isRegularFile(root.resolve(normalize(path)), LinkOption.NOFOLLOW_LINKS)
        || isLink(path);
  }

  /**
   * All bytes of a file.
   *
   * @throws AthanorException INVALID_CHANGELOG when it is missing, UNSAFE_CHANGELOG when it lies
   *     behind a symbolic link or is too large
   */
  public byte[] bytes(String path) {
    return read.computeIfAbsent(normalize(path), this::readAll).clone();
  }

  private byte[] readAll(String below) {
    Path file = root.resolve(below);
    refuseLinks(below);
    try {
      if (Files.isRegularFile(file) && Files.size(file) > MAX_FILE_BYTES) {
        throw new AthanorException(
            Reason.UNSAFE_CHANGELOG,
            below + ": larger than " + (MAX_FILE_BYTES >> 20) + " MiB",
            "Load data of this size by other means than a changelog.");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_CHANGELOG,
          below + ": cannot be read below " + root,
          "Check that the file exists there and may be read.",
          e);
    }
  }

  /**
   * A file as text, without a byte order mark.
   *
   * @throws AthanorException UNSAFE_CHANGELOG when it is not UTF-8 or has NUL characters
   */
  public String text(String path) {
    return decode(normalize(path), bytes(path));
  }

  /** {@code bytes} as text: strict UTF-8, no byte order mark, no NUL. */
  public static String decode(String path, byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.indexOf('\0') >= 0) {
        throw new AthanorException(
            Reason.UNSAFE_CHANGELOG, path + ": holds NUL characters", "Write it as text.");
      }
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new AthanorException(
          Reason.UNSAFE_CHANGELOG, path + ": is not UTF-8", "Save the file as UTF-8.", e);
    }
  }

  /**
   * The files below a directory by path.
   *
   * @return empty when there is no such directory
   */
  public Optional<List<String>> list(String directory, boolean recursive) {
    String below = normalize(directory);
    Path start = root.resolve(below);
    if (!Files.isDirectory(start)) {
      return Optional.empty();
    }
    refuseLinks(below);
    try (Stream<Path> files =
        Files.walk(start, recursive ? MAX_DEPTH : 1, new FileVisitOption[0])) {
      return Optional.of(
          files
              .filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
              .map(file -> root.relativize(file).toString().replace('\\', '/'))
              .sorted()
              .toList());
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_CHANGELOG,
          directory + ": cannot be listed below " + root,
          "Check that the directory may be read.",
          e);
    }
  }

  private boolean isLink(String path) {
    return Files.isSymbolicLink(root.resolve(normalize(path)));
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

  private AthanorException leaves(String path) {
    return new AthanorException(
        Reason.UNSAFE_CHANGELOG,
        "the path '" + path + "' leaves the changelog root " + root,
        "Name a file below the changelog root, relative to it.");
  }
}
