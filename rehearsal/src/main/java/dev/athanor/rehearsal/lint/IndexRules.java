package dev.athanor.rehearsal.lint;

import static dev.athanor.rehearsal.lint.Level.ERROR;
import static dev.athanor.rehearsal.lint.Level.NOTICE;
import static dev.athanor.rehearsal.lint.Level.WARNING;

import dev.athanor.rehearsal.recording.Relation;
import dev.athanor.rehearsal.recording.StatementRecording.Rewrite;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Index;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Table;
import dev.athanor.schema.model.View;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Indexes, and the constraints that stand on one. */
final class IndexRules {
  static final List<Rule> RULES =
      List.of(
          Rule.ofStatement(
              "index-blocks-writes",
              ERROR,
              Harm.WRITERS,
              "an index built on an existing table while its writers wait",
              "Write CREATE INDEX CONCURRENTLY in a changeset of its own with runInTransaction:false.",
              IndexRules::built),
          Rule.ofStatement(
              "reindex-blocks",
              ERROR,
              Harm.READERS,
              "an index built again while its table's writers, and readers by the index, wait",
              "Write REINDEX … CONCURRENTLY in a changeset of its own with runInTransaction:false.",
              IndexRules::rebuilt),
          Rule.ofStatement(
              "drop-index-blocks",
              WARNING,
              Harm.READERS,
              "an index dropped under ACCESS EXCLUSIVE on its table",
              "Write DROP INDEX CONCURRENTLY in a changeset of its own with runInTransaction:false.",
              IndexRules::dropped),
          constraint(
              "unique-constraint-blocks",
              "a UNIQUE constraint that builds its index while readers and writers wait",
              Constraint.Type.UNIQUE),
          constraint(
              "primary-key-blocks",
              "a primary key that builds its index while readers and writers wait",
              Constraint.Type.PRIMARY_KEY),
          Rule.ofStatement(
              "exclusion-constraint-blocks",
              ERROR,
              Harm.READERS,
              "an exclusion constraint on an existing table: its index is built while readers and"
                  + " writers wait, and there is no concurrent way",
              "Make a new table with the constraint and copy into it, or do it in a maintenance"
                  + " window.",
              (scene, found) -> constraints(scene, found, Constraint.Type.EXCLUSION)),
          Rule.ofStatement(
              "unique-may-fail",
              NOTICE,
              Harm.ROLLOUT,
              "a unique index or constraint on an existing table, which its rows may break",
              "Look for duplicates first; a failed CREATE INDEX CONCURRENTLY leaves an invalid index.",
              IndexRules::unique),
          Rule.ofRevision(
              "invalid-index",
              ERROR,
              Harm.LATER,
              "an index that is left invalid: it costs writes and serves no query",
              "Drop it and create it again, or attach the index of each partition.",
              IndexRules::invalid));

  private IndexRules() {}

  private static Rule constraint(String id, String finds, Constraint.Type type) {
    BiConsumer<Scene, Sink> judge = (scene, found) -> constraints(scene, found, type);
    return Rule.ofStatement(
        id,
        ERROR,
        Harm.READERS,
        finds,
        "Create a unique index concurrently, then ADD CONSTRAINT … USING INDEX.",
        judge);
  }

  private static void built(Scene scene, Sink found) {
    for (Index index : scene.added(Index.class)) {
      ObjectId table = relationOf(scene, index);
      if (scene.existed(table) && scene.blocksWrites(table) && scene.scans(table)) {
        String lock = scene.lock(table).orElseThrow().sql();
        found.add(
            scene, index.id(), "built on " + table.path() + " under " + lock, concurrently(index));
      }
    }
    for (ObjectId partition : ScanRules.attachedIn(scene)) {
      for (String missing : missing(scene, partition)) {
        if (scene.before().existed(partition) && scene.scans(partition)) {
          found.add(
              scene, partition, "attached without an index " + missing + ", which was built then");
        }
      }
    }
  }

  /** What a partition's parent has indexes of, and the partition has not before it is attached. */
  static List<String> missing(Scene scene, ObjectId partition) {
    List<String> missing = new ArrayList<>();
    scene
        .after()
        .table(partition)
        .ifPresent(
            table -> table.parents().forEach(parent -> missing.addAll(indexed(scene, parent))));
    missing.removeAll(indexed(scene, partition));
    return missing;
  }

  /** Of what a table has indexes, in the server's words. */
  private static List<String> indexed(Scene scene, ObjectId table) {
    List<String> indexed = new ArrayList<>();
    for (Index index : scene.before().indexes(table)) {
      String definition = index.definition();
      indexed.add(
          (index.unique() ? "UNIQUE " : "")
              + definition.substring(definition.indexOf(" USING ") + 1));
    }
    scene.before().constraints(table).stream()
        .filter(Constraint::isIndexed)
        .forEach(constraint -> indexed.add(constraint.definition()));
    return indexed;
  }

