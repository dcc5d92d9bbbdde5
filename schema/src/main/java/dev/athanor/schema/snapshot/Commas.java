package dev.athanor.schema.snapshot;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Lists within SQL text. */
final class Commas {
  private Commas() {}

  /** The list between {@code start} and {@code end}, sorted: its order there means nothing. */
  static String sorted(String sql, String start, String end) {
    int from = sql.indexOf(start) + start.length();
    int to = sql.lastIndexOf(end);
    List<String> entries = split(sql.substring(from, to));
    Collections.sort(entries);
    return sql.substring(0, from) + String.join(", ", entries) + sql.substring(to);
  }

  /** The entries of a list, commas within parentheses or quotes left alone. */
  static List<String> split(String list) {
    List<String> entries = new ArrayList<>();
    int depth = 0;
    char quote = 0;
    int from = 0;
    for (int i = 0; i < list.length(); i++) {
      char c = list.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '(' || c == '[') {
        depth++;
      } else if (c == ')' || c == ']') {
        depth--;
      } else if (c == ',' && depth == 0) {
        entries.add(list.substring(from, i).strip());
        from = i + 1;
      }
    }
    entries.add(list.substring(from).strip());
    return entries;
  }
}
