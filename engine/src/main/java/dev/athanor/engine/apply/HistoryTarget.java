package dev.athanor.engine.apply;

import dev.athanor.engine.history.HistoryWriter;
import dev.athanor.engine.history.RunLog;
import dev.athanor.engine.history.RunStamp;
import dev.athanor.engine.history.UndoWriter;
import dev.athanor.engine.model.Digest;
import java.util.List;
import java.util.Objects;

/**
 * Where a change of the history alone is written, and in whose name.
 *
 * @param changelog DATABASECHANGELOG's qualified name
 * @param history what the history is called in schema {@code athanor}
 * @param stamp names the change in {@code athanor.run}
 * @param countsBytes as {@link dev.athanor.engine.database.Database#countsBytes}
 * @param runner who makes it
 */
public record HistoryTarget(
    String changelog, String history, RunStamp stamp, boolean countsBytes, String runner) {
  public HistoryTarget {
    Objects.requireNonNull(changelog, "changelog");
    Objects.requireNonNull(history, "history");
    Objects.requireNonNull(stamp, "stamp");
    Objects.requireNonNull(runner, "runner");
  }

  /** Writes the rows of DATABASECHANGELOG. */
  public HistoryWriter writer() {
    return new HistoryWriter(changelog, history, stamp, countsBytes);
  }

  /**
   * Writes what undoes them.
   *
   * @param bundle the bundle's digest
   */
  public UndoWriter undos(String bundle) {
    return new UndoWriter(history, bundle, stamp);
  }

  /**
   * What is kept of the change in {@code athanor.run}.
   *
   * @param kind what it is there, such as STAMP
   * @param bundle the bundle's digest
   * @param from the current revisions before
   * @param to the current revisions after
   * @param changesets how many it is about
   * @param json all that there is to say of it
   */
  public RunLog.Run logged(
      String kind, String bundle, List<String> from, List<String> to, int changesets, String json) {
    return new RunLog.Run(
        stamp,
        history,
        kind,
        bundle,
        Digest.of(json),
        from,
        to,
        changesets,
        "none: only the history was changed",
        runner,
        json);
  }
}
