package dev.athanor.schema.ddl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Storage parameters and the like. */
final class Options {
  private static final Pattern BARE = Pattern.compile("[A-Za-z0-9_.]+");

  private Options() {}

  /** {@code a=1, b='x y'}. */
  static String list(Map<String, String> options) {
    List<String> entries = new ArrayList<>();
    options.forEach((key, value) -> entries.add(key + "=" + quote(value)));
    return String.join(", ", entries);
  }

  private static String quote(String value) {
    return BARE.matcher(value).matches() ? value : "'" + value.replace("'", "''") + "'";
  }

  /** SET and RESET, as far as they are needed, each behind {@code prefix}. */
  static List<String> change(
      String prefix, SortedMap<String, String> before, SortedMap<String, String> after) {
    SortedMap<String, String> set = new TreeMap<>(after);
    set.entrySet().removeIf(entry -> entry.getValue().equals(before.get(entry.getKey())));
    SortedMap<String, String> gone = new TreeMap<>(before);
    gone.keySet().removeAll(after.keySet());
    List<String> statements = new ArrayList<>();
    if (!set.isEmpty()) {
      statements.add(prefix + " SET (" + list(set) + ")");
    }
    if (!gone.isEmpty()) {
      statements.add(prefix + " RESET (" + String.join(", ", gone.keySet()) + ")");
    }
    return statements;
  }
}
