package dev.athanor.autogenerate.compare;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.AtomicFile;
import dev.athanor.engine.model.Reason;
import dev.athanor.schema.diff.Difference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a team has accepted that its schema has and its model does not say.
 *
 * <p>A text file beside the changelog, one difference a line, made to be reviewed. Where the file
 * exists, model and file together are the whole truth: what neither of them has is dropped. Where
 * it does not, such things are only listed.
 */
public final class Baseline {
  /** The text of a file that accepts nothing. */
  public static final String EMPTY =
      """
      # What the schema has and the model does not say, accepted by this team.
      # Written by athanor:revision -Dathanor.acceptBaseline; a line that is deleted here is acted on.
      """;

  private final Path file;
  private final boolean present;
  private final Set<String> accepted;

  private Baseline(Path file, boolean present, Set<String> accepted) {
    this.file = file;
    this.present = present;
    this.accepted = accepted;
  }

  public static Baseline load(Path file) {
    if (!Files.exists(file)) {
      return new Baseline(file, false, new TreeSet<>());
    }
    try {
      Set<String> lines = new TreeSet<>(Files.readAllLines(file));
      lines.removeIf(line -> line.isBlank() || line.startsWith("#"));
      return new Baseline(file, true, lines);
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "The baseline " + file + " cannot be read: " + e.getMessage(),
          "Correct it, or delete it and accept the differences anew.",
          e);
    }
  }

  /** Whether the file exists: whether the model is otherwise held to be complete. */
  public boolean isPresent() {
    return present;
  }

  public Path file() {
    return file;
  }

  public boolean accepts(Difference difference) {
    return accepted.contains(difference.describe());
  }

  /** Writes the file anew with these besides what it had; whole or not at all. */
  public Baseline accept(List<Difference> differences) {
    Set<String> lines = new TreeSet<>(accepted);
    differences.forEach(difference -> lines.add(difference.describe()));
    try {
      String text = EMPTY + String.join("", lines.stream().map(l -> l + "\n").toList());
      AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "The baseline " + file + " cannot be written: " + e.getMessage(),
          "Check the directory, or name another file with -Dathanor.baseline=….",
          e);
    }
    return new Baseline(file, true, lines);
  }
}
