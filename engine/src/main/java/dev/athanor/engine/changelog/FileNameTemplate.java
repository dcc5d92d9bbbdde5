package dev.athanor.engine.changelog;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the file of a new revision is called, but for the ending: Alembic's {@code file_template}.
 */
public final class FileNameTemplate {
  /** In the order of these names, parents come first: that of Liquibase's {@code includeAll}. */
  public static final String DEFAULT = "{{time}}_{{id}}_{{slug}}";

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-z]*)}}");
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}_.+@=-]*");
  private static final int MAX_LENGTH = 150;

  private final String text;

  /**
   * @param text with {@code {{id}}}, {@code {{slug}}} (of the message), {@code {{time}}} or its
   *     parts {@code {{year}}} to {@code {{second}}}, {@code {{epoch}}}, all in UTC
   * @throws AthanorException INVALID_CONFIGURATION for another placeholder, for a name that is no
   *     plain file name, and for one that two revisions could share
   */
  public FileNameTemplate(String text) {
    this.text = text;
    String sample = fill("0123456789ab", "create_users", Instant.EPOCH);
    if (!NAME.matcher(sample).matches() || sample.length() > MAX_LENGTH) {
      throw wrong(
          "makes the file name '" + sample + "'",
          "Use letters, digits and _ . + @ = - only, no directory, and at most "
              + MAX_LENGTH
              + " characters.");
    }
    if (!text.contains("{{id}}")) {
      throw wrong("has no {{id}}: two revisions could get the same name", "Add {{id}} to it.");
    }
  }

  /** The name for a revision of this id, message and time, with the format's ending. */
  String name(String id, String slug, Instant created, RevisionFormat format) {
    return fill(id, slug, created) + "." + format.extension();
  }

  private String fill(String id, String slug, Instant created) {
    Map<String, String> values = values(id, slug, created);
    Matcher placeholder = PLACEHOLDER.matcher(text);
    return placeholder.replaceAll(
        found -> {
          String value = values.get(found.group(1));
          if (value == null) {
            throw wrong(
                "has the placeholder " + found.group(),
                "Use those there are: {{" + String.join("}}, {{", values.keySet()) + "}}.");
          }
          return Matcher.quoteReplacement(value);
        });
  }

  private static Map<String, String> values(String id, String slug, Instant created) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("id", id);
    values.put("slug", slug);
    values.put("time", time(created, "uuuuMMddHHmmss"));
    values.put("year", time(created, "uuuu"));
    values.put("month", time(created, "MM"));
    values.put("day", time(created, "dd"));
    values.put("hour", time(created, "HH"));
    values.put("minute", time(created, "mm"));
    values.put("second", time(created, "ss"));
    values.put("epoch", Long.toString(created.getEpochSecond()));
    return values;
  }

  private static String time(Instant created, String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT)
        .withZone(ZoneOffset.UTC)
        .format(created);
  }

  private AthanorException wrong(String what, String nextStep) {
    return new AthanorException(
        Reason.INVALID_CONFIGURATION,
        ProjectFile.NAME + ": revisions.fileName '" + text + "' " + what,
        nextStep);
  }

  /** The template as it was written. */
  @Override
  public String toString() {
    return text;
  }
}
