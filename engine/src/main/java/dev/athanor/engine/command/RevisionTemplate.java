package dev.athanor.engine.command;

import dev.athanor.engine.changelog.RevisionFormat;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a new revision before its values are filled in: Alembic's {@code script.py.mako}.
 *
 * <p>A placeholder is <code>${name}</code>; names that mean nothing here are left for Liquibase,
 * whose parameters look the same.
 */
final class RevisionTemplate {
  /** Where a project puts its own, below the changelog root. */
  static final String DIRECTORY = "athanor";

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([a-z-]+)}");

  private final String text;

  private RevisionTemplate(String text) {
    this.text = Objects.requireNonNull(text, "text");
  }

  /** The project's own template where it has one, else ours. */
  static RevisionTemplate of(Path root, RevisionFormat format) {
    Path own = root.resolve(DIRECTORY).resolve(fileName(format));
    if (!Files.isRegularFile(own)) {
      return new RevisionTemplate(builtIn(format));
    }
    try {
      return new RevisionTemplate(Files.readString(own));
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "the template " + own + " cannot be read: " + e,
          "Make it readable UTF-8, or remove it to use the built-in one.",
          e);
    }
  }

  static String fileName(RevisionFormat format) {
    return "revision." + format.extension() + ".template";
  }

  static String builtIn(RevisionFormat format) {
    try (InputStream in = RevisionTemplate.class.getResourceAsStream(fileName(format))) {
      if (in == null) {
        throw new AthanorException(
            Reason.INVALID_CONFIGURATION,
            "no revision is written as " + format.extension(),
            "Use sql, yaml or xml.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String fill(Map<String, String> values) {
    Matcher matcher = PLACEHOLDER.matcher(text);
    return matcher.replaceAll(
        match -> Matcher.quoteReplacement(values.getOrDefault(match.group(1), match.group())));
  }
}
