package dev.athanor.rehearsal.lint;

import dev.athanor.rehearsal.lint.TruthServer.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * What {@code bench/lint-score} reads: each case as a file of SQL, and a line of what lint said of
 * it.
 */
final class TruthFiles {
  private TruthFiles() {}

  /** Whether any of the rules is more than a notice. */
  private static String grave(Set<String> rules) {
    boolean grave =
        rules.stream().anyMatch(rule -> Rules.named(rule).level().compareTo(Level.WARNING) >= 0);
    return grave ? "grave" : "-";
  }

  static void judged(int major, Map<TruthCase, Verdict> verdicts) {
    Path folder = Path.of("target", "lint-truth");
    StringBuilder lines = new StringBuilder();
    try {
      Files.createDirectories(folder);
      int number = 0;
      for (Map.Entry<TruthCase, Verdict> each : verdicts.entrySet()) {
        TruthCase one = each.getKey();
        String file = String.format("%03d.sql", ++number);
        Files.writeString(folder.resolve(major + "-" + file), one.text() + "\n");
        lines.append(
            String.join(
                "\t",
                major + "-" + file,
                one.kind(),
                grave(one.expected()),
                grave(TruthTest.found(each.getValue())),
                String.join(",", one.expected()),
                String.join(",", TruthTest.found(each.getValue())),
                one.name()));
        lines.append('\n');
      }
      Files.writeString(folder.resolve(major + ".tsv"), lines.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
