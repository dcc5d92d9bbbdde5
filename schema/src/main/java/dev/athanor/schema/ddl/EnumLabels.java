package dev.athanor.schema.ddl;

import java.util.List;

/** Compares an enum's labels. */
final class EnumLabels {
  private EnumLabels() {}

  /** Whether {@code now} is {@code old} with labels put in between, before or after. */
  static boolean isGrown(List<String> old, List<String> now) {
    int found = 0;
    for (String label : now) {
      if (found < old.size() && old.get(found).equals(label)) {
        found++;
      }
    }
    return found == old.size();
  }
}
