package dev.athanor.engine.backup;

import dev.athanor.engine.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The checksum manifest of a backup, in the format of {@code sha256sum}, so that people can check a
 * backup without Athanor: {@code cd BACKUP && sha256sum -c SHA256SUMS}.
 */
final class Checksums {
  static final String FILE = "SHA256SUMS";
  private static final String PREFIX = "sha256:";
  private static final int HEX = 64;

  private final SortedMap<String, String> byName;

  private Checksums(SortedMap<String, String> byName) {
    this.byName = byName;
  }

  /** Reads every file below {@code root}, but not the manifest nor the given ones. */
  static Checksums of(Path root, Set<String> excluded) throws IOException {
    List<Path> files =
        DurableFiles.files(root).stream()
            .filter(f -> !excluded.contains(name(root, f)) && !name(root, f).equals(FILE))
            .toList();
    SortedMap<String, String> sums = new TreeMap<>();
    try {
      Map<Path, String> hashed = new java.util.concurrent.ConcurrentHashMap<>();
      files.parallelStream().forEach(file -> hashed.put(file, hash(file)));
      hashed.forEach((file, sum) -> sums.put(name(root, file), sum));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return new Checksums(sums);
  }

  /** Reads the manifest of a backup; empty lines and other formats are refused. */
  static Checksums read(Path root) throws IOException {
    SortedMap<String, String> sums = new TreeMap<>();
    for (String line : Files.readAllLines(root.resolve(FILE), StandardCharsets.UTF_8)) {
      if (!line.matches("[0-9a-f]{" + HEX + "}  .+")) {
        throw new IOException(FILE + " has a line that is no checksum: " + line);
      }
      sums.put(line.substring(HEX + 2), line.substring(0, HEX));
    }
    return new Checksums(sums);
  }

  byte[] bytes() {
    StringBuilder text = new StringBuilder();
    byName.forEach((name, sum) -> text.append(sum).append("  ").append(name).append('\n'));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** SHA-256 of the manifest: over the names and the SHA-256s of all files. */
  String digest() {
    return Digest.of(bytes());
  }

  Set<String> names() {
    return byName.keySet();
  }

  /**
   * What is wrong with the files below {@code root}, a line each; empty when they are as listed.
   */
  List<String> problems(Path root, Set<String> excluded) throws IOException {
    List<String> problems = new ArrayList<>();
    Set<String> missing = new HashSet<>(byName.keySet());
    of(root, excluded)
        .byName
        .forEach(
            (name, sum) -> {
              if (!missing.remove(name)) {
                problems.add(name + " is not in " + FILE);
              } else if (!sum.equals(byName.get(name))) {
                problems.add(name + " was altered: its SHA-256 is " + sum);
              }
            });
    missing.stream().sorted().forEach(name -> problems.add(name + " is missing"));
    return problems;
  }

  private static String name(Path root, Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  private static String hash(Path file) {
    MessageDigest sha256 = Digest.sha256();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sha256.update(buffer, 0, n);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Digest.of(sha256).substring(PREFIX.length());
  }
}
