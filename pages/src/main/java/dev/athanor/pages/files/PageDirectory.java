package dev.athanor.pages.files;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.AtomicFile;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * A directory of pages that people commit. What was written here before and is a page no more goes;
 * what somebody else wrote stays.
 */
public final class PageDirectory {
  private final Path directory;
  private final String mark;

  /**
   * @param mark how each page begins: a file that begins otherwise is not ours
   */
  public PageDirectory(Path directory, String mark) {
    this.directory = Objects.requireNonNull(directory, "directory");
    this.mark = Objects.requireNonNull(mark, "mark");
  }

  /**
   * What differs between a directory and its pages, as paths below it.
   *
   * @param missing pages that are not there
   * @param stale pages with another text
   * @param left files of ours that are pages no more
   */
  public record Difference(List<String> missing, List<String> stale, List<String> left) {
    public Difference {
      missing = List.copyOf(missing);
      stale = List.copyOf(stale);
      left = List.copyOf(left);
    }

    public boolean isEmpty() {
      return missing.isEmpty() && stale.isEmpty() && left.isEmpty();
    }

    /** A line for each: {@code + new}, {@code ~ changed}, {@code - gone}. */
    public List<String> lines() {
      List<String> lines = new ArrayList<>();
      missing.forEach(each -> lines.add("+ " + each));
      stale.forEach(each -> lines.add("~ " + each));
      left.forEach(each -> lines.add("- " + each));
      return lines;
    }
  }

  /**
   * @throws AthanorException INVALID_CONFIGURATION for a directory that cannot be read
   */
  public Difference compare(SortedMap<String, String> pages) {
    List<String> missing = new ArrayList<>();
    List<String> stale = new ArrayList<>();
    try {
      for (var page : pages.entrySet()) {
        Path file = directory.resolve(page.getKey());
        if (!Files.exists(file)) {
          missing.add(page.getKey());
        } else if (!Arrays.equals(unixLines(Files.readAllBytes(file)), bytes(page.getValue()))) {
          stale.add(page.getKey());
        }
      }
      return new Difference(missing, stale, left(pages));
    } catch (IOException e) {
      throw unusable("read", e);
    }
  }

  /**
   * Writes what differs, and nothing else.
   *
   * @throws AthanorException INVALID_CONFIGURATION for a file that somebody else wrote in place of
   *     a page, before anything is written; for a directory that cannot be written
   */
  public Difference write(SortedMap<String, String> pages) {
    Difference difference = compare(pages);
    try {
      for (String path : difference.stale()) {
        if (!isOurs(directory.resolve(path))) {
          throw new AthanorException(
              Reason.INVALID_CONFIGURATION,
              directory.resolve(path) + " was not written by athanor docs, and would be lost",
              "Move it, or name another directory for the pages.");
        }
      }
      for (String path : difference.missing()) {
        AtomicFile.write(directory.resolve(path), bytes(pages.get(path)));
      }
      for (String path : difference.stale()) {
        AtomicFile.write(directory.resolve(path), bytes(pages.get(path)));
      }
      for (String path : difference.left()) {
        Files.delete(directory.resolve(path));
      }
      return difference;
    } catch (IOException e) {
      throw unusable("written", e);
    }
  }

  private List<String> left(SortedMap<String, String> pages) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    List<String> left = new ArrayList<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile).sorted()::iterator) {
        String path = directory.relativize(file).toString().replace('\\', '/');
        if (path.endsWith(".md") && !pages.containsKey(path) && isOurs(file)) {
          left.add(path);
        }
      }
    }
    return left;
  }

  private boolean isOurs(Path file) throws IOException {
    byte[] begin = bytes(mark);
    try (var in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(begin.length), begin);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** As Git may check it out on Windows. */
  private static byte[] unixLines(byte[] bytes) {
    return bytes(new String(bytes, StandardCharsets.UTF_8).replace("\r\n", "\n"));
  }

  private AthanorException unusable(String what, IOException e) {
    return new AthanorException(
        Reason.INVALID_CONFIGURATION,
        "the pages in " + directory + " cannot be " + what + ": " + e,
        "Name a directory that may be read and written.",
        e);
  }
}
