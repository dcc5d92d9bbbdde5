package dev.athanor.rehearsal.lint;

import static dev.athanor.rehearsal.lint.Level.ERROR;
import static dev.athanor.rehearsal.lint.Level.NOTICE;
import static dev.athanor.rehearsal.lint.Level.WARNING;

import dev.athanor.rehearsal.lint.Scene.Change;
import dev.athanor.rehearsal.recording.LockMode;
import dev.athanor.rehearsal.recording.Relation;
import dev.athanor.rehearsal.recording.StatementRecording.RelationLock;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Table;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Locks that are held longer, on more, or more strongly than the change needs. */
final class LockRules {
  static final List<Rule> RULES =
      List.of(
          Rule.ofChangeset(
              "work-after-exclusive-lock",
              ERROR,
              Harm.READERS,
              "work on existing rows in a transaction that already keeps everybody out of a table",
              "Put the statement that takes the lock last, or each into a changeset of its own.",
              LockRules::workAfter),
          Rule.ofChangeset(
              "several-strong-locks",
              WARNING,
              Harm.READERS,
              "one transaction that keeps readers and writers out of several tables: it waits for"
                  + " each while it holds the others, and can deadlock",
              "Give each table a changeset of its own.",
              LockRules::several),
          Rule.ofStatement(
              "lock-table",
              WARNING,
              Harm.WRITERS,
              "a strong lock taken by a statement that changes nothing",
              "Leave the statement out: what changes something takes the lock that it needs by itself.",
              LockRules::lockOnly),
          Rule.ofStatement(
              "detach-blocks",
              ERROR,
              Harm.READERS,
              "a partition detached under ACCESS EXCLUSIVE on the whole partitioned table",
              "From PostgreSQL 14 on, write DETACH PARTITION … CONCURRENTLY in a changeset of its own"
                  + " with runInTransaction:false.",
              LockRules::detached),
          Rule.ofStatement(
              "partition-of-blocks",
              WARNING,
              Harm.READERS,
              "a partition made with PARTITION OF: it waits for, and then keeps out, all who use the"
                  + " partitioned table",
              "Create it as a table of its own (LIKE … INCLUDING ALL), then ATTACH PARTITION.",
              LockRules::partitionOf),
          Rule.ofRevision(
              "outside-beside-others",
              NOTICE,
              Harm.ROLLOUT,
              "a changeset that runs in no transaction beside others of its revision: where it fails,"
                  + " the revision is half applied",
              "Give it a revision of its own.",
              LockRules::beside));

  private LockRules() {}

  private static void workAfter(Act act, Sink found) {
    Set<ObjectId> closed = new LinkedHashSet<>();
    for (Scene scene : act.scenes()) {
      if (!scene.recording().outside() && !closed.isEmpty() && RowRules.isWork(scene)) {
        ObjectId first = closed.iterator().next();
        found.add(
            scene,
            first,
            "works on rows while " + paths(closed) + " is held under ACCESS EXCLUSIVE");
      }
      scene.held().forEach((table, mode) -> addStrong(closed, table, mode));
    }
  }

  private static void addStrong(Set<ObjectId> closed, ObjectId table, LockMode mode) {
    if (mode == LockMode.ACCESS_EXCLUSIVE) {
      closed.add(table);
    }
  }

  private static String paths(Set<ObjectId> tables) {
    return String.join(", ", new TreeSet<>(tables.stream().map(ObjectId::path).toList()));
  }

  /** Of partitions of one table, or of what one statement needs together, nothing is said. */
  private static void several(Act act, Sink found) {
    Set<ObjectId> roots = new LinkedHashSet<>();
    for (Scene scene : act.scenes()) {
      Set<ObjectId> own = new LinkedHashSet<>();
      for (RelationLock lock : scene.recording().locks()) {
        ObjectId table = scene.table(lock.relation());
        boolean strong = lock.mode().blocksReads() && isTable(lock.relation());
        if (strong && scene.existed(table)) {
          own.add(scene.before().root(table));
        }
      }
      own.removeAll(roots);
      if (!roots.isEmpty() && !own.isEmpty() && !scene.recording().outside()) {
        found.add(
            scene,
            own.iterator().next(),
            "takes ACCESS EXCLUSIVE on " + paths(own) + " while it holds it on " + paths(roots));
      }
      roots.addAll(own);
    }
  }

  private static boolean isTable(Relation relation) {
    return relation.isTable() || relation.kind() == Relation.Kind.MATERIALIZED_VIEW;
  }

  private static void lockOnly(Scene scene, Sink found) {
    boolean idle =
        !scene.changesCatalog()
            && scene.recording().accesses().isEmpty()
            && !scene.recording().outside();
    if (!idle) {
      return;
    }
    for (RelationLock lock : scene.recording().locks()) {
      ObjectId table = scene.table(lock.relation());
      if (lock.relation().isTable() && lock.mode().blocksWrites() && scene.existed(table)) {
        found.add(scene, table, "took " + lock.mode().sql() + " and did nothing");
      }
    }
  }

  private static void detached(Scene scene, Sink found) {
    for (Change<Table> change : scene.changed(Table.class)) {
      Table old = change.before();
      if (old.isPartition() && !change.after().isPartition()) {
        for (ObjectId parent : old.parents()) {
          if (scene.existed(parent) && scene.blocksReads(parent)) {
            found.add(scene, parent, "detached " + old.id().path() + " under ACCESS EXCLUSIVE");
          }
        }
      }
    }
  }

  private static void partitionOf(Scene scene, Sink found) {
    for (Table table : scene.added(Table.class)) {
      for (ObjectId parent : table.parents()) {
        if (table.isPartition() && scene.existed(parent) && scene.blocksReads(parent)) {
          found.add(scene, parent, "made " + table.id().path() + " under ACCESS EXCLUSIVE");
        }
      }
    }
  }

  private static void beside(Episode episode, Sink found) {
    List<Scene> outside = new ArrayList<>();
    for (Scene scene : episode.scenes()) {
      if (scene.recording().outside()) {
        outside.add(scene);
      }
    }
    if (episode.acts().size() > 1 && !outside.isEmpty()) {
      found.add(
          outside.get(0),
          "",
          "one of " + episode.acts().size() + " changesets that are applied one after the other");
    }
  }
}