  /** A table or a materialized view. */
  private static ObjectId relationOf(Scene scene, Index index) {
    ObjectId view = ObjectId.of(Kind.VIEW, index.id().schema(), index.id().within());
    return scene.after().get(view) instanceof View ? view : Scene.tableOf(index.id());
  }

  private static SafeWay concurrently(Index index) {
    return index.partitioned() ? null : SafeWay.built(index);
  }

  private static void rebuilt(Scene scene, Sink found) {
    if (!scene.recording().changes().isEmpty()) {
      return;
    }
    for (Rewrite rewrite : scene.rewrites(Relation.Kind.INDEX)) {
      ObjectId table = scene.table(rewrite.relation());
      boolean own = !scene.rewrites(table) && !scene.emptied().contains(table);
      if (own && scene.blocksWrites(table)) {
        found.add(
            scene,
            table.child(Kind.INDEX, rewrite.relation().name()),
            "built again under " + scene.lock(table).orElseThrow().sql() + " on " + table.path(),
            SafeWay.rebuilt(rewrite.relation().schema(), rewrite.relation().name()));
      }
    }
  }

  private static void dropped(Scene scene, Sink found) {
    boolean replaced = scene.added(Constraint.class).stream().anyMatch(Constraint::isIndexed);
    for (Index index : scene.removed(Index.class)) {
      ObjectId table = Scene.tableOf(index.id());
      boolean ofColumn =
          scene.removed(Column.class).stream().anyMatch(c -> c.table().equals(table));
      // It is the parent's now.
      boolean attached = ScanRules.attachedIn(scene).contains(table);
      if (!replaced && !ofColumn && !attached && scene.existed(table) && scene.blocksReads(table)) {
        found.add(
            scene,
            index.id(),
            "dropped under ACCESS EXCLUSIVE on " + table.path(),
            index.partitioned() ? null : SafeWay.dropped(index.id()));
      }
    }
  }

  private static void constraints(Scene scene, Sink found, Constraint.Type type) {
    for (Constraint constraint : scene.added(Constraint.class)) {
      ObjectId table = constraint.table();
      if (constraint.type() == type && isBuilt(scene, constraint)) {
        found.add(
            scene,
            constraint.id(),
            "built its index on "
                + table.path()
                + " under "
                + scene.lock(table).orElseThrow().sql(),
            type == Constraint.Type.EXCLUSION ? null : usingIndex(scene, constraint));
      }
    }
  }

  private static boolean isBuilt(Scene scene, Constraint constraint) {
    ObjectId table = constraint.table();
    return scene.existed(table)
        && scene.blocksWrites(table)
        && (scene.scans(table) || scene.rewrites(table))
        && !takesIndex(scene, table);
  }

  /** Whether an index that was there became the constraint's. */
  private static boolean takesIndex(Scene scene, ObjectId table) {
    return scene.removed(Index.class).stream()
        .anyMatch(index -> index.unique() && Scene.tableOf(index.id()).equals(table));
  }

  /** Whether USING INDEX makes the same: the server takes it for no partitioned table. */
  private static boolean isPlain(Scene scene, Constraint constraint) {
    return !constraint.definition().contains(" NULLS NOT DISTINCT ")
        && scene.after().table(constraint.table()).filter(Table::isPartitioned).isEmpty();
  }

  private static SafeWay usingIndex(Scene scene, Constraint constraint) {
    int open = constraint.definition().indexOf('(');
    int close = constraint.definition().indexOf(')', open);
    if (open < 0
        || close != constraint.definition().length() - 1
        || !constraint.options().isEmpty()
        || !isPlain(scene, constraint)) {
      return null;
    }
    List<Column> nullable =
        scene.changed(Column.class).stream()
            .filter(change -> !change.before().isProvenNotNull())
            .filter(change -> change.after().isProvenNotNull())
            .map(Scene.Change::after)
            .filter(column -> column.table().equals(constraint.table()))
            .toList();
    return SafeWay.byIndex(
        constraint,
        nullable,
        constraint.definition().substring(0, open).strip(),
        constraint.definition().substring(open, close + 1));
  }

  private static void unique(Scene scene, Sink found) {
    for (Index index : scene.added(Index.class)) {
      ObjectId table = Scene.tableOf(index.id());
      if (index.unique() && scene.existed(table)) {
        found.add(scene, index.id(), "rows of " + table.path() + " that are alike stop it");
      }
    }
    for (Constraint constraint : scene.added(Constraint.class)) {
      ObjectId table = constraint.table();
      boolean unique = constraint.isIndexed() && constraint.type() != Constraint.Type.PRIMARY_KEY;
      if (unique && scene.existed(table) && !takesIndex(scene, table)) {
        found.add(scene, constraint.id(), "rows of " + table.path() + " that are alike stop it");
      }
    }
  }

  private static void invalid(Episode episode, Sink found) {
    for (Index index : episode.touched(Index.class)) {
      if (!index.valid()) {
        episode
            .sceneOf(index)
            .ifPresent(
                scene -> found.add(scene, index.id(), "is invalid when the revision has ended"));
      }
    }
  }
}
