package dev.athanor.engine.changelog;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a new revision with {@code {{placeholders}}}. A project's own stands in its changelog
 * root as {@code revision.<format>.template}.
 */
public final class RevisionTemplate {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-z-]+)}}");

  private final String name;
  private final String text;

  private RevisionTemplate(String name, String text) {
    this.name = name;
    this.text = text;
  }

  static RevisionTemplate of(ChangelogFiles files, RevisionFormat format) {
    String name = fileName(format);
    return new RevisionTemplate(name, files.exists(name) ? files.text(name) : builtIn(name));
  }

  static RevisionTemplate sidecar() {
    String name = "revision.header.template";
    return new RevisionTemplate(name, builtIn(name));
  }

  /** The name of a project's own template, below the changelog root. */
  public static String fileName(RevisionFormat format) {
    return "revision." + format.extension() + ".template";
  }

  /** The template that is used unless a project has its own. */
  public static String builtIn(RevisionFormat format) {
    return builtIn(fileName(format));
  }

  private static String builtIn(String name) {
    try (InputStream in = RevisionTemplate.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A line whose only placeholder is empty goes; several lines keep what stands before them. */
  String fill(Map<String, String> values) {
    StringBuilder filled = new StringBuilder();
    for (String line : text.lines().toList()) {
      Matcher placeholder = PLACEHOLDER.matcher(line);
      if (!placeholder.find()) {
        filled.append(line).append('\n');
        continue;
      }
      String value = value(values, placeholder.group(1));
      String before = line.substring(0, placeholder.start());
      String after = line.substring(placeholder.end());
      if (PLACEHOLDER.matcher(after).find()) {
        filled.append(
            placeholder.replaceAll(m -> Matcher.quoteReplacement(value(values, m.group(1)))));
        filled.append('\n');
      } else {
        value
            .lines()
            .forEach(part -> filled.append(before).append(part).append(after).append('\n'));
      }
    }
    return filled.toString();
  }

  private String value(Map<String, String> values, String placeholder) {
    String value = values.get(placeholder);
    if (value == null) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          name + ": there is no placeholder {{" + placeholder + "}}",
          "Use one of " + String.join(", ", new java.util.TreeSet<>(values.keySet())) + ".");
    }
    return value;
  }
}
