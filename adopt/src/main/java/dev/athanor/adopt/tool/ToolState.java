package dev.athanor.adopt.tool;

import java.util.List;
import java.util.Objects;

/**
 * What a tool's table says is applied.
 *
 * @param table which; null where nobody keeps one
 * @param applied ids of revisions, in no order
 * @param heads whether {@code applied} names current revisions alone, and what comes before them is
 *     applied as well
 * @param baselines versions that stand for all up to them, whether there are revisions of those or
 *     not
 * @param repeatable ids of those among the applied ones that may run again at any time
 * @param summary a line for people
 * @param fingerprint differs where the table differs
 */
public record ToolState(
    ToolTable table,
    List<Entry> applied,
    boolean heads,
    List<String> baselines,
    List<String> repeatable,
    String summary,
    String fingerprint) {

  /**
   * @param revision the id of its revision
   * @param version what the tool calls it
   */
  public record Entry(String revision, String version) {}

  public ToolState {
    applied = List.copyOf(applied);
    baselines = List.copyOf(baselines);
    repeatable = List.copyOf(repeatable);
    Objects.requireNonNull(summary, "summary");
    Objects.requireNonNull(fingerprint, "fingerprint");
  }
}
