package dev.athanor.adopt.source;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the readers of folders have in common. */
final class Folders {
  private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");
  private static final int SECONDS_DIGITS = 14;

  private Folders() {}

  /**
   * The files of a folder by name.
   *
   * @param depth how many folders deep; 1 for this one alone
   * @throws AthanorException INVALID_CHANGELOG where there is no such folder
   */
  static List<Path> files(Path folder, int depth) {
    if (!Files.isDirectory(folder)) {
      throw new AthanorException(
          Reason.INVALID_CHANGELOG,
          "There is no folder " + folder + ".",
          "Name the one that holds the migrations.");
    }
    try (Stream<Path> tree = Files.walk(folder, depth)) {
      return tree.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_CHANGELOG, folder + " cannot be read: " + e.getMessage(), "", e);
    }
  }

  static String name(Path file) {
    return file.getFileName().toString();
  }

  /** Of versions that are written as {@code 20240131093000}; nothing for other numbers. */
  static Optional<Instant> time(String version) {
    if (version.length() != SECONDS_DIGITS) {
      return Optional.empty();
    }
    try {
      return Optional.of(LocalDateTime.parse(version, SECONDS).toInstant(ZoneOffset.UTC));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  static AthanorException invalid(String what, String nextStep) {
    return new AthanorException(Reason.INVALID_CHANGELOG, what, nextStep);
  }

  /** Two files where a version has one. */
  static AthanorException twice(String what, String one, String other) {
    return invalid(
        "There are two files for " + what + ": " + one + " and " + other + ".",
        "Rename or remove one of them; which of the two ran, the database's own table tells.");
  }

  /** {@code create_users} as a person writes it. */
  static String words(String name, String fallback) {
    String words = name.replaceAll("[_\\s]+", " ").strip();
    return words.isEmpty() ? fallback : words;
  }
}
