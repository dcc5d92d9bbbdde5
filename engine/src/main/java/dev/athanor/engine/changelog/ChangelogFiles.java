package dev.athanor.engine.changelog;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.ProcessText;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The only way to a changelog's files: nothing outside the root and the class path given beside it,
 * nothing through a symbolic link, nothing of absurd size.
 *
 * <p>A file is read once: what was checked and hashed is what is compiled, whoever writes to it in
 * the meantime.
 */
public final class ChangelogFiles {
  /** No changelog file or data file may be larger than this many bytes. */
  public static final long MAX_FILE_BYTES = 64L << 20;

  /** Where an extension of Liquibase says which classes are changes. */
  public static final String EXTENSION = "META-INF/services/liquibase.change.Change";

  private final Path root;
  private final List<FilePlace> places = new ArrayList<>();
  private final Map<String, byte[]> read = new ConcurrentHashMap<>();

  /** Those below a root alone. */
  public ChangelogFiles(Path root) {
    this(root, List.of());
  }

  /** Those of a changelog: below its root, what was moved from there, and on its class path. */
  public ChangelogFiles(ChangelogSource source) {
    this(source.root(), source.classpath());
    if (source.kind() == ChangelogSource.Kind.VERSIONS) {
      Map<String, byte[]> moved = RevisionArchive.all(this);
      if (!moved.isEmpty()) {
        places.add(
            1, new FilesInMemory(root.resolve(RevisionArchive.DIRECTORY) + "/*.revisions", moved));
      }
    }
  }

  /** Those of a bundle, by path; none is on a disk. */
  public ChangelogFiles(Map<String, byte[]> files) {
    this.root = Path.of("").toAbsolutePath().normalize();
    places.add(new FilesInMemory("the bundle", files));
  }

  private ChangelogFiles(Path root, List<Path> classpath) {
    this.root = Objects.requireNonNull(root, "root").toAbsolutePath().normalize();
    places.add(new FilesInFolder(this.root));
    for (Path entry : classpath) {
      Path whole = entry.toAbsolutePath().normalize();
      if (!whole.equals(this.root)) {
        places.add(Files.isDirectory(whole) ? new FilesInFolder(whole) : new FilesInJar(whole));
      }
    }
  }

  private ChangelogFiles(ChangelogFiles files, Map<String, String> texts) {
    this.root = files.root;
    places.add(FilesInMemory.ofTexts(texts));
    places.addAll(files.places);
    // In place of what is there, which is no other file of the same path.
    texts.keySet().forEach(path -> read.put(path, read(places.get(0), path)));
  }

  /**
   * These files as they would be with others beside or in place of them, which nobody writes.
   *
   * @param texts by their normal paths
   */
  ChangelogFiles with(Map<String, String> texts) {
    return new ChangelogFiles(this, texts);
  }

  /**
   * The root, or the directory of the class path, that a file is below.
   *
   * @return empty where it is in a jar or nowhere
   */
  Optional<Path> directoryOf(String path) {
    String below = normalize(path);
    return places.stream()
        .filter(place -> place.exists(below))
        .findFirst()
        .map(place -> place instanceof FilesInFolder folder ? folder.root() : null);
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
      ProcessText.requireSendable("the file name " + path, path);
      throw leaves(path);
    }
  }

  /** The path that {@code path} means in the file {@code from}. */
  public String resolveSibling(String from, String path) {
    int slash = from.lastIndexOf('/');
    return normalize(slash < 0 ? path : from.substring(0, slash + 1) + path);
  }

  public boolean exists(String path) {
    String below = normalize(path);
    return places.stream().anyMatch(place -> place.exists(below));
  }

  /**
   * The file of each place that has one: services that several jars declare are one path.
   *
   * @throws AthanorException as {@link #bytes}
   */
  public List<byte[]> onClasspath(String path) {
    String below = normalize(path);
    return places.stream()
        .filter(place -> place.exists(below))
        .map(place -> read(place, below))
        .toList();
  }

  /** Where files are looked for, in that order. */
  public List<String> locations() {
    return places.stream().map(FilePlace::toString).toList();
  }

  /**
   * All bytes of a file.
   *
   * @throws AthanorException INVALID_CHANGELOG when it is missing, or is another one in two places;
   *     UNSAFE_CHANGELOG when it lies behind a symbolic link or is too large
   */
  public byte[] bytes(String path) {
    return read.computeIfAbsent(normalize(path), this::readAll).clone();
  }

  private byte[] readAll(String below) {
    List<FilePlace> having = places.stream().filter(place -> place.exists(below)).toList();
    byte[] bytes = read(having.isEmpty() ? places.get(0) : having.get(0), below);
    for (FilePlace other : having) {
      if (other != having.get(0) && !Arrays.equals(bytes, read(other, below))) {
        throw new AthanorException(
            Reason.INVALID_CHANGELOG,
            below + ": is one file in " + having.get(0) + " and another in " + other,
            "Leave one of them on the class path.");
      }
    }
    return bytes;
  }

  private static byte[] read(FilePlace place, String below) {
    try {
      return place.read(below);
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_CHANGELOG,
          below + ": cannot be read below " + place,
          "Check that the file exists there and may be read.",
          e);
    }
  }

  static void requireSize(String path, long bytes) {
    if (bytes > MAX_FILE_BYTES) {
      throw new AthanorException(
          Reason.UNSAFE_CHANGELOG,
          path + ": larger than " + (MAX_FILE_BYTES >> 20) + " MiB",
          "Load data of this size by other means than a changelog.");
    }
  }

  /**
   * A changelog's file as text, without a byte order mark: XML in the encoding that it declares,
   * all else in UTF-8.
   *
   * @throws AthanorException UNSAFE_CHANGELOG when it is in another one or has NUL characters
   */
  public String text(String path) {
    return ChangelogEncoding.decode(normalize(path), bytes(path));
  }

  /**
   * The same in another encoding.
   *
   * @throws AthanorException as {@link #text(String)}
   */
  public String text(String path, Charset encoding) {
    return ChangelogEncoding.decode(normalize(path), bytes(path), encoding);
  }

  /** A changelog's file in UTF-8, and declared so, whatever encoding it is written in. */
  public byte[] utf8(String path) {
    return ChangelogEncoding.asUtf8(normalize(path), bytes(path));
  }

  /**
   * The files below a directory by path, of all places that have it.
   *
   * @return empty when there is no such directory
   */
  public Optional<List<String>> list(String directory, boolean recursive) {
    String below = normalize(directory);
    Optional<TreeSet<String>> all = Optional.empty();
    for (FilePlace place : places) {
      Optional<List<String>> found = list(place, below, recursive);
      if (found.isPresent()) {
        all = Optional.of(all.orElseGet(TreeSet::new));
        all.get().addAll(found.get());
      }
    }
    return all.map(List::copyOf);
  }

  private static Optional<List<String>> list(FilePlace place, String below, boolean recursive) {
    try {
      return place.list(below, recursive);
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_CHANGELOG,
          below + ": cannot be listed below " + place,
          "Check that the directory may be read.",
          e);
    }
  }

  private AthanorException leaves(String path) {
    return new AthanorException(
        Reason.UNSAFE_CHANGELOG,
        "the path '" + path + "' leaves the changelog root " + root,
        "Name a file below the changelog root, relative to it.");
  }
}
