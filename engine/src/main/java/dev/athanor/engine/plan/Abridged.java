package dev.athanor.engine.plan;

import dev.athanor.engine.model.Cut;
import java.util.ArrayList;
import java.util.List;

/**
 * A step's SQL for people and for the record of a run, neither of which has a use for megabytes:
 * the plan's hash and the bundle's digest pin what is left out.
 */
final class Abridged {
  /** UTF-16 units of a step. */
  static final int LIMIT = 64 * 1024;

  private Abridged() {}

  /** The texts up to the limit, and how much was left out. */
  static List<String> of(List<String> texts) {
    long length = texts.stream().mapToLong(String::length).sum();
    if (length <= LIMIT) {
      return texts;
    }
    List<String> kept = new ArrayList<>();
    int left = LIMIT;
    for (int i = 0; left > 0; i++) {
      kept.add(Cut.head(texts.get(i), left));
      left -= texts.get(i).length();
    }
    int last = kept.size() - 1;
    kept.set(
        last,
        kept.get(last) + "\n-- and " + (length - LIMIT) + " characters more, which the bundle has");
    return kept;
  }
}
