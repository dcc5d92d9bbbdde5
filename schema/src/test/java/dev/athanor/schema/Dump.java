package dev.athanor.schema;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/** {@code pg_dump -s}, made comparable: blocks by name, without the order of columns. */
final class Dump {
  private static final Pattern HEADER = Pattern.compile("(?m)^-- (?=Name: )");

  private static final Pattern CAST_ARRAY =
      Pattern.compile("\\(ARRAY\\[((?:'[^']*'::[a-z ]+(?:, )?)+)\\]\\)::text\\[\\]");

  /** PostgreSQL 18 dumps the name where it is not the usual one; names of these mean nothing. */
  private static final Pattern NAMED_NOT_NULL =
      Pattern.compile("CONSTRAINT (?:\\w+|\"[^\"]+\") NOT NULL");

  private Dump() {}

  static List<String> normalize(String dump) {
    List<String> blocks = new ArrayList<>();
    String[] parts = HEADER.split(dump);
    for (int i = 1; i < parts.length; i++) {
      List<String> lines = new ArrayList<>(Arrays.asList(parts[i].split("\n")));
      lines.removeIf(
          line ->
              line.isBlank()
                  || line.startsWith("--")
                  || line.startsWith("SET default_")
                  || line.startsWith("\\"));
      lines.replaceAll(Dump::statistics);
      lines.replaceAll(Dump::casts);
      lines.replaceAll(line -> NAMED_NOT_NULL.matcher(line).replaceAll("NOT NULL"));
      lines.replaceAll(line -> line.endsWith(",") ? line.substring(0, line.length() - 1) : line);
      Collections.sort(lines.subList(1, lines.size()));
      blocks.add(String.join("\n", lines));
    }
    Collections.sort(blocks);
    return blocks;
  }

  /** Statistics list columns in the order of the table, and options stand as they were set. */
  private static String statistics(String line) {
    if (!line.startsWith("CREATE STATISTICS") && !line.startsWith("WITH (")) {
      return line;
    }
    String[] words = line.split("[ ,;()]+");
    Arrays.sort(words);
    return String.join(" ", words);
  }

  /** An array cast as a whole, once run, is dumped as an array of casts. */
  private static String casts(String line) {
    return CAST_ARRAY
        .matcher(line)
        .replaceAll(
            array ->
                java.util.regex.Matcher.quoteReplacement(
                    "ARRAY["
                        + array.group(1).replaceAll("('[^']*'::[a-z ]+)", "($1)::text")
                        + "]"));
  }

  /** What is in one dump and not in the other; empty when they are alike. */
  static String difference(String now, String wanted) {
    List<String> only = new ArrayList<>(normalize(now));
    List<String> missing = new ArrayList<>(normalize(wanted));
    for (String block : normalize(wanted)) {
      if (only.remove(block)) {
        missing.remove(block);
      }
    }
    StringBuilder text = new StringBuilder();
    only.forEach(block -> text.append("--- has: ").append(block).append('\n'));
    missing.forEach(block -> text.append("--- wanted: ").append(block).append('\n'));
    return text.toString();
  }
}
