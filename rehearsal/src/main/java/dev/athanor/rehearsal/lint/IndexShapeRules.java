package dev.athanor.rehearsal.lint;

import static dev.athanor.rehearsal.lint.Level.NOTICE;
import static dev.athanor.rehearsal.lint.Level.WARNING;

import dev.athanor.schema.model.ColumnList;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Index;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Indexes that cost more than they serve. */
final class IndexShapeRules {
  private static final int WIDE = 3;

  static final List<Rule> RULES =
      List.of(
          Rule.ofRevision(
              "duplicate-index",
              WARNING,
              Harm.LATER,
              "an index that another one makes superfluous: it costs writes and serves no query",
              "Drop one of the two.",
              IndexShapeRules::duplicate),
          Rule.ofStatement(
              "wide-index",
              NOTICE,
              Harm.LATER,
              "an index of more than three columns: its last ones rarely narrow anything",
              "Keep the columns that narrow, and INCLUDE those that are only read.",
              IndexShapeRules::wide));

  private IndexShapeRules() {}

  private static void duplicate(Episode episode, Sink found) {
    State state = episode.after();
    for (Index index : episode.gained(Index.class)) {
      ObjectId table = Scene.tableOf(index.id());
      ObjectId origin = state.origins().get(table);
      if (index.unique() || origin != null && !origin.equals(table)) {
        continue;
      }
      other(episode, table, index)
          .ifPresent(
              other ->
                  episode
                      .sceneOf(index)
                      .ifPresent(scene -> found.add(scene, index.id(), "begins like " + other)));
    }
  }

  /** A btree that begins with the same columns, in the same order and of the same rows. */
  private static Optional<String> other(Episode episode, ObjectId table, Index index) {
    State state = episode.after();
    String own = comparable(index);
    if (own.isEmpty()) {
      return Optional.empty();
    }
    for (Index each : state.indexes(table)) {
      // Of two new ones that are alike, only one is too many.
      boolean earlier =
          !comparable(each).equals(own)
              || episode.before().get(each.id()) != null
              || each.id().name().compareTo(index.id().name()) < 0;
      if (!each.equals(index) && earlier && begins(comparable(each), own)) {
        return Optional.of(each.id().name());
      }
    }
    for (Constraint each : state.constraints(table)) {
      boolean btree = each.isIndexed() && each.type() != Constraint.Type.EXCLUSION;
      if (btree && begins(keys(each), own)) {
        return Optional.of(each.id().name());
      }
    }
    return Optional.empty();
  }

  /** The key's columns, as the server writes those of an index with nothing special about it. */
  private static String keys(Constraint constraint) {
    return ColumnList.of(constraint.definition()).stream()
        .map(Names::quote)
        .collect(Collectors.joining(", "));
  }

  /** What stands between the parentheses of a btree of all rows; empty for others. */
  private static String comparable(Index index) {
    String text = index.definition();
    int using = text.indexOf(" USING btree (");
    boolean all = !text.contains(" WHERE ") && !text.contains(" INCLUDE ") && text.endsWith(")");
    return using < 0 || !all
        ? ""
        : text.substring(using + " USING btree (".length(), text.length() - 1);
  }

  private static boolean begins(String longer, String shorter) {
    return longer.equals(shorter) || longer.startsWith(shorter + ", ");
  }

  private static void wide(Scene scene, Sink found) {
    for (Index index : scene.added(Index.class)) {
      int columns = ColumnList.ofIndex(index.definition()).size();
      if (!index.unique() && columns > WIDE) {
        found.add(scene, index.id(), "has " + columns + " columns");
      }
    }
  }
}
