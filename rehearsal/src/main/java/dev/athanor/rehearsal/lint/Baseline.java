package dev.athanor.rehearsal.lint;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.AtomicFile;
import dev.athanor.engine.model.Printable;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The findings that were there before lint was: a line each, {@code revision rule subject}. */
public final class Baseline {
  private static final String HEAD =
      "# What lint found before it was used, and does not report: revision, rule, object. Written by"
          + " lint; delete a line to hear of it again.\n";

  private Baseline() {}

  /**
   * The file's lines; none where there is no file.
   *
   * @throws AthanorException INVALID_CONFIGURATION when it cannot be read, or a line names no rule
   */
  public static Set<String> read(Path file) {
    if (!Files.exists(file)) {
      return Set.of();
    }
    try {
      List<String> lines = Files.readAllLines(file).stream().map(String::strip).toList();
      Set<String> found = new TreeSet<>();
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i);
        if (!line.isEmpty() && !line.startsWith("#")) {
          requireRule(line, file + ", line " + (i + 1));
          found.add(line);
        }
      }
      return found;
    } catch (IOException e) {
      throw unusable(file, "read", e);
    }
  }

  private static void requireRule(String line, String place) {
    String[] words = line.split("\\s+");
    if (words.length == 1) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          place + ": '" + Printable.line(line) + "' names no rule",
          "Write revision, rule and object, as lint does; or delete the line.");
    }
    try {
      Rules.named(words[1]);
    } catch (AthanorException e) {
      throw new AthanorException(
          e.reason(), place + ": " + e.getMessage(), "Correct the line, or delete it.", e);
    }
  }

  /** Writes every open finding of {@code report}, besides those that the file has. */
  public static void write(Path file, LintReport report) {
    Set<String> lines = new TreeSet<>(read(file));
    lines.addAll(report.baseline());
    String text = HEAD + lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    try {
      AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw unusable(file, "written", e);
    }
  }

  private static AthanorException unusable(Path file, String what, IOException cause) {
    return new AthanorException(
        Reason.INVALID_CONFIGURATION,
        "the baseline " + file + " cannot be " + what + ": " + cause.getMessage(),
        "Name another file.",
        cause);
  }
}
