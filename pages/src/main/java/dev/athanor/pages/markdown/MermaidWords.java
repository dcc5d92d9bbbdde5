package dev.athanor.pages.markdown;

import dev.athanor.engine.model.Printable;
import java.util.stream.Collectors;

/** Names of a schema as words of Mermaid's {@code erDiagram}. */
public final class MermaidWords {
  private MermaidWords() {}

  /** What would end the quotes, or is read as more than itself, as Mermaid's own escape. */
  public static String quoted(String text) {
    return Printable.line(text)
        .codePoints()
        .mapToObj(
            c ->
                c < 128 && !Character.isLetterOrDigit(c) && " _.,-()".indexOf(c) < 0
                    ? "#" + c + ";"
                    : Character.toString(c))
        .collect(Collectors.joining("", "\"", "\""));
  }

  /** Types and columns are bare words there; PK, FK and UK are words of the language. */
  public static String word(String text) {
    String word = text.replaceAll("[^A-Za-z0-9_()\\[\\]-]", "_");
    return word.matches("(?!(?i:[PFU]K)$)[A-Za-z_].*") ? word : "_" + word;
  }

  /** As people say it, and without what no bare word can hold. */
  public static String type(String type) {
    return word(
        type.replace("character varying", "varchar")
            .replace("timestamp with time zone", "timestamptz")
            .replace("timestamp without time zone", "timestamp")
            .replace("time with time zone", "timetz")
            .replace("time without time zone", "time")
            .replaceAll("\\([^)]*,[^)]*\\)", ""));
  }
}
