package dev.athanor.schema.model;

import java.util.ArrayList;
import java.util.List;

/** Columns in a definition as the server writes it. */
public final class ColumnList {
  private static final String REFERENCES = " REFERENCES ";
  private static final String USING = " USING ";

  private ColumnList() {}

  /** Those between a constraint's first parentheses; what is no plain column stays as written. */
  public static List<String> of(String definition) {
    return from(definition, 0);
  }

  /** Those a foreign key refers to. */
  public static List<String> referenced(String definition) {
    int references = definition.indexOf(REFERENCES);
    return references < 0 ? List.of() : from(definition, references + REFERENCES.length());
  }

  /** Those of {@code CREATE INDEX … USING btree (…)}. */
  public static List<String> ofIndex(String definition) {
    int using = definition.indexOf(USING);
    return using < 0 ? List.of() : from(definition, using + USING.length());
  }

  private static List<String> from(String text, int start) {
    List<String> columns = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    boolean quoted = false;
    int depth = 0;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      quoted ^= c == '"';
      if (!quoted && c == '(' && depth++ == 0) {
        continue;
      }
      if (!quoted && c == ')' && --depth == 0) {
        columns.add(name(part.toString()));
        break;
      }
      if (!quoted && c == ',' && depth == 1) {
        columns.add(name(part.toString()));
        part.setLength(0);
      } else if (depth > 0) {
        part.append(c);
      }
    }
    return columns;
  }

  /** Without an index's order and operator class, and without quotes. */
  private static String name(String part) {
    String text = part.strip();
    if (text.startsWith("\"")) {
      int end = 1;
      while (end < text.length() && (text.charAt(end) != '"' || text.startsWith("\"\"", end))) {
        end += text.startsWith("\"\"", end) ? 2 : 1;
      }
      return text.substring(1, Math.min(end, text.length())).replace("\"\"", "\"");
    }
    int blank = text.indexOf(' ');
    return blank < 0 || text.contains("(") ? text : text.substring(0, blank);
  }
}
