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
import java.util.concurrent.ConcurrentHashMap;

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
    return of(root, excluded, Map.of());
  }

  /**
   * The same, without reading again what is known.
   *
   * @param known sums by their file
   */
  static Checksums of(Path root, Set<String> excluded, Map<Path, String> known) throws IOException {
    List<Path> files =
        DurableFiles.files(root).stream()
            .filter(f -> !excluded.contains(name(root, f)) && !name(root, f).equals(FILE))
            .toList();
    SortedMap<String, String> sums = new TreeMap<>();
    try {
      Map<Path, String> hashed = new ConcurrentHashMap<>();
      files.parallelStream()
          .forEach(
              file -> {
                String sum = known.get(file);
                hashed.put(file, sum == null ? hash(file) : sum);
              });
      hashed.forEach((file, sum) -> sums.put(name(root, file), sum));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return new Checksums(sums);
  }

  /** By the name of each file. */
  static Checksums of(Map<String, String> byName) {
    return new Checksums(new TreeMap<>(byName));
  }

  /**
   * Reads a manifest.
   *
   * @throws IOException when it has empty lines or another format
   */
  static Checksums of(byte[] manifest) throws IOException {
    SortedMap<String, String> sums = new TreeMap<>();
    for (String line : new String(manifest, StandardCharsets.UTF_8).lines().toList()) {
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

  /** That of a file, null for none that is listed. */
  String of(String file) {
    return byName.get(file);
  }

  /** What is wrong with files that have those sums, a line each; empty when they are as listed. */
  List<String> problems(Checksums files) {
    List<String> problems = new ArrayList<>();
    Set<String> missing = new HashSet<>(byName.keySet());
    files.byName.forEach(
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
    return hex(sha256);
  }

  /** As the manifest has it. */
  static String hex(MessageDigest sha256) {
    return Digest.of(sha256).substring(PREFIX.length());
  }
}
