package dev.athanor.engine.changelog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Printable;
import dev.athanor.engine.model.Reason;

/**
 * A revision's message: one line of any Unicode text. What a comment of the file's format cannot
 * hold, it holds as a JSON string.
 */
final class MessageText {
  private static final ObjectMapper JSON = new ObjectMapper();

  private MessageText() {}

  /** Without what surrounds it, every run of white space and line breaks a single space. */
  static String normalized(String message) {
    return message.strip().replaceAll("[\\s\\u0085\\u2028\\u2029]+", " ").strip();
  }

  /**
   * @throws AthanorException INVALID_CONFIGURATION without a message, and for what no file in UTF-8
   *     and no text of PostgreSQL's holds
   */
  static String checked(String message) {
    String normalized = normalized(message);
    if (normalized.isEmpty()) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "a revision needs a message",
          "Say in a few words what it changes, as in \"create users\".");
    }
    boolean whole = normalized.codePoints().noneMatch(c -> c == 0 || c >= 0xD800 && c <= 0xDFFF);
    if (!whole) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "the message '" + Printable.line(normalized) + "' holds a NUL or half a character",
          "Write it without.");
    }
    return normalized;
  }

  /** As it stands in the header of a file. */
  static String written(String message, RevisionFormat format) {
    boolean plain = message.codePoints().allMatch(Printable::isPlain);
    boolean quoted = message.length() > 1 && message.startsWith("\"") && message.endsWith("\"");
    // An XML comment ends at two hyphens.
    boolean hyphens =
        format == RevisionFormat.XML && (message.contains("--") || message.endsWith("-"));
    return plain && !quoted && !hyphens ? message : json(message);
  }

  /** Every second hyphen is escaped: harmless in all formats, and needed in one. */
  private static String json(String message) {
    StringBuilder text = new StringBuilder("\"");
    int last = 0;
    for (int c : message.codePoints().toArray()) {
      boolean hyphen = c == '-' && last == '-';
      if (c == '"' || c == '\\') {
        text.append('\\').appendCodePoint(c);
      } else if (hyphen || !Printable.isPlain(c)) {
        for (char half : Character.toChars(c)) {
          text.append(String.format("\\u%04x", (int) half));
        }
      } else {
        text.appendCodePoint(c);
      }
      last = hyphen ? 0 : c;
    }
    return text.append('"').toString();
  }

  /** What a header's line says: a JSON string means what it holds, all else itself. */
  static String read(String written) {
    if (written.length() < 2 || !written.startsWith("\"") || !written.endsWith("\"")) {
      return normalized(written);
    }
    try {
      return normalized(JSON.readValue(written, String.class));
    } catch (JsonProcessingException e) {
      // Quotes of the message's own.
      return normalized(written);
    }
  }
}
